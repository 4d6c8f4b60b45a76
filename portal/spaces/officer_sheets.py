"""The officers of a list as a spreadsheet, on the way out and on the way in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l

from ..sheets import (
    Column,
    Limits,
    Sheet,
    SheetList,
    date_column,
    phone_column,
    text_column,
    yes_no_column,
)
from .models import Officer
from .officer_forms import wanted_from
from .officer_import import OfficerImport
from .officer_queries import all_officers_of

SHEET = Sheet(
    "spaces.officers",
    _l("Officers"),
    (
        text_column("person_name", _l("Full name"), required=True, width=28),
        text_column("office", _l("Office"), required=True, width=32),
        text_column("body", _l("Body"), width=24),
        phone_column("phone", _l("Phone number")),
        yes_no_column("in_charge_of_front", _l("In charge of the Front and the organizations")),
        text_column("document", _l("Deciding document"), width=24),
        date_column("valid_from", _l("First day"), required=True),
        date_column("valid_to", _l("Last day")),
    ),
)
SPACE = text_column("space", _l("Space"), width=32)


def rows(args: Any) -> Iterable[dict[str, Any]]:
    """The officers that the list's address shows, on every page."""
    for row in all_officers_of(g.access.here.id, wanted_from(args)):
        yield {"id": row.officer.id, "space": row.space.name, **values_of(row.officer)}


def values_of(officer: Officer) -> dict[str, Any]:
    """An office by the columns of the sheet."""
    values = {column.name: getattr(officer, column.name) for column in SHEET.columns}
    return values | {"body": officer.body.name if officer.body else None}


def also(args: Any) -> Sequence[Column]:
    """The name of the space, where the list goes down to those below."""
    return (SPACE,) if wanted_from(args).below else ()


OFFICERS = SheetList(
    "spaces.officers",
    _l("Officers"),
    SHEET,
    needs="spaces.view_phones",
    rows=rows,
    endpoint="spaces.officers",
    needs_import="spaces.manage_officers",
    importable=lambda: OfficerImport(SHEET, values_of),
    also=also,
    limits=Limits(rows=2_000),
)
