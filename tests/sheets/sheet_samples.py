"""A list with every kind of column, and files made of plain rows."""

import datetime
import io
from collections.abc import Sequence
from typing import Any

import openpyxl

from portal.sheets import (
    Sheet,
    choice_column,
    citizen_id_column,
    date_column,
    decimal_column,
    partial_date_column,
    phone_column,
    text_column,
    whole_column,
    yes_no_column,
)

MEMBERS = Sheet(
    "members",
    "Danh sách hội viên",
    (
        text_column("full_name", "Họ và tên", required=True, width=28, synonyms=("Họ tên",)),
        partial_date_column("birth", "Ngày sinh", synonyms=("Năm sinh",)),
        choice_column("sex", "Giới tính", (("f", "Nữ"), ("m", "Nam"))),
        phone_column("phone", "Số điện thoại", synonyms=("SĐT", "Điện thoại")),
        citizen_id_column("citizen_id", "Số CCCD", synonyms=("CCCD", "Số căn cước")),
        date_column("joined_on", "Ngày vào hội"),
        whole_column("households", "Số hộ phụ trách"),
        decimal_column("dues", "Hội phí"),
        yes_no_column("core", "Nòng cốt"),
        text_column("note", "Ghi chú", lines=True),
    ),
)

ROW: dict[str, Any] = {
    "id": 7,
    "full_name": "Nguyễn Thị Hoà",
    "birth": (datetime.date(1984, 1, 1), "year"),
    "sex": "f",
    "phone": "0912345678",
    "citizen_id": "087084000999",
    "joined_on": datetime.date(2021, 1, 5),
    "households": 12,
    "dues": None,
    "core": True,
    "note": "một\nhai",
}


def workbook(rows: Sequence[Sequence[object]], title: str = "Sheet1") -> openpyxl.Workbook:
    """A workbook as someone else's Excel would hold it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return book


def saved(book: openpyxl.Workbook) -> io.BytesIO:
    """The bytes of a workbook, ready to be read."""
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream
