"""The cells of an .xlsx worksheet, each element looked at once: values, old fonts, merged ranges.

openpyxl tells of a sheet that it only reads neither merged ranges nor formulas without a result,
and takes several times as long; workbook, styles and dates are still its. The parser is that of
Python itself, in C: open_archive() has refused document types, where entity bombs begin.
"""

import datetime
import re
from dataclasses import dataclass, field
from typing import IO, Any
from xml.etree.ElementTree import iterparse

from flask_babel import lazy_gettext as _l
from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.datetime import from_excel, from_ISO8601

from portal.sheets.archives import DAMAGED
from portal.sheets.fonts import TextAs, font_as
from portal.sheets.grids import CellFault, CellValue, GridBuilder
from portal.sheets.refusals import SheetRefused
from portal.text import from_font, legacy_encoding_of_font

_EXCEL_ROWS, _EXCEL_COLUMNS = 1_048_576, 16_384
_ESCAPE = re.compile("_x(00[01][0-9A-Fa-f]|005[Ff])_")
_INSIDE = frozenset(("}c", "}v", "is", "}t"))
"""How the names of what lies inside a row end; they come by the million."""
Run = tuple[str, str | None]
Text = str | list[Run]
"""A text, or its runs (text, font name) where it has any."""

UNCALCULATED = CellFault(
    _l("The formula in this cell has no result. Open the file in Excel and save it again.")
)


def error_fault(code: str) -> CellFault:
    """Fault of a cell that shows an error of Excel, such as #REF!."""
    return CellFault(_l("The cell shows the error %(code)s. Mend its formula.", code=code))


def decode_runs(runs: list[Run]) -> tuple[str, str | None]:
    """Decode runs of (text, font name) and join them; also return a legacy font if one changed."""
    decoded = [(from_font(text, font), text, font) for text, font in runs]
    changed = [font for after, before, font in decoded if after != before]
    return "".join(after for after, _, _ in decoded), changed[0] if changed else None


