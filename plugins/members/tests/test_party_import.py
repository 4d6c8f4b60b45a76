"""The organization board's Excel renews the list: who is new, who changed, who is gone; undone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from portal.locale import today
from portal.testing.client import Browser

from .party_ground import branch
from .test_party_list import LIST, listed, party

pytestmark = pytest.mark.database
As = Callable[[str], Browser]
HEAD = ("STT", "Họ và tên", "Năm sinh", "Giới tính", "Nơi cư trú", "Chi bộ")
OWN = (*HEAD, "Chính thức, dự bị", "Miễn sinh hoạt")
LINKED = (*HEAD, "Ngày giới thiệu", "Diện", "Nơi công tác")
CELL = "Chi bộ ấp An Tài"


@pytest.fixture
def cell(owner: sa.Connection, hamlets: dict[str, int]) -> int:
    """A cell of the Party committee of Sen."""
    return branch(owner, "xa-sen", CELL)


def row(name: str, born: int | None = 1975, cell: str = CELL, **more: Any) -> tuple[Any, ...]:
    """A row of the board's file."""
    standing, exempt = more.get("standing", "đảng viên chính thức"), more.get("exempt")
    return (1, name, born, more.get("sex", "nữ"), "An Tài", cell, standing, exempt)


def send(browser: Browser, rows: Sequence[tuple[Any, ...]], head: Any = OWN, part: str = "") -> str:
    """Send a file as the board makes it, with a title above; gives the address of the import."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["ĐẢNG UỶ XÃ SEN"])
    sheet.append(["DANH SÁCH ĐẢNG VIÊN"])
    for each in (head, *rows):
        sheet.append(list(each))
    kept = io.BytesIO()
    book.save(kept)
    kept.seek(0)
    address = f"/s/xa-sen/imports/new/members.party_{part or 'list'}"
    sent = browser.send(address, {"file": (kept, "Danh sach.xlsx")})
    assert sent.status_code == 303
    return confirmed(browser, str(sent.location))


def agree(browser: Browser, address: str) -> None:
    """Agree to what the page of an import shows."""
    seen = browser.get(address).text.split('name="seen" value="')[1].split('"')[0]
    answer = browser.send(f"{address}/agree", {"seen": seen}, follow_redirects=True)
    assert "Đã nhập" in answer.text


def confirmed(browser: Browser, address: str) -> str:
    """The address of an import whose headings are what the portal takes them for."""
    page = browser.get(address)
    if page.status_code != 303:
        return address
    form = browser.get(page.location).text
    choices = {}
    for name, options in re.findall(r'<select[^>]*name="(column-\d+)".*?>(.*?)</select>', form):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        choices[name] = chosen[1] if chosen else ""
    return str(browser.send(page.location, choices).location)


def test_a_file_fills_the_list_in_one_event(as_: As, owner: sa.Connection, cell: int) -> None:
    lan = as_("lan")
    agree(lan, send(lan, [row("Lê Thị Mận", exempt="x"), row("Võ Văn Sáu", 1990, sex="nam")]))
    assert listed(owner, "birth_year", "sex", "m.unit_id", "exempt", "standing") == [
        ("Lê Thị Mận", 1975, "female", cell, True, "official"),
        ("Võ Văn Sáu", 1990, "male", cell, False, "official"),
    ]
    assert list(owner.scalars(sa.text("select verb from event"))) == ["imports.written"]
    assert "Lê Thị Mận" in lan.get(LIST).text


def test_a_newer_file_says_who_is_new_changed_and_gone(
    as_: As, owner: sa.Connection, cell: int
) -> None:
    lan = as_("lan")
    agree(lan, send(lan, [row("Lê Thị Mận"), row("Võ Văn Sáu"), row("Hồ Thị Tư", 1960)]))
    newer = [
        row("lê thị mận", standing="đảng viên dự bị"),
        row("Võ Văn Sáu"),
        row("Mai Văn Chín", 1988),
    ]
    address = send(lan, newer)
    page = lan.get(address).text
    assert 'value="1-1-1-0-1"' in page
    assert "Hồ Thị Tư (1960)" in page
    agree(lan, address)
    assert listed(owner, "standing", "removed_on") == [
        ("lê thị mận", "probationary", None),
        ("Võ Văn Sáu", "official", None),
        ("Hồ Thị Tư", "official", today()),
        ("Mai Văn Chín", "official", None),
    ]
    assert lan.send(f"{address}/undo").status_code == 303
    assert listed(owner, "standing", "removed_on") == [
        ("Lê Thị Mận", "official", None),
        ("Võ Văn Sáu", "official", None),
        ("Hồ Thị Tư", "official", None),
    ]


def test_the_same_file_again_changes_nothing(as_: As, owner: sa.Connection, cell: int) -> None:
    lan, rows = as_("lan"), [row("Lê Thị Mận"), row("Võ Văn Sáu", None, cell="")]
    agree(lan, send(lan, rows))
    page = lan.get(send(lan, rows)).text
    assert 'name="seen"' not in page
    assert "Không có gì" in page or "không có gì" in page


def test_whoever_comes_back_is_the_same_row(as_: As, owner: sa.Connection, cell: int) -> None:
    lan = as_("lan")
    gone = party(owner, "Lê Thị Mận", unit_id=cell, removed_on="2023-05-01")
    agree(lan, send(lan, [row("Lê Thị Mận")]))
    assert listed(owner, "m.id", "removed_on") == [("Lê Thị Mận", gone, None)]


def test_who_went_to_another_cell_is_the_same_row(as_: As, owner: sa.Connection, cell: int) -> None:
    lan, other = as_("lan"), branch(owner, "xa-sen", "Chi bộ Trường học", kind="party_cell_school")
    known = party(owner, "Lê Thị Mận", unit_id=cell)
    agree(lan, send(lan, [row("Lê Thị Mận", cell="Chi bộ Trường học")]))
    assert listed(owner, "m.id", "m.unit_id", "n.unit_id") == [("Lê Thị Mận", known, other, other)]


def test_namesakes_of_two_cells_stay_two(as_: As, owner: sa.Connection, cell: int) -> None:
    lan, other = as_("lan"), branch(owner, "xa-sen", "Chi bộ Trường học", kind="party_cell_school")
    ids = [party(owner, "Lê Thị Mận", unit_id=each) for each in (cell, other)]
    agree(lan, send(lan, [row("Lê Thị Mận", cell="Chi bộ Trường học", exempt="x")]))
    assert listed(owner, "m.id", "exempt", "removed_on") == [
        ("Lê Thị Mận", ids[0], False, today()),
        ("Lê Thị Mận", ids[1], True, None),
    ]


def test_each_part_is_renewed_by_its_own_file(as_: As, owner: sa.Connection, cell: int) -> None:
    lan = as_("lan")
    party(owner, "Lê Thị Mận", unit_id=cell)
    linked = ("12/03/2021", "được miễn giới thiệu", "Trường Tiểu học")
    agree(lan, send(lan, [(*row("Hồ Văn Bảy")[:6], *linked)], LINKED, "linked"))
    assert listed(owner, "linked", "introduced_on::text", "category", "workplace") == [
        ("Lê Thị Mận", False, None, None, None),
        ("Hồ Văn Bảy", True, "2021-03-12", "exempt_introduction", "Trường Tiểu học"),
    ]
    assert listed(owner, "removed_on") == [("Lê Thị Mận", None), ("Hồ Văn Bảy", None)]


def test_faulty_rows_say_why_and_nobody_goes(as_: As, owner: sa.Connection, cell: int) -> None:
    lan = as_("lan")
    party(owner, "Hồ Thị Tư", unit_id=cell)
    rows = [row("Lê Thị Mận", cell="Chi bộ Lạ"), row("Võ Văn Sáu"), row("vo van sau")]
    page = lan.get(send(lan, rows)).text
    assert "không có chi bộ nào tên là Chi bộ Lạ" in page
    assert "Trùng họ tên" in page
    assert 'name="seen"' not in page
    assert "Hồ Thị Tư" not in page


def test_an_exported_list_comes_back(as_: As, owner: sa.Connection, cell: int) -> None:
    lan = as_("lan")
    party(owner, "Lê Thị Mận", unit_id=cell)
    file = lan.send("/s/xa-sen/members/export/party_list.xlsx", {"reason": "report"})
    sent = lan.send(
        "/s/xa-sen/imports/new/members.party_list",
        {"file": (io.BytesIO(file.data), "Danh sach.xlsx")},
    )
    assert 'name="seen"' not in lan.get(sent.location).text


def test_the_import_stays_where_a_row_was_changed_since(
    as_: As, owner: sa.Connection, cell: int
) -> None:
    lan = as_("lan")
    address = send(lan, [row("Lê Thị Mận")])
    agree(lan, address)
    number = listed(owner, "m.id")[0][1]
    lan.send(f"{LIST}/{number}/off")
    lan.send(f"{address}/undo")
    assert listed(owner) == [("Lê Thị Mận",)]
