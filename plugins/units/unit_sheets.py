"""The lists of units and of their officers in Excel, out and in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from portal.imports.linking import list_links, sheet_links
from portal.kept_parts import drawn
from portal.listing import view_from
from portal.offering import Slot
from portal.sheets import (
    Column,
    Limits,
    Sheet,
    SheetList,
    choice_column,
    date_column,
    phone_column,
    text_column,
    whole_column,
)

from .areas import ground_of
from .forms import wanted_from
from .kinds import BASES, PLACES, Kind, kinds
from .officer_facts import values_of
from .officer_import import OfficerImport
from .unit_import import UnitImport
from .unit_list_queries import KnownGround, Words, holders_in_order, units_in_order
from .unit_offers import KEEP

KEEP_OFFICERS = "units.keep_officers"


def _kind_label(kind: Kind) -> Any:
    return LazyString(lambda: kind.label)


SHEET = Sheet(
    "units.list",
    _l("Branches and groups"),
    (
        text_column("name", _l("Name of the unit"), required=True, width=36),
        choice_column(
            "kind",
            _l("Kind"),
            [(kind.name, _kind_label(kind)) for kind in kinds().values()],
            required=True,
            width=24,
        ),
        choice_column("basis", _l("Basis"), list(BASES.items()), width=20),
        choice_column("stands", _l("Place of the unit"), list(PLACES.items()), width=24),
        text_column("hamlets", _l("Hamlets, a semicolon between them"), width=32),
        text_column("workplace", _l("Workplace"), width=24),
        text_column("parent", _l("Part of"), width=32),
        date_column("founded_on", _l("Founded on")),
        text_column("founded_document", _l("Document of founding"), width=24),
        whole_column("households", _l("Households"), most=9999),
        date_column("households_on", _l("Counted on")),
        date_column("congress_due_on", _l("Next congress due by")),
    ),
)
OFFICER_SHEET = Sheet(
    "units.officers",
    _l("Officers of branches and groups"),
    (
        text_column("unit", _l("Unit"), required=True, width=36),
        text_column("office", _l("Office"), required=True, width=20),
        text_column("person_name", _l("Full name"), required=True, width=28),
        replace(
            whole_column("birth_year", _l("Year of birth"), most=9999),
            number_format="0",
            summed=False,
        ),
        phone_column("phone", _l("Phone number")),
        date_column("introduced_on", _l("Introduced on")),
        date_column("elected_on", _l("Elected on")),
        date_column("recognized_on", _l("Recognized on")),
        date_column("started_on", _l("In office since")),
        date_column("term_ends_on", _l("Term ends on")),
    ),
)
"""Whether somebody is a Party member does not leave the portal in a file."""
SPACE = text_column("space", _l("Space"), width=32)


def rows(args: Any) -> Iterable[dict[str, Any]]:
    """The units that the list's address shows, on every page."""
    found = units_in_order(wanted_from(args), view_from(args))
    here = ground_of(g.access.here.id)
    words = Words.of([unit for unit, _space in found], KnownGround(here.space, here.area))
    for unit, space in found:
        yield {"id": unit.id, "space": space.name, **words.values_of(unit)}


def also(_args: Any) -> Sequence[Column]:
    """The name of the space, where the list goes down to those below."""
    return (SPACE,) if g.access.here.below else ()


def officer_rows(args: Any) -> Iterable[dict[str, Any]]:
    """Who holds the offices of the units that the list's address shows, in this space."""
    for holder, office, unit in holders_in_order(wanted_from(args), view_from(args)):
        yield {"id": office.id, **values_of(unit, office, holder)}


def file_links(**_context: Any) -> Markup:
    """The files of the list and the way in, for the head of the list's page."""
    officers = sheet_links("units.officers")
    return list_links("units.list") + drawn(
        "units/_files.html", officers["files"], new=officers["new"]
    )


SHEETS = [
    SheetList(
        "units.list",
        _l("Branches and groups"),
        SHEET,
        needs="units.view",
        rows=rows,
        endpoint="units.index",
        needs_import=KEEP,
        importable=lambda: UnitImport(SHEET),
        also=also,
        limits=Limits(rows=2_000),
    ),
    SheetList(
        "units.officers",
        _l("Officers of branches and groups"),
        OFFICER_SHEET,
        needs="units.view_names",
        rows=officer_rows,
        endpoint="units.index",
        needs_import=KEEP_OFFICERS,
        importable=lambda: OfficerImport(OFFICER_SHEET),
        limits=Limits(rows=2_000),
    ),
]
SLOTS = [Slot("units.list_acts", "units.view", file_links, asks=False)]
