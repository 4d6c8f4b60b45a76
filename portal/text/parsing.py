"""Numbers and dates as people in Viet Nam type them; ValueError says how to write them."""

import datetime
import re
from decimal import Decimal
from typing import Literal

from flask_babel import lazy_gettext as _l

from portal.text.cleaning import clean

Precision = Literal["day", "month", "year"]

_NUMBER = re.compile(r"([+-]?)([1-9]\d{0,2}(?:(?:\.\d{3})+|(?: \d{3})+)|\d+)(?:,(\d+))?", re.ASCII)
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
_SEPARATED = re.compile(
    r"(?:(?:(\d{1,2})\s*[/.-]\s*)?(\d{1,2})\s*[/.-]\s*)?(\d{4}|\d{2})", re.ASCII
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_WORDS = re.compile(
    r"(?:(?:ngày\s*(\d{1,2})\s*)?tháng\s*(\d{1,2})\s*)?năm\s*(\d{4})", re.ASCII | re.IGNORECASE
)
_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_YEARS_AHEAD = 10


def parse_vn_number(text: str) -> Decimal:
    """Read a number with dots (or spaces) between thousands and a decimal comma: 1.234,5.

    Raises ValueError for anything else, and for "1,234", which means 1234 to some and 1.234
    to others: the writer is asked.
    """
    plain = clean(text).replace("\u2212", "-").replace("\u2013", "-")
    if _AMBIGUOUS.fullmatch(plain):
        raise ValueError(
            _l(
                "“%(text)s” can be read in two ways. Write %(thousands)s for the whole number, "
                "or %(decimals)s for the decimal number.",
                text=plain,
                thousands=plain.replace(",", "."),
                decimals=plain + "0",
            )
        )
    match = _NUMBER.fullmatch(plain)
    if match is None or len(plain) > 40:
        raise ValueError(_l("Write a number like 1234 or 1.234,5."))
    sign, whole, decimals = match.groups()
    return Decimal(f"{sign}{re.sub('[. ]', '', whole)}.{decimals or ''}")


def _full_year(digits: str, latest: datetime.date | None) -> int:
    """Put a two-digit year into the last century that does not pass `latest`."""
    if len(digits) == 4:
        return int(digits)
    last = latest.year if latest else datetime.date.today().year + _YEARS_AHEAD
    year = last - last % 100 + int(digits)
    return year if year <= last else year - 100


def _parts(text: str) -> tuple[str | None, str | None, str] | None:
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
        return day, month, year
    match = _SEPARATED.fullmatch(text) or _WORDS.fullmatch(text)
    if match is None or (match.group(1) is None and len(match.group(3)) == 2):
        return None  # "5/11" may mean a day and a month
    day, month, year = match.groups()
    return day, month, year


def parse_vn_date(
    text: str, latest: datetime.date | None = None
) -> tuple[datetime.date, Precision]:
    """Read a date written day/month/year, month/year or year; say how precise it is.

    "5/1/21" and "ngày 05 tháng 01 năm 2021" are days, "00/00/1984" and "1984" are years (the
    date is then the first of January). Two-digit years end at `latest`: give today for a birth;
    by default ten years from now. Raises ValueError.
    """
    parts = _parts(clean(text))
    if parts is None:
        raise ValueError(_l("Write the date as day/month/year, for example 05/01/2021."))
    day, month, year = int(parts[0] or 0), int(parts[1] or 0), _full_year(parts[2], latest)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(_l("Check the year %(year)s.", year=year))
    precision: Precision = "day" if day else "month" if month else "year"
    try:
        return datetime.date(year, month or (0 if day else 1), day or 1), precision
    except ValueError:
        raise ValueError(
            _l(
                "There is no day %(text)s. Write the date as day/month/year, "
                "for example 05/01/2021.",
                text=clean(text),
            )
        ) from None


def parse_day(text: str) -> datetime.date:
    """Read a day as offices write it, or as addresses do (2026-06-30). Raises ValueError."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        day, precision = parse_vn_date(text)
    if precision != "day":
        raise ValueError(text)
    return day
