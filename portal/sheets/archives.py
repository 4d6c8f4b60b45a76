"""Look into the zip archive of an .xlsx file before anything unpacks it."""

import io
import re
import zipfile
from typing import NoReturn
from xml.parsers import expat

from flask_babel import lazy_gettext as _l

from portal.sheets.limits import Limits
from portal.sheets.refusals import SheetRefused
from portal.sheets.sniffing import LOCKED, kind_of_zip, require_kind

DAMAGED = _l("The file is damaged. Open it in Excel and save it again as .xlsx.")
_CONTENT_TYPES = "[Content_Types].xml"
_SMALL_PARTS = ("xl/styles.xml", "xl/workbook.xml", _CONTENT_TYPES, ".rels")
_ENTRY_OVERHEAD = 64
_CHUNK, _TAG = 1 << 18, 32
_ROW = re.compile(rb"<(?:\w{1,20}:)?row[\s/>]")


class _PrologueRead(Exception):
    """The root element has come and no document type before it."""


def _bomb() -> SheetRefused:
    return SheetRefused(
        _l("The file unpacks to far more than a list needs. Copy the list into a new workbook.")
    )


def _check_sizes(entries: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    unpacked = sum(entry.file_size + _ENTRY_OVERHEAD for entry in entries)
    swollen = unpacked > limits.unpacked_bytes // 12 and unpacked > packed * limits.ratio
    if len(entries) > limits.entries or unpacked > limits.unpacked_bytes or swollen:
        raise _bomb()
    for entry in entries:
        if entry.filename.endswith(_SMALL_PARTS) and entry.file_size > limits.style_bytes:
            raise _bomb()


def _refuse_document_type(*_: object) -> NoReturn:
    raise SheetRefused(_l("The file defines XML entities, which no workbook does. It is not read."))


def _stop(*_: object) -> NoReturn:
    raise _PrologueRead


def _check_prologue(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Refuse a part that declares a document type: entity bombs and outside files start there."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = _stop
    try:
        with archive.open(entry) as part:
            parser.ParseFile(part)
    except _PrologueRead:
        return


def open_archive(content: bytes, limits: Limits) -> zipfile.ZipFile:
    """Open the archive of an .xlsx file after checking sizes, kind, locks and XML prologues.

    The sizes are those the archive declares; unpacking stops at a declared size, so a lie does
    not help a bomb. Raises SheetRefused.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
        _check_sizes(entries, len(content), limits)
        if any(entry.flag_bits & 1 for entry in entries):
            raise SheetRefused(LOCKED)
        names = {entry.filename for entry in entries}
        types = archive.read(_CONTENT_TYPES) if _CONTENT_TYPES in names else b""
        require_kind(kind_of_zip(names, types), "xlsx")
        for entry in entries:
            if entry.filename.endswith((".xml", ".rels")):
                _check_prologue(archive, entry)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, expat.ExpatError) as error:
        raise SheetRefused(DAMAGED) from error
    return archive


def rows_about(archive: zipfile.ZipFile, enough: int) -> int:
    """Count the rows of all worksheets, up to a little more than `enough`."""
    rows = 0
    for entry in archive.infolist():
        if not entry.filename.startswith("xl/worksheets/"):
            continue
        with archive.open(entry) as part:
            before = b""
            while rows <= enough and (chunk := part.read(_CHUNK)):
                text = before + chunk
                rows += len(_ROW.findall(text))
                before = text[text.rfind(b"<") :] if b"<" in text[-_TAG:] else b""
    return rows
