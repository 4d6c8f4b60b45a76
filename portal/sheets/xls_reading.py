"""Read .xls of Excel 97-2003 with xlrd: values, fonts and merged ranges."""

import io
import itertools
from typing import Any

import xlrd
from flask_babel import lazy_gettext as _l
from xlrd import biffh

from portal.sheets.archives import DAMAGED
from portal.sheets.fonts import TextAs, font_as
from portal.sheets.grids import CellValue, Grid, GridBuilder
from portal.sheets.limits import Limits
from portal.sheets.refusals import SheetRefused
from portal.sheets.sniffing import LOCKED
from portal.sheets.xlsx_cells import decode_runs, error_fault


def _runs(book: Any, sheet: Any, row: int, column: int, text: str) -> list[tuple[str, str | None]]:
    """Split the text of a cell into runs of (text, font name)."""
    font = book.font_list[book.xf_list[sheet.cell_xf_index(row, column)].font_index].name
    starts = [(0, font)] + [
        (start, book.font_list[index].name)
        for start, index in sheet.rich_text_runlist_map.get((row, column), [])
    ]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return [(text[start:end], name) for (start, name), end in zip(starts, ends, strict=True)]


def _text(book: Any, sheet: Any, row: int, column: int, builder: GridBuilder) -> str:
    before = str(sheet.cell_value(row, column))
    runs = _runs(book, sheet, row, column, before)
    after, font = decode_runs([(text, font_as(own, builder.text_as)) for text, own in runs])
    if font:
        builder.convert(row + 1, column + 1, font, before, after)
    return after


def _value(book: Any, sheet: Any, row: int, column: int, builder: GridBuilder) -> CellValue:
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind == xlrd.XL_CELL_TEXT:
        return _text(book, sheet, row, column, builder)
    if kind == xlrd.XL_CELL_NUMBER:
        return int(value) if float(value).is_integer() else float(value)
    if kind == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(value, book.datemode)
        except (ValueError, OverflowError):
            return error_fault("#VALUE!")
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return error_fault(biffh.error_text_from_code.get(value, "#VALUE!"))
    return None


def _grid(book: Any, sheet: Any, limits: Limits, text_as: TextAs) -> Grid:
    builder = GridBuilder(sheet.name, limits, hidden=sheet.visibility != 0, text_as=text_as)
    for row in range(sheet.nrows):
        columns = range(sheet.row_len(row))
        builder.add(row + 1, (_value(book, sheet, row, column, builder) for column in columns))
    for top, bottom, left, right in sheet.merged_cells:
        builder.merge(top + 1, bottom, left + 1, right)
    return builder.grid()


def read_xls(content: bytes, limits: Limits, text_as: TextAs = "") -> tuple[Grid, ...]:
    """Read every worksheet of an .xls file. Raises SheetRefused."""
    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        if book.nsheets > limits.sheets:
            raise SheetRefused(
                _l("The file has more than %(limit)s sheets. Split it.", limit=limits.sheets)
            )
        sheets = itertools.islice(book, book.nsheets)
        return tuple(_grid(book, sheet, limits, text_as) for sheet in sheets)
    except SheetRefused:
        raise
    except Exception as error:
        locked = isinstance(error, biffh.XLRDError) and "encrypted" in str(error)
        raise SheetRefused(LOCKED if locked else DAMAGED) from error
