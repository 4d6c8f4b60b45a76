"""Lists that would open more than their rights say stop the boot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from portal.imports import declared
from portal.plugins import PluginError, Registry
from portal.sheets import Sheet, citizen_id_column

SECRET = Sheet("s", "S", (citizen_id_column("citizen", "Citizen id"),))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"sheet": SECRET}, "personal columns"),
        ({"needs_import": None}, "both needs_import and importable"),
        ({"needs_import": "spaces.manage_oficers"}, "no module registered"),
        ({"needs_import": "spaces.view_phones"}, "it must change"),
        ({"name": "officers"}, "must be named spaces.something"),
    ],
)
def test_a_list_that_opens_too_much_is_refused(
    portal: Flask, wrong: dict[str, Any], sentence: str
) -> None:
    known: Registry = portal.extensions["portal"]
    listed = replace(known.sheets["spaces.officers"], **wrong)
    tried = Registry(
        plugins=known.plugins,
        permissions=known.permissions,
        sheets={listed.name: listed},
        owner={f"sheets {listed.name}": "spaces"},
    )
    with pytest.raises(PluginError, match=sentence):
        declared.check(tried)


def test_the_lists_of_the_portal_are_sound(portal: Flask) -> None:
    declared.check(portal.extensions["portal"])
