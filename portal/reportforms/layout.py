"""Where the headings of a form stand: rows of cells that span others, and sheets of paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .formulas import printed
from .shape import Group, Leaf, ReportForm

_SIGN = re.compile("[=+−×÷]")
WIDEST = 26
"""How many columns of figures an A4 sheet in landscape takes, beside the names of the rows."""


@dataclass(frozen=True)
class HeadCell:
    """A heading: its words, its place among the columns of figures, how far it reaches."""

    text: str
    column: int
    colspan: int = 1
    rowspan: int = 1
    is_group: bool = False

    @property
    def foldable(self) -> str:
        """The text with a place to break the line after every sign of a formula."""
        return _SIGN.sub("\\g<0>\u200b", self.text)


@dataclass(frozen=True)
class Part:
    """The columns that stand on one sheet of paper, and the headings above them."""

    columns: tuple[Leaf | Group, ...]

    @property
    def leaves(self) -> list[Leaf]:
        """Its columns of figures."""
        return list(_leaves(self.columns))

    @property
    def depth(self) -> int:
        """How many rows its headings take."""
        return max(map(_depth, self.columns))

    def headings(self) -> list[list[HeadCell]]:
        """Its headings, row by row; one without columns below reaches down to the figures."""
        rows: list[list[HeadCell]] = [[] for _row in range(self.depth)]
        _place(self.columns, rows, 0, 0)
        return rows

    def marks(self) -> list[HeadCell]:
        """The row of numbers: `6=10.3+13.3`; neighbours that share a number share a cell."""
        cells: list[HeadCell] = []
        for at, leaf in enumerate(self.leaves):
            text = mark_of(leaf)
            last = cells[-1] if cells else None
            if last is not None and last.text == text:
                cells[-1] = HeadCell(text, last.column, last.colspan + 1)
            else:
                cells.append(HeadCell(text, at))
        return cells


def mark_of(leaf: Leaf) -> str:
    """What the row of numbers prints of a column."""
    if leaf.mark or leaf.formula is None:
        return leaf.mark or leaf.number
    return f"{leaf.number}={printed(leaf.formula)}"


def parts_of(form: ReportForm) -> list[Part]:
    """The sheets of paper of a form: as it says itself, else as many columns as a sheet takes."""
    said = any(isinstance(column, Group) and column.begins_part for column in form.columns)
    parts: list[list[Leaf | Group]] = [[]]
    for column in form.columns:
        begins = isinstance(column, Group) and column.begins_part
        full = not said and _width([*parts[-1], column]) > WIDEST
        if parts[-1] and (begins or full):
            parts.append([])
        parts[-1].append(column)
    return [Part(tuple(columns)) for columns in parts]


def _leaves(columns: Sequence[Leaf | Group]) -> Iterator[Leaf]:
    for column in columns:
        if isinstance(column, Leaf):
            yield column
        else:
            yield from column.leaves


def _width(columns: Sequence[Leaf | Group]) -> int:
    return len(list(_leaves(columns)))


def _depth(column: Leaf | Group) -> int:
    return 1 if isinstance(column, Leaf) else 1 + max(map(_depth, column.columns))


def _place(
    columns: Sequence[Leaf | Group], rows: list[list[HeadCell]], row: int, start: int
) -> int:
    """Place headings from a row and a column on; the column after them."""
    for column in columns:
        if isinstance(column, Leaf):
            rows[row].append(HeadCell(str(column.title), start, 1, len(rows) - row))
            start += 1
        else:
            after = _place(column.columns, rows, row + 1, start)
            head = HeadCell(str(column.title), start, after - start, 1, is_group=True)
            rows[row].append(head)
            start = after
    return start
