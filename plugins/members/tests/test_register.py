"""A member is entered, corrected, and either is taken back; what the register refuses."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import sqlalchemy as sa

from plugins.units.tests.conftest import undo_in
from portal.testing.client import Browser

from .register_ground import HERE, As, Put, names

LAN = "Nguyễn Thị Ánh Lan"
NUMBER = "087179000123"
FORM: dict[str, Any] = {"name": LAN, "sex": "female", "kind": "full", "version": "0"}


def entry(owner: sa.Connection) -> Any:
    return owner.execute(sa.text('select change, how, sex, "on" from members_entry')).all()


def enter(browser: Browser, branch: int, **more: Any) -> Any:
    return browser.send(f"{HERE}new", FORM | {"unit": str(branch)} | more)


def corrected(browser: Browser, member: int, **more: Any) -> Any:
    page = browser.get(f"{HERE}{member}/edit").text
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert version is not None
    return browser.send(f"{HERE}{member}/edit", {**FORM, "version": version[1], **more})


def test_a_member_is_entered_with_all_that_is_known_and_taken_back(
    as_: As, branch: int, hamlets: dict[str, int], owner: sa.Connection
) -> None:
    thu = as_("thu")
    answer = enter(
        thu,
        branch,
        birth_date=["8", "3", "1979"],
        phone="+84 918 402 771",
        citizen_id="087179000123",
        area=str(hamlets["An Tài"]),
        joined_on=["8", "3", "2004"],
        card="PN-0042",
        occupation="farmer",
        trait_core="y",
        counted_on=["1", "1", "2020"],
    )
    assert answer.status_code == 303
    page = thu.get(answer.location).text
    shown = ("08/03/1979", "0918 402 771", "0871•••••123", "Ấp An Tài", "PN-0042", "nòng cốt")
    assert all(text in page for text in shown)
    assert NUMBER not in page
    assert entry(owner) == [(1, "opening", "female", dt.date(2020, 1, 1))]
    kept = owner.execute(sa.text("select content from event_payload")).scalars().all()
    assert NUMBER not in str(kept) and "0871•••••123" in str(kept)
    thu.send(undo_in(page))
    assert names(thu, HERE) == [] and entry(owner) == []


def test_only_name_sex_and_branch_are_needed(as_: As, branch: int) -> None:
    thu = as_("thu")
    assert enter(thu, branch).status_code == 303
    page = thu.get(f"{HERE}").text
    assert "Thiếu ngày sinh, số định danh, điện thoại" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": " "}, "Nhập “Họ và tên”"),
        ({"sex": ""}, "Chọn nữ hoặc nam"),
        ({"sex": "male"}, "chỉ dành cho một giới"),
        ({"kind": "x"}, "Chọn đối tượng"),
        ({"unit": ""}, "Chọn một chi, tổ"),
        ({"unit": "99999"}, "Chọn một chi, tổ"),
        ({"birth_year": "1850"}, "Ghi năm bằng bốn chữ số"),
        ({"birth_date": ["8", "3", "2990"]}, "Kiểm tra năm sinh"),
        ({"birth_date": ["8", "3", "1979"], "birth_year": "1978"}, "Ngày sinh ghi năm 1979"),
        ({"birth_year": "1990", "joined_on": ["1", "1", "2003"]}, "chưa đủ 14 tuổi"),
        ({"joined_on": ["1", "1", "2990"]}, "không muộn hơn hôm nay"),
        ({"phone": "12345"}, "10 chữ số"),
        ({"citizen_id": "08717900012"}, "12 chữ số"),
        ({"area": "1"}, "Chọn khóm, ấp thuộc địa bàn"),
        ({"occupation": "king"}, "Chọn nghề nghiệp"),
        ({"away": "lost_contact"}, "Ghi từ ngày nào"),
        ({"away_since": ["1", "1", "2024"]}, "Chọn đi làm ăn xa"),
        ({"counted_on": ["1", "1", "2990"]}, "không muộn hơn hôm nay"),
        (
            {"joined_on": ["1", "1", "2020"], "counted_on": ["1", "1", "2019"]},
            "tính từ ngày đó",
        ),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    as_: As, branch: int, typed: dict[str, Any], said: str, owner: sa.Connection
) -> None:
    thu = as_("thu")
    answer = enter(thu, branch, **{"address": "Tổ 4, đường Kênh Giữa", **typed})
    assert answer.status_code == 422 and said in answer.text
    assert "Tổ 4, đường Kênh Giữa" in answer.text
    assert entry(owner) == []


def test_a_second_row_of_a_citizen_id_is_refused_by_name(as_: As, put: Put, branch: int) -> None:
    put("Trần Thị Bé", citizen_id=NUMBER, birth_year=1979)
    answer = enter(as_("thu"), branch, citizen_id=NUMBER, different="y")
    assert answer.status_code == 422 and "Trần Thị Bé, sinh 1979" in answer.text


def test_who_looks_alike_is_asked_about_first(
    as_: As, put: Put, branch: int, hamlets: dict[str, int]
) -> None:
    put(LAN, birth_year=1979, area_id=hamlets["An Tài"])
    thu = as_("thu")
    same = {"name": "nguyen thi anh lan", "birth_year": "1979"}
    answer = enter(thu, branch, **same)
    assert answer.status_code == 422 and "Có thể đã có: Nguyễn Thị Ánh Lan" in answer.text
    assert enter(thu, branch, birth_year="1980").status_code == 303
    elsewhere = str(hamlets["Chiến Thắng"])
    assert enter(thu, branch, birth_year="1979", area=elsewhere).status_code == 303
    assert enter(thu, branch, **same, different="y").status_code == 303


def test_a_citizen_id_that_says_otherwise_is_only_a_warning(as_: As, branch: int) -> None:
    thu = as_("thu")
    answer = enter(thu, branch, citizen_id="087084000999", birth_year="1985")
    assert answer.status_code == 303
    page = thu.get(answer.location).text
    assert "Số định danh này là của nam" in page and "thì sinh năm 1984" in page


def test_a_corrected_sex_is_corrected_in_the_ledger_and_back(
    as_: As, put: Put, owner: sa.Connection
) -> None:
    member, thu = put(LAN, kind="honorary", birth_year=1979), as_("thu")
    answer = corrected(thu, member, sex="male", birth_year="1979")
    assert answer.status_code == 303
    assert entry(owner)[0][2] == "male"
    thu.send(undo_in(thu.get(answer.location).text))
    assert entry(owner)[0][2] == "female"


def test_a_correction_keeps_what_it_does_not_ask(as_: As, put: Put, owner: sa.Connection) -> None:
    traits = {"core": True, "from_elsewhere": 3}
    member, thu = put(LAN, citizen_id=NUMBER, traits=traits), as_("thu")
    page = thu.get(f"{HERE}{member}/edit").text
    assert NUMBER not in page and "0871•••••123" in page
    assert corrected(thu, member, phone="0918402771", trait_core="y").status_code == 303
    assert names(thu, f"{HERE}?q={NUMBER}") == [LAN]
    assert owner.scalar(sa.text("select traits from members_membership")) == traits
    assert corrected(thu, member, trait_core="y", forget_citizen_id="y").status_code == 303
    assert names(thu, f"{HERE}?q={NUMBER}") == []


def test_nothing_changed_writes_nothing(as_: As, put: Put, owner: sa.Connection) -> None:
    member, thu = put(LAN, citizen_id=NUMBER, birth_year=1979), as_("thu")
    answer = corrected(thu, member, birth_year="1979")
    assert "Không có gì thay đổi" in thu.get(answer.location).text
    assert owner.scalar(sa.text("select version from members_membership")) == 1


def test_a_form_that_is_too_old_shows_both(as_: As, put: Put) -> None:
    member, thu = put(LAN), as_("thu")
    old = {**FORM, "version": "1"}
    assert thu.send(f"{HERE}{member}/edit", {**old, "phone": "0918402771"}).status_code == 303
    answer = thu.send(f"{HERE}{member}/edit", {**old, "phone": "0918402772"})
    assert answer.status_code == 409 and "0918402771" in answer.text


def test_an_entry_on_which_something_leans_stays(
    as_: As, branch: int, owner: sa.Connection
) -> None:
    thu = as_("thu")
    page = thu.get(enter(thu, branch).location).text
    owner.execute(
        sa.text(
            "insert into members_party_mark (space_id, unit_id, membership_id, party_member)"
            " select space_id, unit_id, id, true from members_membership"
        )
    )
    assert thu.send(undo_in(page)).status_code == 409
    assert names(thu, HERE) == [LAN]


def test_a_reader_writes_nothing_and_a_neighbour_finds_nothing(as_: As, put: Put) -> None:
    member = put(LAN)
    for who, status in (("hoa", 403), ("lan", 403), ("minh", 404), ("an", 404)):
        for address in (f"{HERE}new", f"{HERE}{member}/edit"):
            assert as_(who).send(address, FORM).status_code == status, (who, address)
