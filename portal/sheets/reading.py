"""Read an uploaded spreadsheet, or say in one sentence why not."""

from pathlib import PurePath
from typing import BinaryIO

from flask_babel import lazy_gettext as _l

from portal.sheets.csv_reading import read_csv
from portal.sheets.grids import Table
from portal.sheets.limits import Limits
from portal.sheets.refusals import SheetRefused
from portal.sheets.sniffing import kind_of, require_kind
from portal.sheets.xls_reading import read_xls
from portal.sheets.xlsx_reading import read_xlsx
from portal.text import clean

EXTENSIONS = ("xlsx", "xls", "csv")


def read_workbook(stream: BinaryIO, filename: str, limits: Limits | None = None) -> Table:
    """Read .xlsx, .xls or .csv into plain values; nothing is interpreted yet.

    The content must be what the name says. Raises SheetRefused for files that are empty, too
    large, locked, renamed, damaged or built to harm.
    """
    limits = limits or Limits()
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
        return Table(name, read_xlsx(content, limits))
    if kind == "zip":
        kind = "xlsx" if b"xl/workbook.xml" in content else "zip"
    require_kind(kind, extension)
    if kind == "xls":
        return Table(name, read_xls(content, limits))
    return Table(name, read_csv(content, name, limits))
