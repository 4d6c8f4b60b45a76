"""Figures: a module offers a select of (space, value); the core narrows it and rolls it up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """A span of days, both ends included; a date is a period of one day."""

    start: dt.date
    end: dt.date

    @classmethod
    def day(cls, date: dt.date) -> Period:
        """The period that is one day, for figures as of a date."""
        return cls(date, date)

    @classmethod
    def year(cls, year: int) -> Period:
        """The calendar year."""
        return cls(dt.date(year, 1, 1), dt.date(year, 12, 31))

    @classmethod
    def year_to(cls, date: dt.date) -> Period:
        """The year of a day, up to that day."""
        return cls(dt.date(date.year, 1, 1), date)

    @property
    def previous(self) -> Period:
        """What the period is compared with.

        Whole months before whole months, the same days a year ago for a part of a year from its
        beginning, else as many days as it has, just before it.
        """
        if self.start.day == 1 and (self.end + DAY).day == 1:
            ends = self.end.year * 12 + self.end.month
            begins = self.start.year * 12 + self.start.month - 1
            return Period(_first_of(begins - (ends - begins)), self.start - DAY)
        if (self.start.month, self.start.day) == (1, 1) and self.start.year == self.end.year:
            year = self.start.year - 1
            leap_day = (self.end.month, self.end.day) == (2, 29)
            end = self.end.replace(year=year, day=28 if leap_day else self.end.day)
            return Period(dt.date(year, 1, 1), end)
        return Period(self.start - (self.end - self.start) - DAY, self.start - DAY)


@dataclass(frozen=True)
class Indicator:
    """A figure of every space. `select(period)` gives rows (space_id, value); values add up.

    The select depends on nothing but the period, the space of the address, the language and the
    day, since it is kept.

    `measures` says whether it counts over a period or stands as of its last day. A space without
    a row has no figure, which is shown as such and never as zero.
    """

    name: str
    label: Any
    needs: str
    select: Callable[[Period], sa.Select[Any]]
    unit: Any = ""
    measures: Literal["period", "date"] = "date"
    out_of: str | None = None
    """The indicator that is this one's denominator."""
    better: Literal["more", "less", ""] = ""
    """Which way is better, where that can be said: tables put the worst first by it."""
    aim: Literal["more", "less", ""] = ""
    """Which way a target goes where neither way is better by itself.

    A commune with fewer units is no worse; whoever decides a number of them means one side of it.
    """
    lines: tuple[str, ...] = ()
    """The lines whose spaces have this figure; empty: all. Others are not missing it."""
    levels: tuple[str, ...] = ()
    """The levels whose spaces have this figure; empty: all."""
    order: int = 100
    on_the_map: bool = False
    """Whether it counts accounts and roles. Only the core may; it narrows by `in_reach`."""

    @property
    def direction(self) -> Literal["more", "less", ""]:
        """Which way a target goes: at least ("more"), at most ("less"); empty: it has none."""
        return self.better or self.aim

    @property
    def target_setting(self) -> str:
        """The setting by which a space decides the percentage of a ratio; empty where none does."""
        return f"{self.name}_target" if self.out_of and self.direction else ""

    @property
    def number_setting(self) -> str:
        """The setting by which a space decides its own number; empty where it has none."""
        return f"{self.name}_number" if self.direction else ""

    @classmethod
    def counting(
        cls, name: str, label: Any, needs: str, day: InstrumentedAttribute[Any], unit: Any = ""
    ) -> Indicator:
        """The figure of how many rows of a model have their `day` within the period."""

        def select(period: Period) -> sa.Select[Any]:
            space_id = day.class_.space_id
            within = day.between(period.start, period.end)
            return sa.select(space_id, sa.func.count()).where(within).group_by(space_id)

        return cls(name, label, needs, select, unit, measures="period")


def _first_of(month: int) -> dt.date:
    """The first day of a month counted from the year 0."""
    return dt.date(month // 12, month % 12 + 1, 1)
