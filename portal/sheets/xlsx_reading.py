"""Read .xlsx: values as last calculated, fonts for legacy text, merged ranges filled."""

import io
import warnings
from collections.abc import Iterator
from typing import IO, Any

from flask_babel import lazy_gettext as _l
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import range_boundaries

from portal.sheets.archives import DAMAGED, open_archive
from portal.sheets.fonts import TextAs
from portal.sheets.grids import Grid, GridBuilder
from portal.sheets.limits import Limits
from portal.sheets.refusals import SheetRefused
from portal.sheets.xlsx_cells import Cells, Styles, Text, read_strings

_STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


class _Reader(ExcelReader):
    """Opens workbook and styles, and finds the sheets; strings and cells are read by others."""

    package: Any
    parser: Any
    wb: Any

    def read(self) -> None:
        self.read_manifest()
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)

    def strings(self) -> list[Text]:
        """The strings that the cells share."""
        found = self.package.find(_STRINGS)
        return read_strings(self.part(found.PartName[1:])) if found is not None else []

    def sheets(self) -> list[tuple[str, bool, str]]:
        """Name, whether it is hidden, and part of each worksheet."""
        return [
            (sheet.name, sheet.state != "visible", relation.target)
            for sheet, relation in self.parser.find_sheets()
            if relation.target in self.valid_files and "chartsheet" not in relation.Type
        ]

    def part(self, name: str) -> IO[bytes]:
        """A part of the archive whose beginning open_archive() has looked at."""
        if not name.endswith(".xml"):
            raise SheetRefused(DAMAGED)
        return self.archive.open(name)


def _styles(book: Any, text_as: TextAs) -> Styles:
    fonts = [book._fonts[style.fontId].name for style in book._cell_styles]
    return Styles(fonts, book._date_formats, book._timedelta_formats, book.epoch, text_as)


def _grid(reader: _Reader, sheet: tuple[str, bool, str], cells: Cells, limits: Limits) -> Grid:
    name, hidden, target = sheet
    builder = GridBuilder(name, limits, hidden=hidden)
    with reader.part(target) as part:
        merged = cells.read(part, builder)
    for reference in merged:
        first, first_row, last, last_row = range_boundaries(reference)
        builder.merge(first_row or 1, last_row or 1, first or 1, last or 1)
    return builder.grid()


def _grids(content: bytes, limits: Limits, text_as: TextAs) -> Iterator[Grid]:
    reader = _Reader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    reader.read()
    sheets = reader.sheets()
    if len(sheets) > limits.sheets:
        raise SheetRefused(
            _l("The file has more than %(limit)s sheets. Split it.", limit=limits.sheets)
        )
    if not sheets:
        raise SheetRefused(DAMAGED)
    cells = Cells(reader.strings(), _styles(reader.wb, text_as))
    for sheet in sheets:
        yield _grid(reader, sheet, cells, limits)
    reader.archive.close()


def read_xlsx(content: bytes, limits: Limits, text_as: TextAs = "") -> tuple[Grid, ...]:
    """Read every worksheet of an .xlsx file. Raises SheetRefused.

    Whatever a crafted file does to the parser comes out as "damaged".
    """
    with open_archive(content, limits), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return tuple(_grids(content, limits, text_as))
        except SheetRefused:
            raise
        except Exception as error:
            raise SheetRefused(DAMAGED) from error
