"""A list as a commune keeps it: heads, merged headings, numbers of the columns, groups, footer."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

import portal

with (Path(portal.__file__).parent / "data" / "legacy_tcvn3_vni.csv").open(
    encoding="utf-8-sig", newline=""
) as table:
    TO_TCVN3 = {
        ord(row["unicode"]): row["tcvn3_as_cp1252"]
        for row in csv.DictReader(table)
        if row["tcvn3_as_cp1252"]
    }


def old(value: Any) -> Any:
    """Text in TCVN3; what is in it already stays."""
    return value.translate(TO_TCVN3) if isinstance(value, str) else value


def officers_file(
    rows: Sequence[tuple[str, str, str, Any]],
    *,
    headings: tuple[str, str, str] = ("Họ và tên", "Chức danh", "Thời gian giữ chức"),
    font: str | None = None,
    tcvn3: bool = False,
    also: Sequence[str] = (),
) -> bytes:
    """Officers (family and middle names, given name, office, since when) under two rows of
    headings; with `font` every text stands in it, `tcvn3` when it is one of before Unicode; `also`
    names further worksheets alike."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title in ("DS cán bộ", *also):
        sheet: Any = book.create_sheet(title)
        name, office, since = headings
        lines: list[tuple[Any, ...]] = [
            ("ĐẢNG UỶ XÃ SEN", None, None, None, "ĐẢNG CỘNG SẢN VIỆT NAM"),
            (None, None, None, None, "Xã Sen, ngày 05 tháng 01 năm 2026"),
            (),
            ("DANH SÁCH CÁN BỘ",),
            ("(Kèm theo Báo cáo số 12-BC/ĐU)",),
            ("STT", name, None, office, since, "Ghi chú"),
            (None, None, None, None, "Từ", None),
            (1, 2, 3, 4, 5, 6),
            ("I", "Ban Thường vụ"),
            *((n, *row) for n, row in enumerate(rows, 1)),
            (),
            (None, "Người lập biểu", None, None, "T/M BAN THƯỜNG VỤ"),
            (None, "Lê Văn Ký"),
        ]
        for line in lines:
            sheet.append([old(value) if tcvn3 else value for value in line])
        for merged in ("A1:C1", "A4:F4", "A6:A7", "B6:C7", "D6:D7", "F6:F7"):
            sheet.merge_cells(merged)
        if font:
            for row in sheet.iter_rows():
                for cell in row:
                    cell.font = Font(font)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
