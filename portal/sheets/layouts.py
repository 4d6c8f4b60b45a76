"""Where a list stands in a file: which worksheet, which row of headings, which columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.sheets.columns import Sheet
from portal.sheets.fonts import TextAs
from portal.sheets.grids import Grid, Table
from portal.sheets.headers import (
    NOTHING_KNOWN,
    Header,
    Known,
    find_header,
    is_settled,
    mapped_header,
    marked_for,
)
from portal.sheets.refusals import SheetRefused


@dataclass(frozen=True)
class Reading:
    """How the user says that a file is read: header, columns, worksheet, encoding of its text.

    Rows count from 1, file columns from 0; a column may be named for several that stand side by
    side (họ đệm, tên).
    """

    columns: Mapping[int, str]
    first_row: int = 1
    last_row: int = 1
    sheet_name: str = ""
    text_as: TextAs = ""


@dataclass(frozen=True)
class Layout:
    """The worksheet and the header of a list; `others` are the worksheets not taken.

    `rivals` are those of them that might hold such a list as well.
    """

    sheet: Sheet
    grid: Grid
    header: Header
    others: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()

    def is_settled(self, known: Known) -> bool:
        """Whether nobody need be asked which worksheet is meant and what its headings stand for."""
        return not self.rivals and is_settled(self.header, self.sheet, known)

    def notes(self) -> list[str]:
        """What the user should know before agreeing: columns that are not used."""
        return _notes(self.header)


def laid_out(table: Table, sheet: Sheet, reading: Reading | None = None) -> Layout:
    """Find a list in a file, or take it where the user says; see preview()."""
    layout = find_layout(table, sheet) if reading is None else read_as(table, sheet, reading)
    if layout is None:
        raise SheetRefused(
            _(
                "No row of headings was found. It must name the columns of the list, "
                "such as “%(columns)s”. Download the template to see them.",
                columns="”, “".join(str(column.label) for column in sheet.columns[:3]),
            )
        )
    require_columns(layout.header, sheet)
    return layout


def find_layout(table: Table, sheet: Sheet, known: Known = NOTHING_KNOWN) -> Layout | None:
    """The worksheet written for this list, or the one that fits best; None if none does.

    Raises SheetRefused for the file of another list, and for one without any row.
    """
    grids = [grid for grid in table.grids if grid.rows and not grid.hidden] or list(table.grids)
    if not any(grid.rows for grid in grids):
        raise SheetRefused(_("The file has headings but no rows."))
    marks = {marked_for(grid) for grid in grids} - {None}
    if marks and sheet.name not in marks:
        raise SheetRefused(
            _("This file holds another list. Choose the file of “%(title)s”.", title=sheet.title)
        )
    found = [
        (grid, header) for grid in grids if (header := find_header(grid, sheet, known)) is not None
    ]
    if not found:
        return None
    own = [pair for pair in found if marked_for(pair[0]) == sheet.name]
    grid, header = max(own or found, key=lambda pair: len(pair[1].places))
    rivals = () if own else tuple(each.name for each, _header in found if each is not grid)
    return Layout(sheet, grid, header, _others(table, grid), rivals)


def read_as(table: Table, sheet: Sheet, reading: Reading) -> Layout | None:
    """The worksheet and columns that the user named; None where the file has no such worksheet."""
    for grid in table.grids:
        if reading.sheet_name in ("", grid.name):
            first, last = reading.first_row - 1, reading.last_row - 1
            header = mapped_header(grid, first, last, reading.columns)
            return Layout(sheet, grid, header, _others(table, grid))
    return None


def missing_columns(names: Iterable[str], sheet: Sheet) -> list[str]:
    """The labels of columns that must be there and are not among the names."""
    given = set(names)
    return [str(c.label) for c in sheet.columns if c.required and c.name not in given]


def require_columns(header: Header, sheet: Sheet) -> None:
    """Raise SheetRefused where a column that must be there is not."""
    missing = missing_columns(header.places, sheet)
    if missing:
        raise SheetRefused(
            _(
                "The file has no column “%(columns)s”. Add it, or use the template.",
                columns="”, “".join(missing),
            )
        )


def _others(table: Table, grid: Grid) -> tuple[str, ...]:
    return tuple(one.name for one in table.grids if one.rows and one is not grid)


def _notes(header: Header) -> list[str]:
    notes = []
    if header.ambiguous:
        names = "”, “".join(header.ambiguous)
        notes.append(_("Not used, because two columns have one name: “%(names)s”.", names=names))
    if header.unused:
        names = "”, “".join(header.unused)
        notes.append(_("Columns that the list does not have: “%(names)s”.", names=names))
    return notes
