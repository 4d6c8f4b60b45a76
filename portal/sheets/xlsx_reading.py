"""Read .xlsx: values as last calculated, fonts for legacy text, merged ranges filled."""

import datetime
import io
import itertools
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import range_boundaries
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.xml.functions import iterparse

from portal.sheets.archives import DAMAGED, open_archive
from portal.sheets.grids import CellFault, CellValue, Conversion, Grid, GridBuilder
from portal.sheets.limits import Limits
from portal.sheets.refusals import SheetRefused
from portal.text import from_font, legacy_encoding_of_font

_EXCEL_ROWS, _EXCEL_COLUMNS = 1_048_576, 16_384
_ESCAPE = re.compile("_x(00[01][0-9A-Fa-f]|005[Ff])_")
_PLAIN = (int, float, bool, datetime.datetime, datetime.date, datetime.time, datetime.timedelta)

UNCALCULATED = CellFault(
    _l("The formula in this cell has no result. Open the file in Excel and save it again.")
)


def error_fault(code: str) -> CellFault:
    """Fault of a cell that shows an error of Excel, such as #REF!."""
    return CellFault(_l("The cell shows the error %(code)s. Mend its formula.", code=code))


def unescape(text: str) -> str:
    """Undo the escapes Excel writes: _x000D_ is a carriage return, _x005F_ an underscore.

    Only controls and the underscore: openpyxl has undone the latter in shared strings.
    """
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def decode_runs(runs: list[tuple[str, str | None]]) -> tuple[str, str | None]:
    """Decode runs of (text, font name) and join them; also return a legacy font if one changed."""
    decoded = [(from_font(text, font), text, font) for text, font in runs]
    changed = [font for after, before, font in decoded if after != before]
    return "".join(after for after, _, _ in decoded), changed[0] if changed else None


def _runs(value: str | CellRichText, cell_font: str | None) -> list[tuple[str, str | None]]:
    parts = value if isinstance(value, CellRichText) else [value]
    return [
        (unescape(part.text), part.font.rFont or cell_font)
        if isinstance(part, TextBlock)
        else (unescape(str(part)), cell_font)
        for part in parts
    ]


@dataclass
class _Facts:
    """What openpyxl does not tell of a sheet it only reads."""

    merged: list[str] = field(default_factory=list)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    rich: dict[tuple[int, int], CellRichText] = field(default_factory=dict)

    def look_at(self, cell: Any) -> None:
        """Note a formula without a stored result, and the runs of a text in the cell itself."""
        place = cell.get("r", "")
        if not place:
            return
        row, column = coordinate_to_tuple(place)
        if column > _EXCEL_COLUMNS:
            raise SheetRefused(DAMAGED)
        children = {child.tag.rpartition("}")[2]: child for child in cell}
        result = children.get("v")
        calculated = result is not None and (result.text or cell.get("t") == "str")
        if "f" in children and not calculated:
            self.uncalculated.add((row, column))
        if "is" in children and len(children["is"]) > 1:
            self.rich[row, column] = CellRichText.from_tree(children["is"])


def _text(cell: Any, value: str | CellRichText, builder: GridBuilder) -> str:
    runs = _runs(value, cell.font.name if cell.has_style else None)
    if not any(legacy_encoding_of_font(font) for _, font in runs):
        return "".join(text for text, _ in runs)
    after, font = decode_runs(runs)
    if font:
        before = "".join(text for text, _ in runs)
        builder.conversions.append(Conversion(cell.row, cell.column, font, before, after))
    return after


def _value(cell: Any, builder: GridBuilder, facts: _Facts) -> CellValue:
    value = cell.value
    if cell is EMPTY_CELL:
        return None
    if value is None:
        return UNCALCULATED if (cell.row, cell.column) in facts.uncalculated else None
    if cell.data_type == "e":
        return error_fault(str(value))
    if isinstance(value, str | CellRichText):
        rich = facts.rich.get((cell.row, cell.column), value)
        return _text(cell, rich, builder)
    return value if isinstance(value, _PLAIN) else str(value)


def _facts(archive: zipfile.ZipFile, path: str) -> _Facts:
    facts = _Facts()
    with archive.open(path) as part:
        for _, element in iterparse(part):
            tag = element.tag.rpartition("}")[2]
            if tag == "mergeCell":
                facts.merged.append(element.get("ref", ""))
            elif tag == "c":
                facts.look_at(element)
            if tag in ("row", "mergeCell"):
                element.clear()
    return facts


def _grid(sheet: Any, archive: zipfile.ZipFile, limits: Limits) -> Grid:
    builder = GridBuilder(sheet.title, limits, hidden=sheet.sheet_state != "visible")
    facts = _facts(archive, sheet._worksheet_path)
    sheet.reset_dimensions()
    rows = itertools.islice(sheet.iter_rows(), _EXCEL_ROWS)
    for number, row in enumerate(rows, 1):
        builder.add(number, (_value(cell, builder, facts) for cell in row))
    for reference in facts.merged:
        first, first_row, last, last_row = range_boundaries(reference)
        builder.merge(first_row or 1, last_row or 1, first or 1, last or 1)
    return builder.grid()


def _grids(content: bytes, archive: zipfile.ZipFile, limits: Limits) -> Iterator[Grid]:
    book = load_workbook(
        io.BytesIO(content), read_only=True, data_only=True, keep_links=False, rich_text=True
    )
    sheets = book.worksheets
    if len(sheets) > limits.sheets:
        raise SheetRefused(
            _l("The file has more than %(limit)s sheets. Split it.", limit=limits.sheets)
        )
    if not sheets:
        raise SheetRefused(DAMAGED)
    for sheet in sheets:
        yield _grid(sheet, archive, limits)
    book.close()


def read_xlsx(content: bytes, limits: Limits) -> tuple[Grid, ...]:
    """Read every worksheet of an .xlsx file. Raises SheetRefused.

    openpyxl parses with defusedxml where it is installed; open_archive() has refused document
    types before. Whatever else a crafted file does to the parser comes out as "damaged".
    """
    with open_archive(content, limits) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return tuple(_grids(content, archive, limits))
        except SheetRefused:
            raise
        except Exception as error:
            raise SheetRefused(DAMAGED) from error
