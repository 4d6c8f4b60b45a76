"""The list of members in Excel: as offices write it, checked, written, taken back, taken along."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from openpyxl import load_workbook

from plugins.members.models import MembersPerson
from plugins.units.tests.conftest import Found
from portal.imports import actions
from portal.jobs.worker import Worker

from .linked_ground import as_owner
from .member_files import NUMBER, agreed, book, cells, errors, exported, sent
from .register_ground import HERE, SLUG, As, Put, names

pytestmark = pytest.mark.database
HEADINGS = (
    *("STT", "Họ và tên", "Ngày, tháng, năm sinh", "CCCD", "Số điện thoại", "Ấp", "Chi hội"),
    *("Ngày vào Hội", "Nghề nghiệp", "Dân tộc", "Hội viên nòng cốt"),
)
OFFICE = [
    (
        *(1, "Nguyễn Thị Ánh", "08/03/1979", NUMBER, "0918 402 771", "An Tài", "ấp An Tài"),
        *("8/3/2004", "nông dân", "Kinh", "x"),
    ),
    (2, "TRẦN THỊ BÉ", 1968, None, 939115208, "Ấp Chiến Thắng", "Chi hội ấp An Tài"),
]


def rows_of(owner: sa.Connection) -> Any:
    return owner.execute(
        sa.text(
            "select p.name, m.sex, m.kind, m.birth_year, p.birth_date, p.phone, m.traits,"
            ' e."on", e.how from members_membership m'
            " join members_person p on p.membership_id = m.id"
            " join members_entry e on e.membership_id = m.id order by m.id"
        )
    ).all()


def test_a_file_as_offices_write_it_comes_in_and_is_taken_back(
    as_: As, branch: int, owner: sa.Connection
) -> None:
    thu = as_("thu")
    address = agreed(thu, book(OFFICE, HEADINGS))
    first = dt.date.today().replace(month=1, day=1)
    assert rows_of(owner) == [
        (
            *("Nguyễn Thị Ánh", "female", "full", 1979, dt.date(1979, 3, 8), "0918402771"),
            *({"core": True}, first, "opening"),
        ),
        ("TRẦN THỊ BÉ", "female", "full", 1968, None, "0939115208", {}, first, "opening"),
    ]
    assert names(thu, f"{HERE}?q={NUMBER}") == ["Nguyễn Thị Ánh"]
    assert names(thu, HERE) == ["Nguyễn Thị Ánh", "TRẦN THỊ BÉ"]
    assert thu.send(f"{address}/undo").status_code == 303
    assert names(thu, HERE) == [] and rows_of(owner) == []


def test_who_comes_in_from_a_file_has_a_trace_like_everybody(
    as_: As, branch: int, owner: sa.Connection
) -> None:
    asked = sa.text("select membership_id, whole, born, citizen from members_trace order by 1")
    thu = as_("thu")
    agreed(thu, book(OFFICE, HEADINGS))
    written = owner.execute(asked).all()
    assert len(written) == 2 and written[0].citizen is not None and written[1].born is None
    with as_owner(owner) as session:
        for person in session.scalars(sa.select(MembersPerson)):
            person.phone = None
    assert owner.execute(asked).all() == written, "as the models write it"


def test_ethnicity_is_left_out_and_said_to_be(as_: As, branch: int) -> None:
    thu = as_("thu")
    assert "Dân tộc" in thu.get(sent(thu, book(OFFICE, HEADINGS))).text


def test_years_of_birth_of_men_and_of_women_in_two_columns(
    as_: As, branch: int, owner: sa.Connection
) -> None:
    upper = ("STT", "Họ và tên", "Năm sinh", None, "Chi hội", "Loại hội viên")
    lower = (None, None, "Nam", "Nữ", None, None)
    file = load_workbook(
        io.BytesIO(
            book(
                [
                    (1, "Lê Văn Tám", 1970, None, "An Tài", "hội viên danh dự"),
                    (2, "Lê Thị Chín", None, 1971, "An Tài", None),
                ],
                upper,
                lower,
            )
        )
    )
    for merged in ("A1:A2", "B1:B2", "C1:D1", "E1:E2", "F1:F2"):
        file.active.merge_cells(merged)  # type: ignore[union-attr]
    stream = io.BytesIO()
    file.save(stream)
    agreed(as_("thu"), stream.getvalue())
    found = [(row.name, row.sex, row.kind, row.birth_year) for row in rows_of(owner)]
    assert found == [
        ("Lê Văn Tám", "male", "honorary", 1970),
        ("Lê Thị Chín", "female", "full", 1971),
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("A", "", None, "", "", "Ấp khác", "An Tài"), "không có khóm, ấp tên Ấp khác"),
        (("A", "", None, "", "", "", "Chi hội xa"), "Không có chi, tổ nào tên Chi hội xa"),
        (("A", "1850", None, "", "", "", "An Tài"), "năm sinh"),
        (("A", "", "12", "", "", "", "An Tài"), "12 chữ số"),
        (("A", "1990", None, "", "", "", "An Tài", "1/1/2001"), "chưa đủ 14 tuổi"),
        (("A", "", NUMBER, "", "", "", "An Tài"), "là của Bà Ba"),
        (("ba ba", "1960", None, "", "", "", "An Tài"), "Có thể đã có: Bà Ba"),
    ],
)
def test_what_cannot_be_is_said_beside_its_cell(
    as_: As, put: Put, owner: sa.Connection, row: tuple[Any, ...], said: str
) -> None:
    put("Bà Ba", birth_year=1960, citizen_id=NUMBER if NUMBER in row else None)
    headings = ("Họ và tên", "Ngày sinh", "CCCD", "SĐT", "Địa chỉ", "Ấp", "Chi hội", "Ngày vào Hội")
    thu = as_("thu")
    page = thu.get(sent(thu, book([row], headings))).text
    assert said in page, errors(page)
    assert len(rows_of(owner)) == 1


def test_doubles_within_the_file_are_refused_by_row(as_: As, branch: int) -> None:
    headings = ("Họ và tên", "Ngày sinh", "CCCD", "Chi hội")
    given = [("Bà Ba", "1960", NUMBER, "An Tài"), ("Bà Tư", "1961", NUMBER, "An Tài")]
    thu = as_("thu")
    assert "là của Bà Ba, dòng 2" in thu.get(sent(thu, book(given, headings))).text
    given = [("Bà Ba", "1960", None, "An Tài"), ("Ba Ba", "1960", None, "An Tài")]
    assert "Có thể đã có: Bà Ba, dòng 2" in thu.get(sent(thu, book(given, headings))).text


def test_a_round_trip_changes_nothing(
    as_: As, put: Put, found: Found, hamlets: dict[str, int]
) -> None:
    away = {"away_how": "lost_contact", "away_since": dt.date(2024, 1, 1)}
    put(
        "Nguyễn Thị Ánh",
        birth_date=dt.date(1979, 3, 8),
        citizen_id=NUMBER,
        phone="0918402771",
        address="Tổ 4",
        card="0042",
        joined_on=dt.date(2004, 3, 8),
        occupation="farmer",
        area_id=hamlets["An Tài"],
        traits={"core": True},
        **away,
    )
    put("Trần Thị Bé", birth_year=1968, kind="honorary")
    thu = as_("thu")
    page = thu.get(sent(thu, exported(thu))).text
    assert "không có gì để nhập" in page or 'name="seen"' not in page
    assert not errors(page)


def test_a_file_that_comes_back_corrects_and_moves_nothing(
    as_: As, put: Put, found: Found, owner: sa.Connection
) -> None:
    found(SLUG, "Chi hội nghề đan")
    put("Nguyễn Thị Ánh", birth_year=1979)
    thu = as_("thu")
    file = load_workbook(io.BytesIO(exported(thu)))
    named = {str(cell.value): cell for row in file.active.iter_rows() for cell in row}  # type: ignore[union-attr]

    def saved() -> bytes:
        stream = io.BytesIO()
        file.save(stream)
        return stream.getvalue()

    named["Nguyễn Thị Ánh"].value = "Nguyễn Thị Ánh Tuyết"
    address = agreed(thu, saved())
    assert names(thu, HERE) == ["Nguyễn Thị Ánh Tuyết"]
    assert thu.send(f"{address}/undo").status_code == 303
    assert names(thu, HERE) == ["Nguyễn Thị Ánh"]
    named["Chi hội ấp An Tài"].value = "Chi hội nghề đan"
    assert "thay đổi bằng biến động" in thu.get(sent(thu, saved())).text


def test_an_import_on_which_something_leans_stays(
    as_: As, branch: int, owner: sa.Connection
) -> None:
    thu = as_("thu")
    address = agreed(thu, book(OFFICE, HEADINGS))
    owner.execute(sa.text("update members_membership set version = 2 where birth_year = 1968"))
    thu.send(f"{address}/undo")
    assert "TRẦN THỊ BÉ đã thay đổi sau đó" in thu.get(address).text
    assert len(names(thu, HERE)) == 2


def test_a_file_shows_what_the_page_shows_and_no_party(
    as_: As, put: Put, owner: sa.Connection
) -> None:
    put("Nguyễn Thị Ánh", citizen_id=NUMBER)
    put("Trần Thị Bé", birth_year=1968)
    thu = as_("thu")
    made = cells(exported(thu, "?file=citizen"))
    assert "Trần Thị Bé" in str(made) and "Nguyễn Thị Ánh" not in str(made)
    heads = str(cells(exported(thu)))
    assert NUMBER in heads and "Đảng" not in heads and "Dân tộc" not in heads
    assert "Năm sinh nam" not in heads
    place = f"/s/{SLUG}/members/export/list.xlsx?party=yes"
    assert thu.send(place, {"reason": "report"}).status_code == 403
    owner.execute(sa.text("update space_membership set role = 'leader' where role = 'officer'"))
    leader = as_("thu")
    assert NUMBER not in str(cells(exported(leader))) and "•••" in str(cells(exported(leader)))


def test_many_rows_go_by_jobs(
    as_: As, branch: int, owner: sa.Connection, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 20)
    given = [(f"Bà số {n}", 1950 + n % 50, f"0871{n:08}", "An Tài") for n in range(300)]
    thu = as_("thu")
    data = book(given, ("Họ và tên", "Năm sinh nữ", "Số định danh cá nhân", "Chi, tổ"))
    address = sent(thu, data)
    Worker(app).drain()
    page = thu.get(address).text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert thu.send(f"{address}/agree", {"seen": seen}).status_code == 303
    Worker(app).drain()
    count = sa.text("select count(*) from members_entry")
    assert owner.scalar(count) == 300
    thu.send(f"{address}/undo")
    Worker(app).drain()
    assert owner.scalar(count) == 0
