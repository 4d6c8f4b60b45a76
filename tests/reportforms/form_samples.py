"""Forms and books for tests; the books remember what they were asked."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from portal.reportforms import Asked, Measure, ReportForm, Row, TypedValue, read_form
from portal.reportforms.measures import Number

SEXES = ("female", "male")
ROWS = [Row(1, "Xã Một", "/mot"), Row(2, "Xã Hai"), Row(3, "=Xã Ba")]


@dataclass
class KeptBooks:
    """Books of fixed figures: by measure, first and last day and arguments, for each row."""

    figures: Mapping[tuple[Any, ...], Mapping[int, Number]] = field(default_factory=dict)
    numbers: Mapping[tuple[str, dt.date], Mapping[int, TypedValue]] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    asked: list[tuple[str, Asked]] = field(default_factory=list)

    def counted(self, measure: str, asked: Asked) -> Sequence[Mapping[int, Number]] | None:
        self.asked.append((measure, asked))
        if measure in self.absent:
            return None
        days = (asked.period.start, asked.period.end)
        return [
            self.figures.get((measure, *days, *sorted(variant.items())), {})
            for variant in asked.variants
        ]

    def typed(self, keys: Sequence[str], asked: Asked) -> Mapping[str, Mapping[int, TypedValue]]:
        return {key: self.numbers.get((key, asked.period.end), {}) for key in keys}


def form(columns: Sequence[Mapping[str, Any]], **more: Any) -> ReportForm:
    """A form of these columns; a heading is made for those without one."""
    entry = {
        "title": "Biểu thử",
        "source": "thử",
        "periods": ["quarter", "year"],
        "rows": ["spaces"],
        "columns": [_titled(column) for column in columns],
        **more,
    }
    return read_form(json.dumps(entry), "members.trial")


def _titled(column: Mapping[str, Any]) -> dict[str, Any]:
    titled = {"title": f"Cột {column.get('number', '')}", **column}
    if "columns" in column:
        titled["columns"] = [_titled(each) for each in column["columns"]]
    return titled


def measure(name: str, of: str = "date", **takes: tuple[str, ...]) -> Measure:
    return Measure(name, name, "members.view_figures", lambda _asked: [], of, takes)  # type: ignore[arg-type]


def known(values: Sequence[int | None]) -> dict[int, Number]:
    """Values of the rows 1, 2, 3 …; None where a row has none."""
    return {at: value for at, value in enumerate(values, 1) if value is not None}


def fractions(values: Sequence[int | None]) -> list[Fraction | None]:
    return [None if value is None else Fraction(value) for value in values]
