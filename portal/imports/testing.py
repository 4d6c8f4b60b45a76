"""What the contract tests cannot guess about imports."""

from __future__ import annotations

import io

from openpyxl import Workbook

from ..testing.contract.pages import Goal, Walk

IDS = {"import_id": "sheet_import"}
VALUES = {"name": "spaces.officers"}
"""A list that can be filled, for the addresses of lists."""
CLOSED = {
    "imports.show": "an import shows its rows to whoever sent the file",
    "imports.match": "the columns of a file are matched by whoever sent it",
    "imports.faulty": "the faulty rows go to whoever sent the file",
}


def a_sent_file(walk: Walk, ending: str = "") -> Goal:
    """A file with a row that is right and one that is not, whose rows are to be looked at."""
    return _sent(walk, ("Họ và tên", "Chức vụ", "Từ ngày"), ending)


def a_foreign_file(walk: Walk) -> Goal:
    """A file whose headings are to be matched."""
    return _sent(walk, ("Người giữ chức", "Chức danh", "Ngày nhận"), "/match")


def _sent(walk: Walk, headings: tuple[str, str, str], ending: str) -> Goal:
    rows = (
        headings,
        ("Lê Thị Mận", "Uỷ viên", "05/01/2021"),
        ("", "Uỷ viên", "31/02/2021"),
    )
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(stream := io.BytesIO())
    file = (io.BytesIO(stream.getvalue()), "Cán bộ.xlsx")
    return "lan", walk.send("lan", "/s/xa-sen/imports/new/spaces.officers", file=file) + ending


WAYS = {
    "imports.show": a_sent_file,
    "imports.match": a_foreign_file,
    "imports.faulty": lambda walk: a_sent_file(walk, "/faulty.xlsx"),
}
