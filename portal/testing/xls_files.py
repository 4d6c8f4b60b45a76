"""A small writer of Excel 97-2003 files: enough of BIFF8 for cells, fonts and merged ranges.

For tests, and for the files of the demo: offices still send such ones.

Records after the public description of the format ([MS-XLS]), the container after [MS-CFB].
"""

import struct
from collections.abc import Mapping, Sequence

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
DATE_STYLE = "date"


def _record(number: int, body: bytes) -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def _short_text(text: str) -> bytes:
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")


def _long_text(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0x07CC, 0, 0x06))


def _style(font: int, number_format: int = 0) -> bytes:
    return _record(0x00E0, struct.pack("<HHHBBBBIIH", font, number_format, 1, 0, 0, 0, 0, 0, 0, 0))


def _cell(row: int, column: int, value: object, xf: int) -> bytes:
    place = struct.pack("<HHH", row, column, xf)
    if isinstance(value, bool):
        return _record(0x0205, place + struct.pack("<BB", value, 0))
    if isinstance(value, int | float):
        return _record(0x0203, place + struct.pack("<d", value))
    if isinstance(value, bytes):
        return _record(0x0205, place + struct.pack("<BB", value[0], 1))
    return _record(0x0204, place + _long_text(str(value)))


def sheet(
    rows: Sequence[Sequence[object]],
    styles: Mapping[tuple[int, int], int],
    merged: Sequence[tuple[int, int, int, int]],
) -> bytes:
    """One worksheet; merged ranges are (first row, last row, first column, last column)."""
    cells = [
        _cell(number, place, value, styles.get((number, place), 0))
        for number, row in enumerate(rows)
        for place, value in enumerate(row)
        if value is not None
    ]
    ranges = b"".join(struct.pack("<HHHH", *one) for one in merged)
    joined = _record(0x00E5, struct.pack("<H", len(merged)) + ranges) if merged else b""
    return _begin(0x0010) + b"".join(cells) + joined + _record(0x000A, b"")


def xls(
    rows: Sequence[Sequence[object]],
    fonts: Mapping[tuple[int, int], str] | None = None,
    merged: Sequence[tuple[int, int, int, int]] = (),
    locked: bool = False,
) -> bytes:
    """The bytes of an .xls file with one worksheet; a font "date" makes a number a date."""
    fonts = fonts or {}
    names = ["Arial", *dict.fromkeys(name for name in fonts.values() if name != DATE_STYLE)]
    places = [*range(4), *range(5, 5 + len(names))]  # BIFF has no font 4
    start = _begin(0x0005) + (_record(0x002F, struct.pack("<HHH", 0, 1, 2)) if locked else b"")
    for name in names:
        head = struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0)
        start += _record(0x0031, head + _short_text(name))
    start += b"".join(_style(places[index]) for index in range(len(names))) + _style(0, 14)
    xf_of = {name: index for index, name in enumerate(names)} | {DATE_STYLE: len(names)}
    bound = struct.pack("<IBB", 0, 0, 0) + _short_text("Tờ 1")
    offset = len(start) + 4 + len(bound) + 4
    bound = struct.pack("<I", offset) + bound[4:]
    stream = start + _record(0x0085, bound) + _record(0x000A, b"")
    stream += sheet(rows, {place: xf_of[name] for place, name in fonts.items()}, merged)
    return container(stream)


def container(stream: bytes) -> bytes:
    """Put a stream named Workbook into a compound file: its table first, then the directory."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    sectors = len(stream) // SECTOR
    tables = next(n for n in range(1, 110) if n * 128 >= n + 1 + sectors)
    first = tables + 1
    chain = [*[FAT] * tables, END, *range(first + 1, first + sectors), END]
    fat = struct.pack(f"<{128 * tables}I", *chain, *[FREE] * (128 * tables - len(chain)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", *range(tables), *[FREE] * (109 - tables))
    directory = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, FREE, first, len(stream))
    return header + fat + directory.ljust(SECTOR, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<III", FREE, FREE, child)
    body = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1) + links
    return body + bytes(36) + struct.pack("<IQ", start, size)
