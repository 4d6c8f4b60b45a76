"""Excel 97-2003 files: values, dates, old fonts, merged cells, locks, damage."""

import datetime
import io
import random

import pytest

from portal.sheets import Limits, SheetRefused, Table, preview, read_workbook
from portal.testing.xls_files import DATE_STYLE, xls
from tests.sheets.sheet_samples import MEMBERS

HEADINGS = ["STT", "Họ và tên", None, "Ngày vào hội", "Nòng cốt", "SĐT"]
ROWS = [
    ["DANH SÁCH"],
    HEADINGS,
    [1, "NguyÔn ThÞ", "Hoµ", 44201.0, True, 912345678],
    [2, "Lê", "Ân", "5/1/21", None, "0912 345 678"],
]
FONTS = {(2, 1): ".VnTime", (2, 2): ".VnTime", (2, 3): DATE_STYLE}
MERGED = [(0, 0, 0, 5), (1, 1, 1, 2)]
GOOD = xls(ROWS, FONTS, MERGED)


def read(content: bytes, limits: Limits | None = None) -> Table:
    return read_workbook(io.BytesIO(content), "cu.xls", limits)


def test_values_fonts_and_merged_cells() -> None:
    made = preview(read(GOOD), MEMBERS)
    assert made.grid_name == "Tờ 1"
    assert [row.values["full_name"] for row in made.rows] == ["Nguyễn Thị Hoà", "Lê Ân"]
    assert {row.values["joined_on"] for row in made.rows} == {datetime.date(2021, 1, 5)}
    assert [row.values["core"] for row in made.rows] == [True, None]
    assert {row.values["phone"] for row in made.rows} == {"0912345678"}
    assert [(one.font, one.after) for one in made.conversions] == [
        (".VnTime", "Nguyễn Thị"),
        (".VnTime", "Hoà"),
    ]


def test_an_error_of_excel_is_an_error_of_its_cell() -> None:
    made = preview(read(xls([["Họ và tên", "SĐT"], ["Lê Ân", b"\x17"]])), MEMBERS)
    assert made.rows[0].errors == {"phone": "The cell shows the error #REF!. Mend its formula."}


def test_a_locked_file() -> None:
    with pytest.raises(SheetRefused, match="locked with a password"):
        read(xls(ROWS, locked=True))


def test_limits() -> None:
    with pytest.raises(SheetRefused, match="more than 3 rows"):
        read(GOOD, Limits(rows=3))
    with pytest.raises(SheetRefused, match="more than 5 columns"):
        read(GOOD, Limits(columns=5))


def test_damage_anywhere_is_refused_or_harmless() -> None:
    chance = random.Random(5)
    refused = 0
    for _ in range(300):
        content = bytearray(GOOD)
        for _ in range(4):
            content[chance.randrange(512, len(content))] = chance.randrange(256)
        try:
            read(bytes(content))
        except SheetRefused as refusal:
            refused += "damaged" in str(refusal)
    assert refused > 10
    with pytest.raises(SheetRefused):
        read(GOOD[:900])
