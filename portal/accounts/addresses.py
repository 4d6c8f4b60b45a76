"""Addresses that lead somewhere after an act."""

from __future__ import annotations

import re

from ..guards import guard


@guard("accounts.own_address")
def is_own_address(target: str) -> bool:
    """Whether an address to go to lies in this portal; anything else would help a forger.

    No double slash anywhere in its path: what builds the Location header would make the host
    "//example.org" of "////example.org", where urlsplit() finds none.
    """
    if any(c.isspace() or not c.isprintable() for c in target) or "\\" in target:
        return False
    path = re.split(r"[?#]", target, maxsplit=1)[0]
    return path.startswith("/") and "//" not in path
