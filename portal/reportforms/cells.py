"""What a cell of a form holds in Excel: a figure, the sign of an unknown one, or its formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from .filled import Cell
from .formulas import Column, columns_of, for_excel
from .shape import Leaf
from .showing import UNKNOWN

Written = int | float | str


@dataclass(frozen=True)
class Places:
    """Where the figures of a form stand in its sheet: letters of columns, first and last row."""

    letters: Mapping[str, str]
    first: int
    last: int

    def rows_of(self, number: str) -> str:
        """The figures of a column in all rows: M12:M20."""
        return f"{self.letters[number]}{self.first}:{self.letters[number]}{self.last}"


def content_of(leaf: Leaf, cell: Cell, places: Places, row: int) -> Written:
    """The content of a figure in a row.

    A formula that looks at the period before has nothing to refer to: it is written as its value.
    Where a part is not known the formula waits until somebody types it.
    """
    if _is_typed(leaf):
        return _number(cell.value)
    formula, parts = _formula(leaf, places, row)
    if cell.value is not None:
        return f"={formula}"
    return _waiting(formula, [f"{places.letters[part.number]}{row}" for part in parts], len(parts))


def total_of(leaf: Leaf, cell: Cell, places: Places, row: int) -> Written:
    """The content of a total: the sum of the rows, or the formula computed from sums.

    A formula whose parts are not known for the same rows waits until all rows are.
    """
    if leaf.formula is None:
        rows = places.rows_of(leaf.number)
        if not leaf.sums:
            return UNKNOWN
        return _waiting(f"SUM({rows})", [rows], 1, ">=") if cell.value is None else f"=SUM({rows})"
    if _is_typed(leaf):
        return _number(cell.value)
    formula, parts = _formula(leaf, places, row)
    if cell.value is not None:
        return f"={formula}"
    count = (places.last - places.first + 1) * len(parts)
    return _waiting(formula, [places.rows_of(part.number) for part in parts], count)


def number_format(leaf: Leaf) -> str:
    """How Excel shows the figures of a column."""
    return "#,##0" + (f".{'0' * leaf.decimals}" if leaf.decimals else "")


def _is_typed(leaf: Leaf) -> bool:
    """Whether Excel can do no more than hold the value."""
    return leaf.formula is None or any(part.before for part in columns_of(leaf.formula))


def _formula(leaf: Leaf, places: Places, row: int) -> tuple[str, list[Column]]:
    assert leaf.formula is not None
    parts = list(dict.fromkeys(columns_of(leaf.formula)))
    return for_excel(leaf.formula, lambda part: f"{places.letters[part.number]}{row}"), parts


def _waiting(formula: str, needed: Iterable[str], count: int, sign: str = "=") -> str:
    known = f"COUNT({','.join(needed)}){sign}{count}"
    return f'=IF({known},IFERROR({formula},"{UNKNOWN}"),"{UNKNOWN}")'


def _number(value: Fraction | None) -> Written:
    if value is None:
        return UNKNOWN
    return int(value) if value.denominator == 1 else float(value)
