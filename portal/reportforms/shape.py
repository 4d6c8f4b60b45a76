"""What a form is: a tree of columns over kinds of rows, for a kind of period, as data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from flask_babel import lazy_gettext as _l

from portal.locale import current_language

from .formulas import Node

Span = Literal["at_start", "at_end", "in_period", "cumulative"]
SPANS: tuple[Span, ...] = ("at_start", "at_end", "in_period", "cumulative")
ROWS: dict[str, Any] = {
    "spaces": _l("Name of the organization"),
    "units": _l("Name of the branch or group"),
    "hamlets": _l("Name of the hamlet"),
    "fixed": _l("What is counted"),
}
"""Per space below, per unit of the space, per hamlet, or the same rows for everybody."""
Arguments = Mapping[str, str]


@dataclass(frozen=True)
class Words:
    """A heading in the form's own words, and in English."""

    vi: str
    en: str = ""

    def __str__(self) -> str:
        return self.en if self.en and current_language() == "en" else self.vi


@dataclass(frozen=True)
class Leaf:
    """A column of figures: of the books, of a formula, typed, or of nothing that is there yet.

    Exactly one of `measure`, `formula` and `typed` says where its figures come from; none of them
    is a column whose record nobody keeps here, and `lacks` says why. `mark` is what the row of
    numbers prints, which two columns may share. `sums` is whether its rows may be added up.
    """

    number: str
    title: Words
    measure: str = ""
    arguments: Arguments = field(default_factory=dict)
    span: Span = "at_end"
    formula: Node | None = None
    typed: str = ""
    lacks: Words | None = None
    mark: str = ""
    decimals: int = 0
    sums: bool = True
    if_offered: bool = False
    """Whether the form stands without its measure: the module that offers it may be missing."""


@dataclass(frozen=True)
class Group:
    """A heading over columns and other headings; `begins_part` starts a new sheet of paper."""

    title: Words
    columns: tuple[Leaf | Group, ...]
    begins_part: bool = False

    @property
    def leaves(self) -> Iterator[Leaf]:
        """The columns of figures below this heading, from left to right."""
        for column in self.columns:
            if isinstance(column, Leaf):
                yield column
            else:
                yield from column.leaves


@dataclass(frozen=True)
class FixedRow:
    """A row that every copy of the form has, such as an age band; its arguments join a column's."""

    key: str
    title: Words
    arguments: Arguments


@dataclass(frozen=True)
class Check:
    """What must hold in every row: left = right, or ≤, ≥; `says` tells what it would mean."""

    left: Node
    sign: Literal["=", "≤", "≥"]
    right: Node
    says: Words


@dataclass(frozen=True)
class ReportForm:
    """A form. Whose it is, since when and until when, whence it is known, what it asks."""

    name: str
    title: Words
    source: Words
    lines: tuple[str, ...]
    periods: tuple[str, ...]
    rows: tuple[str, ...]
    columns: tuple[Leaf | Group, ...]
    fixed: tuple[FixedRow, ...] = ()
    checks: tuple[Check, ...] = ()
    of_what: Words = field(default_factory=lambda: Words(""))
    """The unit of its figures: "người"; empty where the headings say it."""
    signatures: tuple[Words, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    counts_from: Literal["year", "term"] = "year"
    terms: tuple[dt.date, ...] = ()
    """The days on which terms began, for forms that count from the beginning of one."""
    order: int = 100

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """Its columns of figures, from left to right."""
        return tuple(Group(self.title, self.columns).leaves)

    @cached_property
    def by_number(self) -> Mapping[str, Leaf]:
        """Its columns of figures by their number."""
        return {leaf.number: leaf for leaf in self.leaves}

    def is_of(self, line: str, day: dt.date) -> bool:
        """Whether organizations of a line fill it in on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        goes_on = self.valid_to is None or day <= self.valid_to
        return begun and goes_on and (not self.lines or line in self.lines)

    def counted_since(self, day: dt.date) -> dt.date:
        """The day from which cumulative columns count up to this day.

        Of a form by terms before its first known term it is the beginning of the year.
        """
        begun = [start for start in self.terms if start <= day]
        if self.counts_from == "term" and begun:
            return max(begun)
        return dt.date(day.year, 1, 1)
