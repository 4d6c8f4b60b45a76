"""Advisory locks wait for their own kind alone."""

from __future__ import annotations

import re
from pathlib import Path

import portal
from portal import locks


def test_every_lock_has_a_number_of_its_own_and_stands_in_the_registry() -> None:
    numbers = [value for name, value in vars(locks).items() if name.isupper()]
    assert len(numbers) == len(set(numbers)) >= 5
    root = Path(portal.__file__).parent
    elsewhere = [
        path.name
        for path in root.rglob("*.py")
        if path.name != "locks.py" and re.search(r"7_?301_?0\d\d", path.read_text("utf-8"))
    ]
    assert elsewhere == []
