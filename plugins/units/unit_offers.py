"""What the pages of units offer: rights, kinds of event, menu, search, units for roles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.offering import MenuItem, Permission, SearchSource, UnitSource, Verb

from . import actions, queries
from .kinds import BASES, PLACES, kinds

LABEL = _l("Branches and groups")
READERS = ("administrator", "leader", "officer", "clerk", "viewer", "branch_head")
KEEPERS = ("administrator", "officer", "clerk")
KEEP = "units.keep"
FIELDS = {
    "area_ids": _l("Numbers of the hamlets"),
    "basis": _l("Basis"),
    "founded_document": _l("Deciding document"),
    "founded_on": _l("Founded on"),
    "hamlets": _l("Hamlets"),
    "households": _l("Households"),
    "households_on": _l("Counted on"),
    "kind": _l("Kind"),
    "name": _l("Name of the unit"),
    "parent_id": _l("Number of the unit above"),
    "stands": _l("Place of the unit"),
    "workplace": _l("Workplace"),
}
VALUES: dict[str, Callable[[Any], Any]] = {
    "basis": lambda name: BASES.get(name, name),
    "kind": lambda name: kinds()[name].label if name in kinds() else name,
    "stands": lambda name: PLACES.get(name, name),
}

PERMISSIONS = [
    Permission(
        "units.view", _l("See branches and groups"), roles=READERS, descends=True, narrows=True
    ),
    Permission(
        "units.prepare",
        _l("See the forms by which branches and groups are kept"),
        roles=KEEPERS,
    ),
    Permission(
        KEEP,
        _l("Found, change and end branches and groups"),
        does="changes",
        roles=KEEPERS,
    ),
]
VERBS = [
    Verb("units.founded", _l("founded the unit"), actions.remove_founded, KEEP, FIELDS, VALUES),
    Verb("units.changed", _l("corrected the unit"), actions.change_back, KEEP, FIELDS, VALUES),
    Verb("units.removed", _l("took back the founding of"), fields=FIELDS, values=VALUES),
]
MENU = [
    MenuItem("units.index", LABEL, needs="units.view", group="organization", icon="users", order=40)
]
SEARCH = [
    SearchSource(
        "units.units", LABEL, "units.view", queries.units_named, "units.show", "unit_id", order=40
    )
]
UNITS = [UnitSource("units.units", queries.choices_here)]
