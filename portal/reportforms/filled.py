"""What a filled form is: rows of figures, of which some may not be known, and what is amiss."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

from .measures import Asked, Number
from .periods import FormPeriod
from .shape import Check, ReportForm

Key = int | str


@dataclass(frozen=True)
class Row:
    """A row of a form: the id of a space, a unit or a hamlet, what it is called, where it leads."""

    key: int
    name: str
    url: str = ""


@dataclass(frozen=True)
class TypedValue:
    """A figure that no record gives: counted on a day, as its source says."""

    value: Number
    as_of: dt.date
    source: str = ""


@dataclass(frozen=True)
class Cell:
    """A figure of a form; None is not known. `lacks` names the columns that it would need.

    Of a total, `known` of the `asked` rows have the figure.
    """

    value: Fraction | None = None
    lacks: frozenset[str] = frozenset()
    known: int = 1
    asked: int = 1
    typed: TypedValue | None = None

    @property
    def complete(self) -> bool:
        """Whether every row that is added up has the figure."""
        return self.known == self.asked


@dataclass(frozen=True)
class FilledRow:
    """A row with its cells by the number of their column; the total has no key."""

    name: str
    cells: Mapping[str, Cell]
    key: Key | None = None
    url: str = ""


@dataclass(frozen=True)
class Broken:
    """A check that does not hold, in which row, and what stands on its two sides."""

    row: str
    check: Check
    left: Fraction
    right: Fraction


@dataclass(frozen=True)
class Filled:
    """A form with its figures."""

    form: ReportForm
    period: FormPeriod
    by: str
    rows: list[FilledRow]
    total: FilledRow | None
    broken: list[Broken] = field(default_factory=list)


class Books(Protocol):
    """Where figures come from. A measure that cannot be read here is answered by None."""

    def counted(self, measure: str, asked: Asked) -> Sequence[Mapping[int, Number]] | None:
        """The answer of a measure."""

    def typed(self, keys: Sequence[str], asked: Asked) -> Mapping[str, Mapping[int, TypedValue]]:
        """The newest typed figures, by key and row, as of the last day of the period."""
