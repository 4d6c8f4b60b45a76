"""What a file is, by its content; what its name says must agree."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import filetype
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..errors import Invalid
from ..sheets.refusals import SheetRefused
from ..sheets.sniffing import kind_of, kind_of_zip

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
MOST_PARTS = 10_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
VBA = "_VBA_PROJECT".encode("utf-16-le")
OLE_PARTS = {
    "doc": "WordDocument".encode("utf-16-le"),
    "xls": "Workbook".encode("utf-16-le"),
    "ppt": "PowerPoint Document".encode("utf-16-le"),
}
BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True)
class FileType:
    """A type that spaces may keep: its media type, and how its names end."""

    media_type: str
    endings: tuple[str, ...]
    label: Any
    image: bool = False


TYPES = {
    "pdf": FileType("application/pdf", ("pdf",), _l("a PDF document")),
    "docx": FileType(f"{OFFICE}wordprocessingml.document", ("docx",), _l("a Word document")),
    "xlsx": FileType(f"{OFFICE}spreadsheetml.sheet", ("xlsx",), _l("an Excel workbook (.xlsx)")),
    "pptx": FileType(
        f"{OFFICE}presentationml.presentation", ("pptx",), _l("a PowerPoint presentation")
    ),
    "doc": FileType("application/msword", ("doc",), _l("a Word document")),
    "xls": FileType("application/vnd.ms-excel", ("xls",), _l("an Excel 97-2003 workbook (.xls)")),
    "ppt": FileType("application/vnd.ms-powerpoint", ("ppt",), _l("a PowerPoint presentation")),
    "odt": FileType(f"{OPEN}text", ("odt",), _l("an OpenDocument text")),
    "ods": FileType(f"{OPEN}spreadsheet", ("ods",), _l("an OpenDocument spreadsheet")),
    "text": FileType("text/plain", ("txt", "csv"), _l("a text file")),
    "png": FileType("image/png", ("png",), _l("a picture"), image=True),
    "jpg": FileType("image/jpeg", ("jpg", "jpeg", "jfif"), _l("a picture"), image=True),
    "webp": FileType("image/webp", ("webp",), _l("a picture"), image=True),
    "gif": FileType("image/gif", ("gif",), _l("a picture"), image=True),
}
ALLOWED = ", ".join(ending for each in TYPES.values() for ending in each.endings)
ZIPPED = {"doc": "docx", "ppt": "pptx", "xlsx": "xlsx", "xlsm": "macros", "xlsb": "macros"}


def type_of(content: bytes, name: str, field: str | None = None) -> FileType:
    """The type of a file whose content and name agree.

    Raises Invalid with a sentence for a type that is not kept, and for a name that lies.
    """
    if not content:
        raise Invalid(_("The file is empty. Choose it again."), field)
    found = _found(content, _ending(name), field)
    if found == "macros":
        raise Invalid(
            _("The file holds macros. Save it without macros (.docx, .xlsx) and send it again."),
            field,
        )
    if found == "heic":
        raise Invalid(
            _(
                "The phone took this picture as HEIC, which few computers open. In its camera"
                " settings choose “Most compatible”, or send the picture as JPEG."
            ),
            field,
        )
    known = TYPES.get(found)
    if known is None:
        raise Invalid(
            _("Files of this kind are not kept. Send one of: %(endings)s.", endings=ALLOWED), field
        )
    ending = _ending(name)
    if ending and ending not in known.endings:
        raise Invalid(
            _(
                "The name ends in “.%(ending)s”, but the file is %(kind)s."
                " Give it the ending .%(right)s, or choose another file.",
                ending=ending,
                kind=known.label,
                right=known.endings[0],
            ),
            field,
        )
    return known


def with_ending(name: str, kind: FileType) -> str:
    """The name, which gets the ending of its type where it has none."""
    return name if _ending(name) or not kind.endings else f"{name}.{kind.endings[0]}"


def _ending(name: str) -> str:
    return PurePosixPath(name.lower()).suffix.removeprefix(".")


def _found(content: bytes, ending: str, field: str | None) -> str:
    if content.startswith(OLE) and VBA in content:
        return "macros"
    if content.startswith(OLE) and ending in OLE_PARTS and OLE_PARTS[ending] in content:
        return ending  # an old workbook may hold a Word document, and the reverse
    try:
        kind = kind_of(content)
    except SheetRefused as refusal:
        raise Invalid(str(refusal), field) from refusal
    if kind == "zip":
        return _in_zip(content, field)
    if kind in ("csv", "pdf") and zipfile.is_zipfile(io.BytesIO(content)):
        return "other"  # two files in one: whoever checks sees the one, who opens it the other
    if kind == "csv":
        return "text" if _is_text(content) else "other"
    if kind == "image":
        guess = filetype.guess(content[:8192])
        return str(guess.extension) if guess else "other"
    return kind


def _is_text(content: bytes) -> bool:
    """Whether the whole of it is text, in UTF-16 where it says so."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if content.startswith(mark):
            try:
                content = content.decode(encoding).encode()
            except UnicodeDecodeError:
                return False
    return not BINARY.search(content)


def _in_zip(content: bytes, field: str | None) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if len(names) > MOST_PARTS:
                return "other"
            if any(entry.flag_bits & 1 for entry in entries):
                raise Invalid(_("The file is locked with a password. Remove it first."), field)
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return "macros"
            types = _part(archive, "[Content_Types].xml")
            opened = _part(archive, "mimetype").decode("ascii", "replace")
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError) as error:
        raise Invalid(_("The file is damaged. Save it again and send it."), field) from error
    for kind in ("odt", "ods"):
        if opened.strip() == TYPES[kind].media_type:
            return kind
    return ZIPPED.get(kind_of_zip(names, types), "other")


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """The start of a part; no more of it, since an archive may unpack to anything."""
    try:
        with archive.open(name) as part:
            return part.read(65_536)
    except KeyError:
        return b""
