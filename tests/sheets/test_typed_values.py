"""Values as people type them into cells, and the sentences beside those that cannot be read."""

import datetime
from decimal import Decimal

import pytest

from portal.sheets import Preview, preview, read_workbook
from tests.sheets.sheet_samples import MEMBERS, saved, workbook


def read(*rows: list[object]) -> Preview:
    return preview(read_workbook(saved(workbook(rows)), "danh-sach.xlsx"), MEMBERS)


@pytest.mark.parametrize(
    ("heading", "typed", "name", "value"),
    [
        ("SĐT", 912345678, "phone", "0912345678"),
        ("SĐT", "0912.345 678", "phone", "0912345678"),
        ("SĐT", "+84 912 345 678", "phone", "0912345678"),
        ("CCCD", 87084000999, "citizen_id", "087084000999"),
        ("CCCD", 1084000999, "citizen_id", "001084000999"),
        ("CCCD", 341234567, "citizen_id", "341234567"),
        ("Năm sinh", "00/00/1984", "birth", (datetime.date(1984, 1, 1), "year")),
        ("Năm sinh", datetime.datetime(1984, 5, 6), "birth", (datetime.date(1984, 5, 6), "day")),
        ("Giới tính", "NU", "sex", "f"),
        ("Nòng cốt", "x", "core", True),
        ("Nòng cốt", "không", "core", False),
        ("Hội phí", 0.1 + 0.2, "dues", Decimal("0.3")),
        ("Hội phí", "1.234,5", "dues", Decimal("1234.5")),
        ("Số hộ phụ trách", "1.234", "households", 1234),
        ("Ghi chú", 12.0, "note", "12"),
        ("Ghi chú", "va\u0300", "note", "và"),
    ],
)
def test_values_as_people_type_them(heading: str, typed: object, name: str, value: object) -> None:
    made = read(["Họ và tên", heading], ["Lê An", typed])
    assert made.rows[0].values[name] == value, made.rows[0].errors


@pytest.mark.parametrize(
    ("heading", "typed", "sentence"),
    [
        ("SĐT", "0123 456 7890", "10 digits"),
        ("SĐT", 12, "10 digits"),
        ("CCCD", "8.7084E+10", "cut this number short"),
        ("CCCD", "08708400099", "12 digits"),
        ("Hội phí", "1,234", "two ways"),
        ("Hội phí", "-", "Write a number like"),
        ("Hội phí", True, "Write a number like"),
        ("Số hộ phụ trách", 1.5, "whole number"),
        ("Số hộ phụ trách", -1, "from 0 to"),
        ("Ngày vào hội", 2021, "day/month/year"),
        ("Ngày vào hội", 44201, "day/month/year"),
        ("Giới tính", "khác", "one of: Nữ; Nam"),
        ("Nòng cốt", "có thể", "“Yes” or “No”"),
        ("Ghi chú", "#REF!", "error #REF!"),
        ("Ghi chú", "=A1", "formula in this cell has no result"),
        ("Ghi chú", "x" * 32767, "longer than a cell"),
    ],
)
def test_errors_stand_beside_their_cell(heading: str, typed: object, sentence: str) -> None:
    made = read(["Họ và tên", heading], ["Lê An", typed])
    assert made.faulty_count == 1
    (error,) = made.rows[0].errors.values()
    assert sentence in error
    assert made.rows[0].values["full_name"] == "Lê An"


def test_an_empty_required_cell_is_an_error() -> None:
    made = read(["Họ và tên", "SĐT"], [None, "0912345678"])
    assert made.rows[0].errors == {"full_name": "Fill in “Họ và tên”."}
