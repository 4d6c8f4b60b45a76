"""What an upload would do: every row with its values, errors and remarks. Nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from portal.sheets.bodies import Body, BodyRow, Skipped, read_body, row_id
from portal.sheets.columns import ID_NAME, Column, Noted, Sheet, shown
from portal.sheets.grids import CellFault, CellValue, Conversion, Grid, Table, is_blank
from portal.sheets.headers import Header, find_header, mapped_header, marked_for
from portal.sheets.kinds import vn_number
from portal.sheets.refusals import SheetRefused

_SAMPLES = 10
Errors = Mapping[int, Mapping[str, str]]


@dataclass(frozen=True)
class PreviewRow:
    """A row of the file: its number there, its values by column, errors and notes beside them.

    `raw` holds the cells as they were typed. A column with an error has no value, nor has one
    that the file lacks: what is stored there stays. `id` is the stored row that an exported row
    came from, or None for a new one.
    """

    number: int
    values: dict[str, Any]
    errors: dict[str, str]
    notes: dict[str, str]
    raw: dict[str, CellValue]
    id: int | None = None


@dataclass(frozen=True)
class Preview:
    """An upload read against a list. Sentences are in the language of the request."""

    sheet: Sheet
    filename: str
    grid_name: str
    rows: tuple[PreviewRow, ...]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    other_grids: tuple[str, ...] = ()
    faulty: tuple[PreviewRow, ...] = field(init=False)
    good: tuple[PreviewRow, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "faulty", tuple(row for row in self.rows if row.errors))
        object.__setattr__(self, "good", tuple(row for row in self.rows if not row.errors))

    @property
    def ok_count(self) -> int:
        """How many rows can be imported."""
        return len(self.good)

    @property
    def faulty_count(self) -> int:
        """How many rows have an error."""
        return len(self.faulty)

    def with_errors(self, errors: Errors) -> "Preview":
        """Add errors found by the list itself: {row number: {column name: sentence}}."""
        rows = tuple(
            replace(row, errors={**errors.get(row.number, {}), **row.errors}) for row in self.rows
        )
        return replace(self, rows=rows)


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


def _parsed(column: Column, raw: CellValue) -> Any:
    """Parse a cell; None for a blank one. Raises ValueError with the sentence beside the cell."""
    if isinstance(raw, CellFault):
        raise ValueError(raw.sentence)
    value = None if is_blank(raw) else column.parse(raw)
    if column.required and (value is None or value == ""):
        raise ValueError(_("Fill in “%(column)s”.", column=column.label))
    return None if value == "" else value


def _row(row: BodyRow, sheet: Sheet) -> PreviewRow:
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    notes: dict[str, str] = {}
    for column in sheet.columns:
        if column.name not in row.cells:
            continue
        try:
            value = _parsed(column, row.cells[column.name])
        except ValueError as error:
            errors[column.name] = str(error)
            continue
        if isinstance(value, Noted):
            notes[column.name] = str(value.note)
            value = value.value
        values[column.name] = value
    identity = None
    try:
        identity = row_id(row.cells)
    except ValueError as error:
        errors[ID_NAME] = str(error)
    return PreviewRow(row.number, values, errors, notes, dict(row.cells), identity)


def _repeated_ids(rows: list[PreviewRow]) -> Errors:
    """Find rows that carry the id of an earlier row: copied together with its hidden cell."""
    first: dict[int, int] = {}
    errors: dict[int, dict[str, str]] = {}
    for row in rows:
        if row.id is not None and first.setdefault(row.id, row.number) != row.number:
            sentence = _(
                "The row was copied from row %(number)s with its hidden id. Delete the id.",
                number=first[row.id],
            )
            errors[row.number] = {ID_NAME: sentence}
    return errors


def _total_notes(body: Body, rows: list[PreviewRow], sheet: Sheet) -> list[str]:
    """Compare a single total row with the sum of the rows."""
    if len(body.totals) != 1 or any(row.errors for row in rows):
        return []
    notes = []
    for column in sheet.columns:
        if not column.summed or is_blank(body.totals[0].cells.get(column.name)):
            continue
        try:
            total = Decimal(_parsed(column, body.totals[0].cells[column.name]))
        except ValueError:
            continue
        added = sum((Decimal(row.values.get(column.name) or 0) for row in rows), Decimal(0))
        if total != added:
            notes.append(
                _(
                    "Column “%(column)s”: the total row says %(total)s, the rows add up to "
                    "%(sum)s.",
                    column=column.label,
                    total=vn_number(total),
                    sum=vn_number(added),
                )
            )
    return notes


def _notes(header: Header, grid: Grid) -> list[str]:
    notes = []
    if header.ambiguous:
        names = "”, “".join(header.ambiguous)
        notes.append(_("Not used, because two columns have one name: “%(names)s”.", names=names))
    if header.unused:
        names = "”, “".join(header.unused)
        notes.append(_("Columns that the list does not have: “%(names)s”.", names=names))
    if grid.conversions:
        sample = grid.conversions[0]
        notes.append(
            _(
                "%(count)s cells in old fonts (%(font)s) were converted to Unicode. Check them, "
                "for example: %(text)s.",
                count=len(grid.conversions),
                font=sample.font,
                text=shown(sample.after),
            )
        )
    return notes


def preview(
    table: Table,
    sheet: Sheet,
    *,
    grid_name: str | None = None,
    mapping: Mapping[int, str] | None = None,
    header_row: int = 1,
) -> Preview:
    """Read a file as rows of a list and find what is wrong, cell by cell.

    `grid_name` chooses a worksheet; `mapping` (file column from 0 to column name, with
    `header_row` from 1) replaces the search for the header. Raises SheetRefused if no header is
    found, a required column is missing or the file belongs to another list.
    """
    if mapping is None:
        grid, header = _chosen(table, sheet, grid_name)
    else:
        named = [grid for grid in table.grids if grid_name in (None, grid.name)]
        grid, header = named[0], mapped_header(named[0], header_row - 1, mapping)
    _require_columns(header, sheet)
    body = read_body(grid, header, sheet)
    rows = [_row(row, sheet) for row in body.rows]
    if not rows:
        raise SheetRefused(_("The file has headings but no rows."))
    made = Preview(
        sheet,
        table.filename,
        grid.name,
        tuple(rows),
        tuple(body.skipped),
        (*_notes(header, grid), *_total_notes(body, rows, sheet)),
        grid.conversions[:_SAMPLES],
        tuple(one.name for one in table.grids if one.rows and one is not grid),
    )
    return made.with_errors(_repeated_ids(rows))
