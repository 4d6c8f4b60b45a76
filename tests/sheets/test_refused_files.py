"""Files that are not read: each is made here and gets one sentence."""

import io
import random
import time
import zipfile

import openpyxl
import openpyxl.xml
import pytest
from defusedxml.common import EntitiesForbidden
from openpyxl.xml.functions import fromstring, iterparse
from PIL import Image

from portal.sheets import Limits, SheetRefused, read_workbook, write_csv, write_xlsx
from tests.sheets.sheet_samples import MEMBERS, ROW, saved, workbook

GOOD = write_xlsx(MEMBERS, [ROW])
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refusal(content: bytes, name: str = "ds.xlsx", limits: Limits | None = None) -> str:
    started = time.monotonic()
    with pytest.raises(SheetRefused) as refused:
        read_workbook(io.BytesIO(content), name, limits)
    assert time.monotonic() - started < 5
    return str(refused.value)


def rezipped(
    changes: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED, base: bytes = GOOD
) -> bytes:
    """The good workbook with some parts replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base)) as old, zipfile.ZipFile(stream, "w", method) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            new.writestr(name, content)
    return stream.getvalue()


def part(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        return archive.read(name)


def test_the_workbook_the_others_are_made_from_is_read() -> None:
    assert read_workbook(io.BytesIO(rezipped({})), "ds.xlsx").grids[0].rows


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (2, 2)).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7\n...", "ds.xlsx", "a PDF document"),
        (b"%PDF-1.7\n...", "ds.csv", "a PDF document"),
        (b"\xef\xbb\xbf <html><table>", "ds.xls", "a web page"),
        (b"<!DOCTYPE html>\n<html>", "ds.xlsx", "a web page"),
        (b"MIME-Version: 1.0\n", "ds.xls", "a web page"),
        (b'<?xml version="1.0"?><Workbook/>', "ds.xls", "an XML file"),
        (b"{\\rtf1 x}", "ds.xls", "a rich text document"),
        (picture(), "ds.xlsx", "a picture"),
        (picture(), "ds.csv", "a picture"),
        (b"MZ\x90\x00\x03\x00\x00", "ds.xlsx", "a file of another kind"),
        (b"a;b\n1;2", "ds.xlsx", "a text file (.csv)"),
        (GOOD, "ds.xls", "an Excel workbook (.xlsx)"),
        (GOOD, "ds.csv", "an Excel workbook (.xlsx)"),
        (OLE + "WordDocument".encode("utf-16-le"), "ds.xls", "a Word document"),
        (OLE + "Workbook".encode("utf-16-le"), "ds.xlsx", "an Excel 97-2003 workbook (.xls)"),
    ],
)
def test_renamed_files(content: bytes, name: str, kind: str) -> None:
    sentence = refusal(content, name)
    assert f"but it is {kind}." in sentence
    assert f".{name[-4:].strip('.')}," in sentence


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ({"word/document.xml": b"<x/>"}, "a Word document"),
        ({"xl/workbook.bin": b""}, "an Excel binary workbook"),
        ({"content.xml": b"<x/>", "META-INF/manifest.xml": b"<x/>"}, "an OpenDocument"),
        ({"[Content_Types].xml": b"<Types/>"}, "a compressed archive"),
        (
            {
                "[Content_Types].xml": part("[Content_Types].xml").replace(
                    b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main",
                    b"vnd.ms-excel.sheet.macroEnabled.main",
                )
            },
            "with macros",
        ),
    ],
)
def test_other_archives(parts: dict[str, bytes], kind: str) -> None:
    assert kind in refusal(rezipped(parts))


@pytest.mark.parametrize("name", ["ds.pdf", "ds", "ds.xlsx.exe", "ds.xlsm"])
def test_other_names(name: str) -> None:
    assert "Choose an Excel file" in refusal(GOOD, name)


def test_locked_files() -> None:
    container = OLE + "EncryptedPackage".encode("utf-16-le")
    assert "locked with a password" in refusal(container)
    assert "locked with a password" in refusal(container, "ds.xls")
    locked = bytearray(GOOD)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := locked.find(mark, start)) >= 0:
            locked[start + flags] |= 1
            start += 4
    assert "locked with a password" in refusal(bytes(locked))


def test_empty_and_large_files() -> None:
    assert "empty" in refusal(b"")
    assert "empty" in refusal(b" \r\n", "ds.csv")
    assert "larger than 10 MB" in refusal(bytes(10_000_001))


def test_a_zip_bomb_is_not_unpacked() -> None:
    zeros = bytes(80_000_000)
    bomb = rezipped({"xl/worksheets/sheet9.xml": zeros})
    assert len(bomb) < 200_000
    assert "unpacks to far more" in refusal(bomb)
    assert "unpacks to far more" in refusal(rezipped({"xl/media/a.bin": bytes(20_000_000)}))
    assert "unpacks to far more" in refusal(rezipped({"xl/styles.xml": bytes(4_000_001)}))


def test_the_unpacked_size_counts_whatever_the_ratio() -> None:
    content = rezipped({"xl/media/a.bin": random.Random(1).randbytes(200_000)})
    read_workbook(io.BytesIO(content), "ds.xlsx", Limits(unpacked_bytes=300_000))
    assert "unpacks to far more" in refusal(content, limits=Limits(unpacked_bytes=150_000))


def test_a_zip_that_lies_about_its_size() -> None:
    bomb = bytearray(rezipped({"xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 30_000_000}))
    real, claimed = (30_000_011).to_bytes(4, "little"), (1_000).to_bytes(4, "little")
    assert bomb.count(real) == 2
    assert "damaged" in refusal(bytes(bomb.replace(real, claimed)))


def test_many_entries() -> None:
    assert "unpacks to far more" in refusal(rezipped({f"x/{i}": b"" for i in range(1_000)}))


@pytest.mark.parametrize(
    "name",
    ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml", "xl/styles.xml"],
)
def test_entity_bombs(name: str) -> None:
    xml = part(name).split(b"?>")[-1]
    for encoding in ("utf-8", "utf-16"):
        bomb = (BOMB + xml.decode()).encode(encoding)
        if (name, encoding) == ("[Content_Types].xml", "utf-16"):
            continue
        assert "XML entities" in refusal(rezipped({name: bomb}))


def test_openpyxl_itself_parses_with_defusedxml() -> None:
    assert openpyxl.DEFUSEDXML and not openpyxl.LXML
    bomb = (BOMB + "<x>&j;</x>").encode()
    with pytest.raises(EntitiesForbidden):
        fromstring(bomb)
    with pytest.raises(EntitiesForbidden):
        list(iterparse(io.BytesIO(bomb)))


@pytest.mark.parametrize(
    "content",
    [
        GOOD[: len(GOOD) // 2],
        b"PK\x03\x04" + bytes(300),
        rezipped({"xl/worksheets/sheet1.xml": b"<worksheet><row"}),
        rezipped({"xl/worksheets/sheet1.xml": b'<a><c r="ZZZ1"/></a>'}),
        rezipped({"xl/workbook.xml": b"<x/>"}),
    ],
)
def test_damaged_workbooks(content: bytes) -> None:
    assert "damaged" in refusal(content)


def sheet_xml(body: str) -> bytes:
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{namespace}">{body}</worksheet>'.encode()


def test_far_away_rows_and_lying_dimensions_cost_nothing() -> None:
    rows = (
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="999999999"><c r="A999999999"/></row></sheetData>'
    )
    started = time.monotonic()
    content = rezipped({"xl/worksheets/sheet1.xml": sheet_xml(rows)})
    assert read_workbook(io.BytesIO(content), "ds.xlsx").grids[0].rows == ((1,),)
    assert time.monotonic() - started < 5


def test_a_merged_range_over_the_whole_sheet_costs_nothing() -> None:
    body = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
        '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    )
    content = rezipped({"xl/worksheets/sheet1.xml": sheet_xml(body)})
    grid = read_workbook(io.BytesIO(content), "ds.xlsx").grids[0]
    assert [len(row) for row in grid.rows] == [200, 200]
    many = body.replace("<mergeCell ", "<mergeCell " * 1)
    many = many.replace("</mergeCells>", '<mergeCell ref="A1:GR2"/>' * 9_000 + "</mergeCells>")
    content = rezipped({"xl/worksheets/sheet1.xml": sheet_xml(many)}, zipfile.ZIP_STORED)
    assert "cells" in refusal(content)


def test_too_many_rows_columns_sheets_and_cells() -> None:
    book = workbook([["a", "b", "c"]] * 6)
    book.create_sheet("hai")
    content = saved(book).getvalue()
    read_workbook(io.BytesIO(content), "x.xlsx", Limits(rows=6, columns=3, sheets=2, cells=18))
    assert "more than 5 rows" in refusal(content, limits=Limits(rows=5))
    assert "more than 2 columns" in refusal(content, limits=Limits(columns=2))
    assert "more than 1 sheets" in refusal(content, limits=Limits(sheets=1))
    assert "more than 17 cells" in refusal(content, limits=Limits(cells=17))
    csv = write_csv(MEMBERS, [ROW] * 3)
    assert "more than 3 rows" in refusal(csv, "x.csv", limits=Limits(rows=3))


def test_csv_that_is_no_unicode() -> None:
    assert "not in Unicode" in refusal("Họ tên;Số\nLê Ân;1".encode("cp1258", "ignore"), "x.csv")
