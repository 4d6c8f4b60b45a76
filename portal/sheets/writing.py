"""Write lists as files that read back to the same values: export, template, faulty rows."""

import csv
import datetime
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.sheets.books import Book, BookColumn, Head, Styled
from portal.sheets.columns import ID_LABEL, ID_NAME, Column, Sheet, Writable, shown
from portal.sheets.grids import CellFault, CellValue
from portal.sheets.headers import MARK
from portal.sheets.kinds import vn_number
from portal.sheets.neutral import neutral
from portal.sheets.rows import PreviewRow

CSV_TYPE = "text/csv; charset=utf-8"
_SENTENCE_WIDTH = 32


def _id_column(sheet: Sheet, mark: str | None = None) -> BookColumn:
    return BookColumn(mark or MARK + sheet.name, str(ID_LABEL), 12, "0", hidden=True)


def _book_column(column: Column, label: str | None = None) -> BookColumn:
    return BookColumn(
        column.name,
        label or _heading(column),
        column.width,
        column.number_format,
        column.as_text,
        tuple(str(choice) for choice in column.choices),
    )


def _heading(column: Column) -> str:
    return f"{column.label} *" if column.required else str(column.label)


def _formatted(sheet: Sheet, row: Mapping[str, Any]) -> list[Writable]:
    return [row.get(ID_NAME)] + [
        None if (value := row.get(column.name)) is None else column.format(value)
        for column in sheet.written
    ]


def write_xlsx(
    sheet: Sheet, rows: Iterable[Mapping[str, Any]], *, head: Head | None = None
) -> bytes:
    """Write rows (dicts by column name, "id" among them) as .xlsx that imports unchanged.

    Rows are taken one by one: give a generator for a long list. A hidden row names the columns,
    so that the file is read back whatever its headings or their language.
    """
    columns = [_id_column(sheet), *map(_book_column, sheet.written)]
    return Book(str(sheet.title), columns, head).write(_formatted(sheet, row) for row in rows)


def write_template(sheet: Sheet, *, head: Head | None = None) -> bytes:
    """Write the empty list for filling in: headings locked, cells open, drop-down lists."""
    columns = [_id_column(sheet), *map(_book_column, sheet.written)]
    return Book(str(sheet.title), columns, head, locked=True).write([])


def _csv_text(value: Writable) -> str:
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, datetime.date):
        return shown(value)
    if isinstance(value, int | float | Decimal):
        return vn_number(Decimal(str(value)))
    return ""


def write_csv(sheet: Sheet, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Write rows as CSV, UTF-8 with a byte order mark, texts neutralized (see neutral.py).

    Excel drops the leading zeros of phone numbers when it opens a CSV file; .xlsx keeps them.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([neutral(str(ID_LABEL)), *(neutral(_heading(one)) for one in sheet.written)])
    for row in rows:
        writer.writerow([_csv_text(value) for value in _formatted(sheet, row)])
    return stream.getvalue().encode("utf-8-sig")


def _typed(raw: CellValue) -> Writable:
    """Give back a cell as it was typed, as far as a cell can hold it."""
    if isinstance(raw, CellFault):
        return None
    return raw if isinstance(raw, str | int | float | datetime.date) else shown(raw) or None


def _faulty_row(
    row: PreviewRow, columns: Sequence[Column], wrong: set[str]
) -> list[Writable | Styled]:
    cells: list[Writable | Styled] = [row.id if ID_NAME not in row.errors else None]
    if ID_NAME in wrong:
        cells.append(Styled(row.errors.get(ID_NAME), "sentence"))
    for column in columns:
        value = _typed(row.raw.get(column.name))
        cells.append(Styled(value, "fault") if column.name in row.errors else value)
        if column.name in wrong:
            cells.append(Styled(row.errors.get(column.name), "sentence"))
    return cells


def faulty_rows_xlsx(sheet: Sheet, faulty: Sequence[PreviewRow]) -> bytes:
    """Write faulty rows as typed, each error in a column beside its cell.

    The file imports again once mended: the columns of errors carry no name and are passed over.
    """
    wrong = {name for row in faulty for name in row.errors}
    columns = [_id_column(sheet)]
    if ID_NAME in wrong:
        columns.append(BookColumn("", str(_l("Error: row")), _SENTENCE_WIDTH))
    for column in sheet.columns:
        columns.append(_book_column(column))
        if column.name in wrong:
            label = str(_l("Error: %(column)s", column=column.label))
            columns.append(BookColumn("", label, _SENTENCE_WIDTH))
    rows = (_faulty_row(row, sheet.columns, wrong) for row in faulty)
    return Book(str(sheet.title), columns).write(rows)
