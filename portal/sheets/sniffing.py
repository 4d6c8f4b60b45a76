"""Tell what a file is by its content, whatever its name says."""

import re

import filetype
from flask_babel import lazy_gettext as _l

from portal.sheets.refusals import Label, SheetRefused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

KINDS: dict[str, Label] = {
    "xlsx": _l("an Excel workbook (.xlsx)"),
    "xls": _l("an Excel 97-2003 workbook (.xls)"),
    "csv": _l("a text file (.csv)"),
    "xlsm": _l("an Excel workbook with macros"),
    "xlsb": _l("an Excel binary workbook (.xlsb)"),
    "ods": _l("an OpenDocument spreadsheet"),
    "doc": _l("a Word document"),
    "ppt": _l("a PowerPoint presentation"),
    "pdf": _l("a PDF document"),
    "html": _l("a web page"),
    "xml": _l("an XML file"),
    "rtf": _l("a rich text document"),
    "zip": _l("a compressed archive"),
    "image": _l("a picture"),
    "other": _l("a file of another kind"),
}
LOCKED = _l("The file is locked with a password. Open it, remove the password and save it again.")


def _kind_of_ole(content: bytes) -> str:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise SheetRefused(LOCKED)
    if holds("WordDocument"):
        return "doc"
    if holds("PowerPoint Document"):
        return "ppt"
    return "xls" if holds("Workbook") or holds("Book") else "other"


def _kind_of_text(content: bytes) -> str:
    start = content[:1024]
    for bom in _BOMS:
        start = start.removeprefix(bom)
    start = start.replace(b"\0", b"").lstrip().lower()
    if re.match(rb"<!doctype html|<html|<head|<body|<table|<style|<meta|mime-version:", start):
        return "html"
    if start.startswith(b"<"):
        return "xml"
    return "csv"


def kind_of(content: bytes) -> str:
    """Name the kind of a file by its first bytes, as a key of KINDS; a zip is only "zip".

    Raises SheetRefused for a workbook locked with a password.
    """
    if content.startswith(_OLE):
        return _kind_of_ole(content)
    for magic, kind in ((b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"%PDF", "pdf")):
        if content.startswith(magic):
            return kind
    if content.startswith(b"{\\rtf"):
        return "rtf"
    if content.startswith(_BOMS) or not _BINARY.search(content[:8192]):
        return _kind_of_text(content)
    guess = filetype.guess(content[:8192])
    return "image" if guess is not None and guess.mime.startswith("image/") else "other"


def kind_of_zip(names: set[str], content_types: bytes) -> str:
    """Name the kind of an Office file from the parts of its archive."""
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return "ods"
    if any(name.startswith("word/") for name in names):
        return "doc"
    if any(name.startswith("ppt/") for name in names):
        return "ppt"
    if b"spreadsheetml" not in content_types and b"ms-excel" not in content_types:
        return "zip"
    return "xlsm" if b"macroEnabled" in content_types else "xlsx"


def require_kind(kind: str, extension: str) -> None:
    """Let pass a file that is what its name says; raise SheetRefused for any other."""
    if kind != extension:
        raise SheetRefused(
            _l(
                "The name of the file ends in .%(extension)s, but it is %(kind)s. "
                "Open it and save it as an Excel workbook (.xlsx).",
                extension=extension,
                kind=KINDS[kind],
            )
        )
