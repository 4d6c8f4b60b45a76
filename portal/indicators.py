"""Figures: a module offers a select of (space, value); the core narrows it and rolls it up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute


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


@dataclass(frozen=True)
class Indicator:
    """A figure of every space. `select(period)` gives rows (space_id, value).

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
