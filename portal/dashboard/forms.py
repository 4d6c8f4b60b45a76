"""What may be asked of an overview: the days of its figures, the order and page of its table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from ..indicators import Period
from ..locale import date_text, today
from ..text import parse_day

FIRST_YEAR = 2000
"""Nothing in the portal is older."""


@dataclass(frozen=True)
class Asked:
    """A period, how the table stands, what the map shows, and whether every bar is wanted.

    `error` says why the period is not the one typed.
    """

    period: Period
    typed: str = ""
    error: str = ""
    sort: str = ""
    page: int = 1
    by_line: bool = False
    figure: str = ""
    all_bars: bool = False


def asked_from(args: Any) -> Asked:
    """What an address asks for: ?year= or ?as_of=, else the year up to today."""
    typed = args.get("as_of", "").strip()
    period, error = _period(typed, args.get("year", "").strip())
    return Asked(
        period,
        typed=typed or date_text(period.end),
        error=error,
        sort=args.get("sort", "").strip(),
        page=max(1, args.get("page", 1, type=int)),
        by_line=args.get("by") == "line",
        figure=args.get("figure", "").strip(),
        all_bars=args.get("bars") == "all",
    )


def years() -> list[int]:
    """The years that the page offers: this one and the two before it."""
    return [today().year - back for back in range(3)]


def _period(typed: str, year: str) -> tuple[Period, str]:
    here = today()
    if not typed and not year:
        return Period.year_to(here), ""
    try:
        period = Period.year_to(parse_day(typed)) if typed else Period.year(int(year))
    except (ValueError, OverflowError):
        period = Period.year_to(dt.date.min)
    if period.start.year >= FIRST_YEAR and period.start <= here:
        if period.end <= here:
            return period, ""
        if not typed:
            return Period.year_to(here), ""
    return Period.year_to(here), _("Choose a day between 01/01/2000 and today.")
