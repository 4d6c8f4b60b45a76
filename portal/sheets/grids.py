"""What is read from a file before anyone knows what it means: sheets of plain values."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l

from portal.sheets.fonts import TextAs
from portal.sheets.limits import Limits
from portal.sheets.refusals import Label, SheetRefused

EXCEL_CELL_CHARS = 32_767
_CONVERSIONS = 1_000


@dataclass(frozen=True)
class CellFault:
    """A cell without a usable value; `sentence` says how to mend it."""

    sentence: Label


_TOO_LONG = CellFault(_l("The text is longer than a cell can hold. Shorten it."))

CellValue = (
    str
    | int
    | float
    | bool
    | datetime.datetime
    | datetime.date
    | datetime.time
    | datetime.timedelta
    | CellFault
    | None
)


@dataclass(frozen=True)
class Conversion:
    """A cell written in a legacy font: its place (row and column from 1) and its text."""

    row: int
    column: int
    font: str
    before: str
    after: str


@dataclass(frozen=True)
class Grid:
    """One worksheet: rows[0] is row 1 of the sheet; merged cells all hold the merged value.

    `wide` numbers the rows (from 1) with cells merged across columns. `fonts` counts the cells
    that were converted from old fonts, `conversions` holds the first of them.
    """

    name: str
    rows: tuple[tuple[CellValue, ...], ...]
    wide: frozenset[int] = frozenset()
    conversions: tuple[Conversion, ...] = ()
    fonts: Mapping[str, int] = field(default_factory=dict)
    hidden: bool = False


@dataclass(frozen=True)
class Table:
    """A file as read: its worksheets in their order, not yet understood."""

    filename: str
    grids: tuple[Grid, ...]


def is_blank(value: CellValue) -> bool:
    """Whether a cell shows nothing."""
    return value is None or (isinstance(value, str) and not value.strip())


@dataclass
class GridBuilder:
    """Collects one worksheet within the limits; raises SheetRefused beyond them."""

    name: str
    limits: Limits
    hidden: bool = False
    text_as: TextAs = ""
    conversions: list[Conversion] = field(default_factory=list)
    fonts: dict[str, int] = field(default_factory=dict)
    _rows: list[list[CellValue]] = field(default_factory=list)
    _wide: set[int] = field(default_factory=set)
    _cells: int = 0

    def add(self, number: int, values: Iterable[CellValue]) -> None:
        """Add row `number` (from 1, rising); blank rows only count if something follows."""
        row = [
            _TOO_LONG if type(value) is str and len(value) >= EXCEL_CELL_CHARS else value
            for value in values
        ]
        while row and is_blank(row[-1]):
            row.pop()
        if not row:
            return
        if number > self.limits.rows:
            raise SheetRefused(
                _l(
                    "The sheet “%(sheet)s” has more than %(limit)s rows. Split it into several "
                    "files.",
                    sheet=self.name,
                    limit=self.limits.rows,
                )
            )
        if len(row) > self.limits.columns:
            raise SheetRefused(
                _l(
                    "The sheet “%(sheet)s” has more than %(limit)s columns. Delete the columns "
                    "that are not needed.",
                    sheet=self.name,
                    limit=self.limits.columns,
                )
            )
        self._count(len(row))
        self._rows.extend([] for _ in range(len(self._rows), number - 1))
        self._rows.append(row)

    def convert(self, row: int, column: int, font: str, before: str, after: str) -> None:
        """Note a cell whose text was converted from an old font (places from 1)."""
        self.fonts[font] = self.fonts.get(font, 0) + 1
        if len(self.conversions) < _CONVERSIONS:
            self.conversions.append(Conversion(row, column, font, before, after))

    def merge(self, first_row: int, last_row: int, first: int, last: int) -> None:
        """Copy the top left value of a merged range (bounds from 1, inclusive) over the range."""
        last_row = min(last_row, len(self._rows))
        last = min(last, self.limits.columns)
        top = self._rows[first_row - 1] if first_row <= last_row else []
        value = top[first - 1] if first <= len(top) else None
        if is_blank(value):
            return
        self._count((last_row - first_row + 1) * (last - first + 1))
        for row in self._rows[first_row - 1 : last_row]:
            row.extend([None] * (last - len(row)))
            row[first - 1 : last] = [value] * (last - first + 1)
        if last > first:
            self._wide.update(range(first_row, last_row + 1))

    def grid(self) -> Grid:
        """Return what was collected."""
        rows = tuple(tuple(row) for row in self._rows)
        wide = frozenset(self._wide)
        return Grid(self.name, rows, wide, tuple(self.conversions), self.fonts, self.hidden)

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > self.limits.cells:
            raise SheetRefused(
                _l(
                    "The sheet “%(sheet)s” has more than %(limit)s cells. Split it into several "
                    "files.",
                    sheet=self.name,
                    limit=self.limits.cells,
                )
            )