def unescape(text: str) -> str:
    """Undo the escapes Excel writes: _x000D_ is a carriage return, _x005F_ an underscore."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _local(element: Any) -> str:
    name: str = element.tag.rpartition("}")[2]
    return name


def _text_of(element: Any) -> Text:
    """The text of a shared or inline string; what tells how it is pronounced is left out."""
    if len(element) == 1 and element[0].tag[-2:] == "}t":
        return unescape(element[0].text or "")
    runs: list[Run] = []
    whole = []
    for child in element:
        name = _local(child)
        if name == "t":
            whole.append(unescape(child.text or ""))
        elif name == "r":
            font, text = None, ""
            for part in child.iter():
                part_name = _local(part)
                if part_name == "t":
                    text += unescape(part.text or "")
                elif part_name == "rFont":
                    font = part.get("val")
            runs.append((text, font))
    if not any(font for _text, font in runs):
        return "".join([*whole, *(text for text, _font in runs)])
    return [*((text, None) for text in whole), *runs]


def read_strings(part: IO[bytes]) -> list[Text]:
    """The strings that the cells of a workbook share."""
    strings = []
    for _event, element in iterparse(part):
        if _local(element) == "si":
            strings.append(_text_of(element))
            element.clear()
    return strings


@dataclass
class Styles:
    """What the styles of a workbook say of their cells: old fonts, and numbers that are days."""

    fonts: list[str | None]
    dates: set[int]
    timedeltas: set[int]
    epoch: datetime.datetime
    text_as: TextAs = ""

    def font(self, style: int, run: str | None = None) -> str | None:
        """The font by which text in a style is decoded, or a run of it with a font of its own."""
        own = self.fonts[style] if style < len(self.fonts) else None
        return font_as(run or own, self.text_as)


@dataclass
class Cells:
    """Reads the worksheets of a workbook into builders."""

    strings: list[Text]
    styles: Styles
    _columns: dict[str, int] = field(default_factory=dict)
    _days: dict[tuple[str, bool], CellValue] = field(default_factory=dict)
    _decoded: dict[tuple[str, str], tuple[str, str | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # One more than there are: the last stands for cells whose style the workbook lacks.
        fonts = [self.styles.font(style) for style in range(len(self.styles.fonts) + 1)]
        self._legacy = [font if legacy_encoding_of_font(font) else None for font in fonts]

    def read(self, part: IO[bytes], builder: GridBuilder) -> list[str]:
        """Add every row of a worksheet; gives the merged ranges."""
        merged: list[str] = []
        last, name = 0, ""
        for _event, element in iterparse(part):
            tag = element.tag
            if tag[-2:] in _INSIDE:
                continue
            name = _local(element)
            if name == "row":
                number = int(element.get("r", 0)) or last + 1
                if last < number <= _EXCEL_ROWS:
                    last = number
                    builder.add(number, self._row(element, number, builder))
                element.clear()
            elif name == "mergeCell":
                merged.append(element.get("ref", ""))
        if name != "worksheet":
            raise SheetRefused(DAMAGED)
        return merged

    def _row(self, row: Any, number: int, builder: GridBuilder) -> list[CellValue]:
        values: list[CellValue] = []
        column, known = 0, self._columns
        for cell in row:
            place = cell.get("r")
            if place is None:
                column += 1
            else:
                letters = place.rstrip("0123456789")
                column = known.get(letters) or self._column(letters)
            value = self._value(cell, number, column, builder)
            if value is not None:
                if len(values) < column:
                    values.extend([None] * (column - len(values)))
                values[column - 1] = value
        return values

    def _column(self, letters: str) -> int:
        column: int = column_index_from_string(letters)
        if column > _EXCEL_COLUMNS:
            raise SheetRefused(DAMAGED)
        self._columns[letters] = column
        return column

    def _value(self, cell: Any, row: int, column: int, builder: GridBuilder) -> CellValue:
        result, formula, kind = None, False, cell.get("t", "n")
        for child in cell:
            tag = child.tag[-2:]
            if tag == "}v":
                result = child.text
            elif tag == "}f":
                formula = True
            elif tag == "is":
                return self._text(_text_of(child), cell, row, column, builder)
        if not result:
            return UNCALCULATED if formula and kind != "str" else None
        if kind == "s":
            return self._text(self.strings[int(result)], cell, row, column, builder)
        if kind == "n":
            return self._number(result, int(cell.get("s", 0)))
        if kind == "str":
            return self._text(unescape(result), cell, row, column, builder)
        return _other(kind, result)

    def _number(self, result: str, style: int) -> CellValue:
        if style in self.styles.dates:
            return self._day(result, style in self.styles.timedeltas)
        return float(result) if "." in result or "E" in result or "e" in result else int(result)

    def _day(self, result: str, timedelta: bool) -> CellValue:
        key = (result, timedelta)
        if key not in self._days:
            try:
                day: Any = from_excel(float(result), self.styles.epoch, timedelta=timedelta)
            except (OverflowError, ValueError):
                day = error_fault("#VALUE!")
            self._days[key] = day
        return self._days[key]

    def _text(self, text: Text, cell: Any, row: int, column: int, builder: GridBuilder) -> str:
        style = int(cell.get("s", 0))
        if isinstance(text, str):
            font = self._legacy[style if style < len(self._legacy) else -1]
            if font is None:
                return text
            key = (text, font)
            if key not in self._decoded:
                self._decoded[key] = decode_runs([key])
            after, changed = self._decoded[key]
        else:
            after, changed = decode_runs(
                [(run, self.styles.font(style, font)) for run, font in text]
            )
            text = "".join(run for run, _font in text)
        if changed:
            builder.convert(row, column, changed, text, after)
        return after


def _other(kind: str, result: str) -> CellValue:
    if kind == "b":
        return bool(int(result))
    if kind == "e":
        return error_fault(result)
    if kind == "d":
        day: CellValue = from_ISO8601(result)  # type: ignore[no-untyped-call]
        return day
    raise SheetRefused(DAMAGED)
