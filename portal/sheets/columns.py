"""What a list looks like as a spreadsheet: declared once, for the way out and the way in."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.sheets.grids import CellFault, CellValue
from portal.sheets.refusals import Label
from portal.text import clean

ID_NAME = "id"
ID_LABEL = _l("ID (do not change)")

Writable = str | int | float | Decimal | datetime.date | None


@dataclass(frozen=True)
class Noted:
    """A value that was read with a remark: the user sees the remark before agreeing."""

    value: Any
    note: Label


def shown(value: CellValue) -> str:
    """Show a cell's value as text: dates dd/mm/yyyy, whole numbers without decimals."""
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return f"{value:.15g}"
    return "" if value is None else str(value)


def cell_text(value: CellValue) -> str:
    """Show any cell as one clean line, one without a usable value as nothing."""
    return "" if isinstance(value, CellFault) else clean(shown(value))


def parse_text(value: CellValue) -> str:
    """Read any cell as one clean line."""
    return clean(shown(value))


def as_it_is(value: Any) -> Writable:
    """Write a value as the cell's value."""
    written: Writable = value
    return written


@dataclass(frozen=True)
class Column:
    """One column: `parse` reads a cell that is not blank, `format` writes a value not None.

    `parse` raises ValueError with the sentence shown beside the cell and may return Noted.
    What `format` writes, `parse` reads back to an equal value. `width` is in characters;
    `synonyms` are other headings under which offices write this column; `as_text` keeps leading
    zeros; `choices` become a drop-down list; `summed` columns are compared with a total row; a
    `personal` column only leaves the portal by a personal permission; a `foreign` one is read in
    files of others and never written by the portal: it says what another column says, too.
    kinds.py has ready columns for the usual values.
    """

    name: str
    label: Label
    parse: Callable[[CellValue], Any] = parse_text
    format: Callable[[Any], Writable] = as_it_is
    required: bool = False
    width: int = 18
    synonyms: tuple[str, ...] = ()
    as_text: bool = False
    choices: tuple[Label, ...] = ()
    number_format: str = "General"
    summed: bool = False
    personal: bool = False
    foreign: bool = False


@dataclass(frozen=True)
class Sheet:
    """A list as a spreadsheet: `name` marks its files, `title` names tab and document.

    Rows are dicts by column name; the key "id" holds the id of a stored row, or None.
    """

    name: str
    title: Label
    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if not names or ID_NAME in names or len(set(names)) < len(names):
            raise ValueError(f"sheet {self.name}: give each column its own name, not “{ID_NAME}”")

    @property
    def written(self) -> tuple[Column, ...]:
        """The columns of the files that the portal itself writes."""
        return tuple(column for column in self.columns if not column.foreign)

    def column(self, name: str) -> Column:
        """Return the column of that name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
