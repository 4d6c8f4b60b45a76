"""What modules offer to forms: counts of their books by space, unit or hamlet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from ..indicators import Period
from .shape import Arguments

Number = int | Decimal | Fraction


@dataclass(frozen=True)
class Asked:
    """What a form asks a measure at once: for these rows, over this period, in several variants.

    `rows` is spaces, units or hamlets, `keys` their ids, all within the spaces of `spaces`. A
    measure of a date looks at the last day of the period. Each variant is the arguments of a
    column.
    """

    rows: str
    keys: tuple[int, ...]
    spaces: tuple[int, ...]
    period: Period
    variants: tuple[Arguments, ...]


@dataclass(frozen=True)
class Measure:
    """A count that forms may put into a column.

    `count(asked)` answers each variant with {key of a row: value}, with one grouped select for all
    of them, however many rows there are. A row without a value is not known, which is not zero.
    `takes` names the arguments and what each may be; an empty tuple: any word. `rows` are the
    kinds of row that it can count by.
    """

    name: str
    label: Any
    needs: str
    count: Callable[[Asked], Sequence[Mapping[int, Number]]]
    measures: Literal["period", "date"] = "date"
    takes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: tuple[str, ...] = ("spaces",)
