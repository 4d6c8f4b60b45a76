"""What the page of focus areas shows of a plan year."""

from __future__ import annotations

from typing import Any

from flask import g

from portal.listing import page_among, view_from
from portal.locale import today

from . import focus_queries as queries
from .areas import ground_of

SHOWN = 6
"""Years that the page offers."""


def of_year(year: int, args: Any) -> dict[str, Any]:
    """The space's own choices of a year, and those within reach hamlet by organization."""
    here = g.access.here
    choices = queries.choices_of(year)
    ground = ground_of(here.id)
    known = queries.years_known()
    return {
        "year": year,
        "years": years_offered(year, known),
        "ground": ground,
        "own": [choice for choice in choices if choice.space.id == here.id],
        "has_hamlets": any(not hamlet.ended for hamlet in ground.hamlets()),
        "copies": bool(queries.own_of(here.id, year - 1)),
        "wide": bool(here.below),
        "lines": queries.lines_among(choices),
        "page": page_among(queries.grid_of(choices), view_from(args).page),
    }


def years_offered(year: int, known: Any) -> list[int]:
    """Some years around the one shown: this one, the next, and those with a choice."""
    years = sorted({*known, year, today().year, today().year + 1})
    at = years.index(year)
    first = max(0, min(at - SHOWN // 2, len(years) - SHOWN))
    return years[first : first + SHOWN]
