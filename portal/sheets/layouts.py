"""Where a list stands in a file: which worksheet, which row of headings, which columns."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.sheets.columns import Sheet
from portal.sheets.grids import Grid, Table
from portal.sheets.headers import Header, find_header, mapped_header, marked_for
from portal.sheets.refusals import SheetRefused


@dataclass(frozen=True)
class Layout:
    """The worksheet and the header of a list; `others` are the worksheets not taken."""

    sheet: Sheet
    grid: Grid
    header: Header
    others: tuple[str, ...] = ()

    def notes(self) -> list[str]:
        """What the user should know before agreeing: columns that are not used."""
        return _notes(self.header)


def laid_out(
    table: Table,
    sheet: Sheet,
    *,
    grid_name: str | None = None,
    mapping: Mapping[int, str] | None = None,
    header_row: int = 1,
) -> Layout:
    """Find a list in a file, or take it where the user says; see preview()."""
    if mapping is None:
        grid, header = _chosen(table, sheet, grid_name)
    else:
        named = [grid for grid in table.grids if grid_name in (None, grid.name)]
        grid, header = named[0], mapped_header(named[0], header_row - 1, mapping)
    _require_columns(header, sheet)
    others = tuple(one.name for one in table.grids if one.rows and one is not grid)
    return Layout(sheet, grid, header, others)


def _chosen(table: Table, sheet: Sheet, grid_name: str | None) -> tuple[Grid, Header]:
    """Take the named worksheet, or the one written for this list, or the one that fits best."""
    grids = [grid for grid in table.grids if grid.rows and not grid.hidden] or list(table.grids)
    if grid_name is not None:
        grids = [grid for grid in table.grids if grid.name == grid_name]
    marks = {marked_for(grid) for grid in grids} - {None}
    if marks and sheet.name not in marks:
        raise SheetRefused(
            _("This file holds another list. Choose the file of “%(title)s”.", title=sheet.title)
        )
    found = [(grid, header) for grid in grids if (header := find_header(grid, sheet)) is not None]
    if not found:
        raise SheetRefused(
            _(
                "No row of headings was found. It must name the columns of the list, "
                "such as “%(columns)s”. Download the template to see them.",
                columns="”, “".join(str(column.label) for column in sheet.columns[:3]),
            )
        )
    own = [pair for pair in found if marked_for(pair[0]) == sheet.name]
    return max(own or found, key=lambda pair: len(pair[1].places))


def _require_columns(header: Header, sheet: Sheet) -> None:
    missing = [
        str(column.label)
        for column in sheet.columns
        if column.required and column.name not in header.places
    ]
    if missing:
        raise SheetRefused(
            _(
                "The file has no column “%(columns)s”. Add it, or use the template.",
                columns="”, “".join(missing),
            )
        )


def _notes(header: Header) -> list[str]:
    notes = []
    if header.ambiguous:
        names = "”, “".join(header.ambiguous)
        notes.append(_("Not used, because two columns have one name: “%(names)s”.", names=names))
    if header.unused:
        names = "”, “".join(header.unused)
        notes.append(_("Columns that the list does not have: “%(names)s”.", names=names))
    return notes
