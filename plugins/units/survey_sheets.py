"""A survey round as a spreadsheet: each unit and how it was found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l

from portal.addressing import row_number
from portal.listing import view_from
from portal.sheets import Sheet, SheetList, text_column, whole_column

from . import survey_queries as queries
from .models import UnitsSurvey
from .survey_forms import STATES
from .survey_queries import OPEN
from .survey_showing import SHEET, compared

ROUND = Sheet(
    SHEET,
    _l("Survey round"),
    (
        text_column("unit", _l("Name of the unit"), width=40),
        text_column("kind", _l("Kind"), width=24),
        text_column("mark", _l("Found"), width=20),
        whole_column("listed", _l("Listed")),
        whole_column("attending", _l("Attending")),
        text_column("note", _l("Note"), width=40),
        text_column("earlier", _l("Earlier round"), width=20),
    ),
)


def rows(args: Any) -> Iterable[dict[str, Any]]:
    """The units of the round that an address names, else of the last one, as its page shows."""
    survey = _asked(args.get("survey", type=row_number))
    if survey is None:
        return
    wanted, before = compared(survey, args)
    for each in queries.all_units_found(survey, wanted, view_from(args)):
        mark = each.mark
        yield {
            "id": each.unit.id,
            "unit": each.unit.name,
            "kind": str(each.unit.kind_of.label),
            "mark": str(STATES[mark.mark if mark else OPEN]),
            "listed": mark.listed if mark else None,
            "attending": mark.attending if mark else None,
            "note": mark.note if mark else None,
            "earlier": str(STATES[each.earlier or OPEN]) if before else None,
        }


def _asked(survey_id: int | None) -> UnitsSurvey | None:
    here = g.access.here.id
    return queries.last_of(here) if survey_id is None else queries.survey_in(here, survey_id)


LIST = SheetList(
    SHEET,
    _l("Survey round"),
    ROUND,
    needs="units.view_figures",
    rows=rows,
    endpoint="units.surveys",
)
