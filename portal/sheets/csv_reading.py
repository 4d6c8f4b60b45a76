"""Read .csv: UTF-8 or UTF-16 text with commas, semicolons or tabs."""

import csv
import io

from flask_babel import lazy_gettext as _l

from portal.sheets.fonts import TextAs, font_as
from portal.sheets.grids import EXCEL_CELL_CHARS, Grid, GridBuilder
from portal.sheets.limits import Limits
from portal.sheets.neutral import bare
from portal.sheets.refusals import SheetRefused
from portal.text import from_font


def _decoded(content: bytes) -> str:
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise SheetRefused(
            _l("The text file is not in Unicode. Save it in Excel as “CSV UTF-8” or as .xlsx.")
        ) from error


def _delimiter(text: str) -> str:
    """Take the mark that occurs most in the first line that has one."""
    for line in text.splitlines()[:20]:
        counts = {mark: line.count(mark) for mark in ",;\t"}
        if any(counts.values()):
            return max(counts, key=lambda mark: counts[mark])
    return ","


def read_csv(
    content: bytes, filename: str, limits: Limits, text_as: TextAs = ""
) -> tuple[Grid, ...]:
    """Read a text file as one worksheet of texts. Raises SheetRefused."""
    text = _decoded(content)
    builder, font = GridBuilder(filename, limits), font_as(None, text_as)
    csv.field_size_limit(max(csv.field_size_limit(), EXCEL_CELL_CHARS + 1))
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        for number, row in enumerate(rows, 1):
            values = [bare(value) for value in row]
            for place, value in enumerate(values) if font else ():
                values[place] = from_font(value, font)
                if values[place] != value:
                    builder.convert(number, place + 1, str(font), value, values[place])
            builder.add(number, (value or None for value in values))
    except csv.Error as error:
        raise SheetRefused(
            _l("The text file cannot be read as a table. Save it in Excel as .xlsx.")
        ) from error
    return (builder.grid(),)
