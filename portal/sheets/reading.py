"""Read an uploaded spreadsheet, or say in one sentence why not."""

from pathlib import PurePath
from typing import BinaryIO

from flask_babel import lazy_gettext as _l

from portal.sheets.archives import open_archive, rows_about
from portal.sheets.csv_reading import read_csv
from portal.sheets.fonts import TextAs
from portal.sheets.grids import Table
from portal.sheets.limits import Limits
from portal.sheets.refusals import SheetRefused
from portal.sheets.sniffing import kind_of, require_kind
from portal.sheets.xls_reading import read_xls
from portal.sheets.xlsx_reading import read_xlsx
from portal.text import clean

EXTENSIONS = ("xlsx", "xls", "csv")
_XLS_ROW_BYTES = 200


def read_workbook(
    stream: BinaryIO, filename: str, limits: Limits | None = None, text_as: TextAs = ""
) -> Table:
    """Read .xlsx, .xls or .csv into plain values; nothing is interpreted yet.

    The content must be what the name says; `text_as` says that text lies in an old encoding,
    whatever its fonts. Raises SheetRefused for files that are empty, too large, locked, renamed,
    damaged or built to harm.
    """
    limits = limits or Limits()
    name, kind, content = _opened(stream, filename, limits)
    if kind == "xlsx":
        return Table(name, read_xlsx(content, limits, text_as))
    if kind == "xls":
        return Table(name, read_xls(content, limits, text_as))
    return Table(name, read_csv(content, name, limits, text_as))


def look_over(
    stream: BinaryIO, filename: str, limits: Limits | None = None, enough: int = 10_000
) -> int:
    """Check what a file is without reading it, and estimate its rows; beyond `enough` it stops.

    Raises SheetRefused as read_workbook() does, as far as that shows at once.
    """
    limits = limits or Limits()
    _name, kind, content = _opened(stream, filename, limits)
    if kind == "xlsx":
        with open_archive(content, limits) as archive:
            return rows_about(archive, enough)
    return len(content) // _XLS_ROW_BYTES if kind == "xls" else content.count(b"\n")


def _opened(stream: BinaryIO, filename: str, limits: Limits) -> tuple[str, str, bytes]:
    name = clean(filename)
    extension = PurePath(name).suffix.lower().removeprefix(".")
    if extension not in EXTENSIONS:
        raise SheetRefused(_l("Choose an Excel file (.xlsx, .xls) or a text file (.csv)."))
    content = stream.read(limits.file_bytes + 1)
    if len(content) > limits.file_bytes:
        megabytes = limits.file_bytes // 1_000_000
        raise SheetRefused(_l("The file is larger than %(limit)s MB. Split it.", limit=megabytes))
    if not content.strip():
        raise SheetRefused(_l("The file is empty."))
    kind = kind_of(content)
    if extension == "xlsx" and kind == "zip":
        return name, "xlsx", content
    if kind == "zip":
        kind = "xlsx" if b"xl/workbook.xml" in content else "zip"
    require_kind(kind, extension)
    return name, kind, content
