"""What somebody wrote of a birth, read for a trace."""

from __future__ import annotations

import datetime as dt

from portal.text import parse_vn_date


def birth_of(text: str) -> tuple[dt.date | None, int | None]:
    """The full date, where all of it is there, and the year; both None of an empty text.

    Raises ValueError at what is no date and no year.
    """
    if not text.strip():
        return None, None
    day, precision = parse_vn_date(text, latest=dt.date.today())
    return (day if precision == "day" else None), day.year
