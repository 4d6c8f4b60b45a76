"""The rows of a list in a file, read one after the other: values, errors, remarks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from portal.sheets.bodies import BodyRow, Skipped, read_body, row_id
from portal.sheets.columns import ID_NAME, Column, Noted, Sheet
from portal.sheets.grids import CellFault, CellValue, is_blank
from portal.sheets.layouts import Layout
from portal.sheets.refusals import SheetRefused
from portal.sheets.totals import Totals

Errors = Mapping[int, Mapping[str, str]]
Known = dict[str, dict[CellValue, Any]]
_REMEMBERED = 5_000


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


@dataclass
class Rows:
    """Every row of a list, in the order of the file; iterate once.

    Meanwhile the rows passed over are collected in `skipped`, and `read` counts the others.
    """

    layout: Layout
    skipped: list[Skipped] = field(default_factory=list)
    read: int = 0

    def __iter__(self) -> Iterator[PreviewRow]:
        layout, first = self.layout, dict[int, int]()
        self._totals = Totals(layout.sheet)
        known: Known = {column.name: {} for column in layout.sheet.columns}
        for each in read_body(layout.grid, layout.header, layout.sheet):
            if isinstance(each, Skipped):
                self.skipped.append(each)
                self._totals.passed(each)
                continue
            row = _row(each, layout.sheet, known)
            if row.id is not None and first.setdefault(row.id, row.number) != row.number:
                row.errors.setdefault(ID_NAME, _repeated(first[row.id]))
            self.read += 1
            self._totals.add(row.values, bool(row.errors))
            yield row

    def require(self) -> None:
        """Refuse a list without rows. Raises SheetRefused."""
        if not self.read:
            raise SheetRefused(_("The file has headings but no rows."))

    def notes(self) -> list[str]:
        """Total rows that differ from the sum of the rows, once every row was read."""
        return self._totals.notes()


def _repeated(number: int) -> str:
    """The error of a row that carries the id of an earlier one: copied with its hidden cell."""
    return _(
        "The row was copied from row %(number)s with its hidden id. Delete the id.",
        number=number,
    )


def parsed(column: Column, raw: CellValue) -> Any:
    """Parse a cell; None for a blank one. Raises ValueError with the sentence beside the cell."""
    if isinstance(raw, CellFault):
        raise ValueError(raw.sentence)
    value = None if is_blank(raw) else column.parse(raw)
    if column.required and (value is None or value == ""):
        raise ValueError(_("Fill in “%(column)s”.", column=column.label))
    return None if value == "" else value


def _parsed_once(column: Column, raw: CellValue, known: dict[CellValue, Any]) -> Any:
    """Parse a cell, or give what the same text was parsed to: most columns repeat few values."""
    if type(raw) is not str:
        return parsed(column, raw)
    if raw not in known:
        if len(known) >= _REMEMBERED:
            known.clear()
        known[raw] = parsed(column, raw)
    return known[raw]


def _row(row: BodyRow, sheet: Sheet, known: Known) -> PreviewRow:
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    notes: dict[str, str] = {}
    for column in sheet.columns:
        if column.name not in row.cells:
            continue
        raw = row.cells[column.name]
        try:
            value = _parsed_once(column, raw, known[column.name])
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
