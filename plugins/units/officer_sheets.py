"""The vacancies of units as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l

from portal.listing import view_from
from portal.sheets import Column, Sheet, SheetList, date_column, text_column, yes_no_column

from .kinds import kind_named
from .officer_vacancy_queries import all_vacancies, wanted_from

SHEET = Sheet(
    "units.vacant",
    _l("Units without a head or deputy"),
    (
        text_column("name", _l("Unit"), required=True, width=36),
        text_column("kind", _l("Kind of unit"), width=24),
        yes_no_column("head", _l("Has a head")),
        yes_no_column("deputy", _l("Has a deputy")),
        date_column("since", _l("Without a head since")),
        yes_no_column("recorded", _l("Officers recorded")),
    ),
)
SPACE = text_column("space", _l("Space"), width=32)


def rows(args: Any) -> Iterable[dict[str, Any]]:
    """The vacancies that the list's address shows, on every page."""
    for unit, space, headless, deputyless, since, recorded in all_vacancies(
        wanted_from(args), view_from(args)
    ):
        yield {
            "id": unit.id,
            "name": unit.name,
            "kind": kind_named(unit.kind).label,
            "head": not headless,
            "deputy": not deputyless,
            "since": since,
            "recorded": recorded,
            "space": space.name,
        }


def also(_args: Any) -> tuple[Column, ...]:
    """The name of the space, where the list goes down to those below."""
    return (SPACE,) if g.access.here.below else ()


VACANT = SheetList(
    "units.vacant",
    _l("Units without a head or deputy"),
    SHEET,
    needs="units.view",
    rows=rows,
    endpoint="units.vacancies",
    also=also,
)
