"""The periods that forms are made for: month, quarter, half-year, nine months, year."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..indicators import DAY, Period

MONTHS = {"month": 1, "quarter": 3, "half": 6, "nine_months": 9, "year": 12}
"""How many months a period of each kind has."""
LABELS: dict[str, Any] = {
    "month": _l("Month"),
    "quarter": _l("Quarter"),
    "half": _l("Half-year"),
    "nine_months": _l("Nine months"),
    "year": _l("Year"),
}
_CODES = {
    "month": re.compile(r"(\d{4})-(0[1-9]|1[0-2])"),
    "quarter": re.compile(r"(\d{4})-q([1-4])"),
    "half": re.compile(r"(\d{4})-h([12])"),
    "nine_months": re.compile(r"(\d{4})-9m()"),
    "year": re.compile(r"(\d{4})()"),
}
_ROMAN = ("I", "II", "III", "IV")
_YEARS = range(1900, 2200)


@dataclass(frozen=True)
class FormPeriod:
    """A period of a kind; `number` is the month, quarter or half of the year, else 1."""

    kind: str
    year: int
    number: int = 1

    @classmethod
    def from_code(cls, code: str) -> FormPeriod | None:
        """The period that an address names: 2026, 2026-q3, 2026-h1, 2026-9m, 2026-03."""
        for kind, pattern in _CODES.items():
            found = pattern.fullmatch(code)
            if found and int(found[1]) in _YEARS:
                return cls(kind, int(found[1]), int(found[2] or 1))
        return None

    @classmethod
    def of(cls, kind: str, day: dt.date) -> FormPeriod:
        """The period of a kind that a day lies in; of nine months always those of its year."""
        months = MONTHS[kind]
        number = 1 if kind == "nine_months" else (day.month - 1) // months + 1
        return cls(kind, day.year, number)

    @property
    def code(self) -> str:
        """How an address names it."""
        ends = {"month": f"-{self.number:02}", "quarter": f"-q{self.number}"}
        ends |= {"half": f"-h{self.number}", "nine_months": "-9m"}
        return f"{self.year}{ends.get(self.kind, '')}"

    @property
    def days(self) -> Period:
        """Its first and its last day."""
        months = MONTHS[self.kind]
        begins = (self.number - 1) * months
        start = dt.date(self.year, begins + 1, 1)
        years, month = divmod(begins + months, 12)
        return Period(start, dt.date(self.year + years, month + 1, 1) - DAY)

    @property
    def previous(self) -> FormPeriod:
        """The period before: of nine months, as of years, the one a year earlier."""
        last = 1 if self.kind == "nine_months" else 12 // MONTHS[self.kind]
        if self.number > 1:
            return FormPeriod(self.kind, self.year, self.number - 1)
        return FormPeriod(self.kind, self.year - 1, last)

    @property
    def label(self) -> str:
        """What it is called in the reader's language: quý III năm 2026."""
        return str(_WORDED[self.kind](self))


def periods_back(kind: str, day: dt.date, count: int) -> Iterator[FormPeriod]:
    """The period of a kind on a day and those before it, the latest first."""
    period = FormPeriod.of(kind, day)
    for _number in range(count):
        yield period
        period = period.previous


def _half(period: FormPeriod) -> str:
    if period.number == 1:
        return _("first 6 months of %(year)s", year=period.year)
    return _("last 6 months of %(year)s", year=period.year)


_WORDED: dict[str, Callable[[FormPeriod], str]] = {
    "month": lambda p: _("month %(month)s of %(year)s", month=p.number, year=p.year),
    "quarter": lambda p: _(
        "quarter %(quarter)s of %(year)s", quarter=_ROMAN[p.number - 1], year=p.year
    ),
    "half": _half,
    "nine_months": lambda p: _("first 9 months of %(year)s", year=p.year),
    "year": lambda p: _("the year %(year)s", year=p.year),
}
