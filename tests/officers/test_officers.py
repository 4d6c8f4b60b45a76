"""Offices of a space: give, correct, end, take back; who may, what may not be, two at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from portal.testing.client import Browser

from .conftest import undo_in

SignIn = Callable[[str], Browser]
OFFICERS = "/s/xa-sen/officers"
DAY = ["31", "12", "2024"]


def at_once(sends: list[Callable[[], Any]]) -> list[int]:
    with ThreadPoolExecutor(len(sends)) as pool:
        return sorted(answer.status_code for answer in pool.map(lambda send: send(), sends))


def test_an_officer_is_added_as_typed_and_found(
    as_: SignIn, add: Any, rows: Any, verbs: Any
) -> None:
    lan = as_("lan")
    answer = add(
        lan,
        "  Nguyễn  Thị   Ánh ",
        office="bí thư",
        phone="+84 939.214.687",
        document="Số 12-QĐ/HU ngày 05/01/2021",
        valid_from=["5", "1", "2021"],
    )
    assert answer.status_code == 303
    assert rows("person_name", "office", "phone", "valid_from", "folded") == [
        ("Nguyễn Thị Ánh", "Bí thư", "0939214687", dt.date(2021, 1, 5), "nguyen thi anh bi thu")
    ]
    page = lan.get(f"{OFFICERS}?q=anh").text
    assert "Nguyễn Thị Ánh" in page and "0939 214 687" in page and "Ban Thường vụ" in page
    assert verbs() == ["spaces.officer_added"]


def test_one_person_may_hold_several_offices_but_none_twice_at_once(
    as_: SignIn, add: Any, rows: Any
) -> None:
    lan = as_("lan")
    assert add(lan, "Lê Thị Mận", office="Phó Bí thư").status_code == 303
    assert add(lan, "Lê Thị Mận", "KV", office="Trưởng Khối Vận").status_code == 303
    again = add(lan, "Lê  thị Mận", office="phó bí thư", valid_from=["1", "2", "2022"])
    assert again.status_code == 422
    assert "Lê Thị Mận đã giữ chức vụ này, từ 05/01/2021" in again.text
    assert len(rows("id")) == 2


def test_an_office_of_one_holder_has_no_second_while_the_first_lasts(
    as_: SignIn, add: Any, sit: Any, rows: Any
) -> None:
    lan = as_("lan")
    sit("xa-sen", "Trần Văn Bưởi", "Bí thư", valid_to=dt.date(2022, 6, 30))
    sit("xa-lua", "Trần Văn Cam", "Bí thư")
    answer = add(lan, "Lê Thị Mận", office="Bí thư", valid_from=["30", "6", "2022"])
    assert answer.status_code == 422
    assert "Trần Văn Bưởi đang giữ chức vụ này, 05/01/2021 đến 30/06/2022" in answer.text
    assert 'value="Lê Thị Mận"' in answer.text
    early = add(
        lan, "Ông Sớm", office="Bí thư", valid_from=["1", "1", "2020"], valid_to=["5", "1", "2021"]
    )
    assert early.status_code == 422
    assert add(lan, "Lê Thị Mận", office="Bí thư", valid_from=["1", "7", "2022"]).status_code == 303
    assert add(lan, "A B", office="Phó Bí thư").status_code == 303
    assert add(lan, "C D", office="Phó Bí thư").status_code == 303


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"person_name": ""}, "Nhập họ và tên"),
        ({"office": " "}, "Nhập chức vụ"),
        ({"valid_from": ["", "", ""]}, "Nhập ngày bắt đầu"),
        ({"valid_from": ["31", "2", "2021"]}, "Ghi ngày, tháng, năm bằng số"),
        ({"valid_to": ["4", "1", "2021"]}, "Ngày cuối phải sau ngày đầu"),
        ({"valid_from": ["31", "7", "2020"]}, "Ban Thường vụ chỉ có từ ngày 01/08/2020"),
        ({"phone": "12345"}, "10 chữ số"),
        ({"phone": "0939 214 68a"}, "10 chữ số"),
        ({"document": "x" * 201}, "nhiều nhất 200 ký tự"),
        ({"body": "999999"}, ""),
        ({"account": "999999"}, ""),
    ],
)
def test_what_does_not_fit_is_sent_back_with_a_sentence(
    as_: SignIn, add: Any, rows: Any, typed: dict[str, Any], sentence: str
) -> None:
    answer = add(as_("lan"), typed.pop("person_name", "Lê Thị Mận"), **typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert rows("id") == []


def test_only_a_member_of_the_standing_committee_takes_charge(
    as_: SignIn, add: Any, rows: Any
) -> None:
    lan = as_("lan")
    for code in ("KV", ""):
        answer = add(lan, "Lê Thị Mận", code, in_charge_of_front="y")
        assert answer.status_code == 422
        assert "Chỉ uỷ viên Ban Thường vụ được phân công phụ trách" in answer.text
    assert add(lan, "Lê Thị Mận", in_charge_of_front="y").status_code == 303
    second = add(lan, "Trần Văn Bưởi", in_charge_of_front="y", valid_from=["1", "1", "2023"])
    assert second.status_code == 422
    assert "Lê Thị Mận đang phụ trách, từ 05/01/2021" in second.text
    assert rows("person_name") == [("Lê Thị Mận",)]


def test_of_two_put_in_charge_at_once_one_is(as_: SignIn, bodies: Any, rows: Any) -> None:
    sends = []
    for name in ("Lê Thị Mận", "Trần Văn Bưởi", "Hồ Thị Cúc"):
        browser = as_("lan")
        form = {
            **browser.tokens(),
            "person_name": name,
            "office": "Uỷ viên",
            "body": str(bodies["xa-sen", "BTV"]),
            "account": "0",
            "in_charge_of_front": "y",
            "valid_from": ["5", "1", "2021"],
        }
        sends.append(lambda b=browser, f=form: b.post(f"{OFFICERS}/new", data=f))
    assert at_once(sends) == [303, 422, 422]
    assert len(rows("id")) == 1


def test_an_office_ends_once_though_two_end_it_at_once(
    as_: SignIn, sit: Any, rows: Any, verbs: Any
) -> None:
    officer = sit("xa-sen", "Lê Thị Mận")
    sends = []
    for day in ("30", "31"):
        browser = as_("lan")
        form = {**browser.tokens(), "version": "1", "last_day": [day, "12", "2024"]}
        sends.append(lambda b=browser, f=form: b.post(f"{OFFICERS}/{officer}/end", data=f))
    assert at_once(sends) == [303, 409]
    assert verbs() == ["spaces.officer_ended"]
    assert rows("version") == [(2,)]


def test_an_end_may_be_taken_back_until_somebody_else_follows(
    as_: SignIn, sit: Any, add: Any, rows: Any, verbs: Any
) -> None:
    lan = as_("lan")
    officer = sit("xa-sen", "Trần Văn Bưởi", "Bí thư")
    form = {"version": "1", "last_day": DAY, "document": "Số 9-QĐ/HU"}
    assert lan.send(f"{OFFICERS}/{officer}/end", form).status_code == 303
    assert rows("valid_to", "end_document") == [(dt.date(2024, 12, 31), "Số 9-QĐ/HU")]
    assert lan.send(undo_in(lan.get(OFFICERS).text)).status_code == 303
    assert rows("valid_to", "end_document", "version") == [(None, None, 3)]
    assert verbs() == ["spaces.officer_ended", "spaces.officer_restored"]

    lan.send(f"{OFFICERS}/{officer}/end", {**form, "version": "3"})
    undo = undo_in(lan.get(OFFICERS).text)
    assert add(lan, "Lê Thị Mận", office="Bí thư", valid_from=["1", "1", "2025"]).status_code == 303
    answer = lan.send(undo)
    assert answer.status_code == 409
    assert "Lê Thị Mận đang giữ chức vụ này" in answer.text
    assert rows("valid_to")[0] == (dt.date(2024, 12, 31),)


def test_an_end_changed_since_is_not_taken_back(as_: SignIn, sit: Any, rows: Any) -> None:
    lan = as_("lan")
    officer = sit("xa-sen", "Lê Thị Mận")
    lan.send(f"{OFFICERS}/{officer}/end", {"version": "1", "last_day": DAY})
    undo = undo_in(lan.get(OFFICERS).text)
    earlier = {"version": "2", "last_day": ["1", "12", "2024"]}
    assert lan.send(f"{OFFICERS}/{officer}/end", earlier).status_code == 303
    assert lan.send(undo).status_code == 409
    assert rows("valid_to") == [(dt.date(2024, 12, 1),)]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (["4", "1", "2021"], "bắt đầu từ ngày 05/01/2021"),
        (["31", "12", "2024"], "đã kết thúc ngày 30/06/2023"),
        (["", "", ""], "Nhập ngày cuối"),
    ],
)
def test_a_last_day_that_cannot_be_is_refused(
    as_: SignIn, sit: Any, rows: Any, day: list[str], sentence: str
) -> None:
    officer = sit("xa-sen", "Lê Thị Mận", valid_to=dt.date(2023, 6, 30))
    answer = as_("lan").send(f"{OFFICERS}/{officer}/end", {"version": "1", "last_day": day})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert rows("version") == [(1,)]


def test_what_was_added_by_mistake_is_taken_back_while_untouched(
    as_: SignIn, add: Any, rows: Any, verbs: Any
) -> None:
    lan = as_("lan")
    add(lan, "Lê Thị Mận")
    assert lan.send(undo_in(lan.get(OFFICERS).text)).status_code == 303
    assert rows("id") == []
    assert verbs() == ["spaces.officer_added", "spaces.officer_removed"]
    add(lan, "Lê Thị Mận")
    undo = undo_in(lan.get(OFFICERS).text)
    ((officer,),) = rows("id")
    lan.send(f"{OFFICERS}/{officer}/end", {"version": "1", "last_day": DAY})
    assert lan.send(undo).status_code == 409
    assert len(rows("id")) == 1


def edit_form(browser: Browser, officer: int, **more: Any) -> dict[str, Any]:
    page = browser.get(f"{OFFICERS}/{officer}/edit").text
    body = page.split('name="body"', 1)[1].split("</select>")[0]
    chosen = body.split("selected value=")[1].split('"')[1] if "selected" in body else "0"
    return {
        "person_name": "Lê Thị Mận",
        "office": "Uỷ viên",
        "body": chosen,
        "account": "0",
        "version": "1",
        "valid_from": ["5", "1", "2021"],
        **more,
    }


def test_an_office_is_corrected_once_from_one_version(
    as_: SignIn, sit: Any, rows: Any, verbs: Any
) -> None:
    lan = as_("lan")
    officer = sit("xa-sen", "Lê Thị Mân")
    url = f"{OFFICERS}/{officer}/edit"
    assert 'value="Lê Thị Mân"' in lan.get(url).text
    assert lan.send(url, edit_form(lan, officer)).status_code == 303
    assert rows("person_name", "folded", "version") == [("Lê Thị Mận", "le thi man uy vien", 2)]
    stale = lan.send(url, edit_form(lan, officer, person_name="Lê Thị Mẫn"))
    assert stale.status_code == 409
    assert "Lê Thị Mận" in stale.text and "Lê Thị Mẫn" in stale.text
    same = edit_form(lan, officer, version="2")
    assert lan.send(url, same).status_code == 303
    assert verbs() == ["spaces.officer_changed"]
    wrong = edit_form(lan, officer, version="2", body="0", in_charge_of_front="y")
    assert lan.send(url, wrong).status_code == 422
    assert rows("version") == [(2,)]


@pytest.mark.parametrize(
    ("who", "reads", "phones", "writes"),
    [
        ("lan", 200, True, 303),
        ("tam", 200, False, 403),
        ("hoa", 200, True, 403),
        ("sau", 403, False, 403),
        ("minh", 404, False, 404),
        ("thu", 404, False, 404),
        ("an", 404, False, 404),
    ],
)
def test_who_reads_phones_and_writes(
    as_: SignIn, sit: Any, rows: Any, who: str, reads: int, phones: bool, writes: int
) -> None:
    officer = sit("xa-sen", "Lê Thị Mận", phone="0939214687")
    someone = as_(who)
    for page in (OFFICERS, f"{OFFICERS}/{officer}"):
        answer = someone.get(page)
        assert answer.status_code == reads
        assert ("0939 214 687" in answer.text) == phones
        assert ("Lê Thị Mận" in answer.text) == (reads == 200)
    assert someone.get(f"{OFFICERS}/{officer}/edit").status_code == (
        200 if phones else 403 if writes == 403 else 404
    )
    form = {"version": "1", "last_day": DAY}
    assert someone.send(f"{OFFICERS}/{officer}/end", form).status_code == writes
    assert bool(rows("valid_to")[0][0]) == (writes == 303)


def test_a_neighbours_office_and_body_are_unknown(
    as_: SignIn, sit: Any, bodies: Any, add: Any, rows: Any
) -> None:
    officer = sit("xa-lua", "Hồ Văn Tư")
    lan = as_("lan")
    for page in ("", "/edit", "/end"):
        assert lan.get(f"{OFFICERS}/{officer}{page}").status_code == 404
        assert lan.get(f"{OFFICERS}/999999{page}").status_code == 404
    form = {"version": "1", "last_day": DAY}
    assert lan.send(f"{OFFICERS}/{officer}/end", form).status_code == 404
    assert "Hồ Văn Tư" not in lan.get(f"{OFFICERS}?state=").text
    assert add(lan, "Lê Thị Mận", body=str(bodies["xa-lua", "BTV"])).status_code == 422
    assert len(rows("id")) == 1


def test_an_account_of_another_space_is_not_linked(
    as_: SignIn, add: Any, rows: Any, owner: sa.Connection
) -> None:
    ids = dict(owner.execute(sa.text("select username, id from account")).tuples().all())
    lan = as_("lan")
    page = lan.get(f"{OFFICERS}/new").text
    assert "Trần Văn Tám (tam)" in page
    assert "(minh)" not in page and "(dung)" not in page
    assert add(lan, "Võ Văn Minh", account=str(ids["minh"])).status_code == 422
    assert add(lan, "Trần Văn Tám", account=str(ids["tam"])).status_code == 303
    assert rows("account_id") == [(ids["tam"],)]


def test_a_role_for_one_body_changes_no_other(
    as_: SignIn, sit: Any, bodies: Any, add: Any, rows: Any, owner: sa.Connection
) -> None:
    owner.execute(
        sa.text(
            "insert into space_membership (account_id, in_space_id, role, body_ids, valid_from)"
            " select a.id, s.id, 'clerk', :bodies, '2020-01-01' from account a, space s"
            " where a.username = 'an' and s.slug = 'xa-sen'"
        ),
        {"bodies": [bodies["xa-sen", "KV"]]},
    )
    clerk, officer = as_("an"), sit("xa-sen", "Lê Thị Mận")
    assert add(clerk, "Cao Văn Ổi", "KV").status_code == 303
    assert add(clerk, "Cao Văn Xoài", "BTV").status_code == 403
    assert add(clerk, "Cao Văn Xoài", "").status_code == 403
    form = {"version": "1", "last_day": DAY}
    assert clerk.send(f"{OFFICERS}/{officer}/end", form).status_code == 403
    body = bodies["xa-sen", "KV"]
    assert clerk.send(f"/s/xa-sen/bodies/{body}/end", form).status_code == 403
    new = {"name": "Ban Mới", "valid_from": ["1", "1", "2022"]}
    assert clerk.send("/s/xa-sen/bodies/new", new).status_code == 403
    assert rows("person_name", "valid_to") == [("Lê Thị Mận", None), ("Cao Văn Ổi", None)]


def test_lists_filter_sort_and_page(as_: SignIn, sit: Any, bodies: Any) -> None:
    lan = as_("lan")
    sit("xa-sen", "Trần Văn Bưởi", "Phó Bí thư", valid_from=dt.date(2022, 1, 1))
    sit("xa-sen", "Đỗ Thị Ổi", "Bí thư")
    sit("xa-sen", "Nguyễn Văn Ân", "Trưởng Khối Vận", "KV", valid_from=dt.date(2020, 9, 1))
    sit("xa-sen", "Phan Cũ", valid_to=dt.date(2022, 1, 1))
    sit("xa-sen", "Phan Mới", valid_from=dt.date(2999, 1, 1))

    def order(query: str) -> list[str]:
        page = lan.get(f"{OFFICERS}?{query}").text
        names = ("Trần Văn Bưởi", "Đỗ Thị Ổi", "Nguyễn Văn Ân", "Phan Cũ", "Phan Mới")
        found = {name: page.find(f">{name}</a>") for name in names}
        return [name for name in sorted(names, key=found.__getitem__) if found[name] > 0]

    assert order("") == ["Đỗ Thị Ổi", "Trần Văn Bưởi", "Nguyễn Văn Ân"]
    sit("xa-sen", "Âu Thị Chót", "Uỷ viên")
    sit("huyen", "Âu Thị Trên", "Trưởng Ban Dân vận")
    everybody = as_("hoa").get("/s/huyen/officers?where=").text
    shown = ("Âu Thị Trên", "Đỗ Thị Ổi", "Trần Văn Bưởi", "Nguyễn Văn Ân", "Âu Thị Chót")
    assert sorted(shown, key=everybody.find) == list(shown)
    assert order("sort=name") == ["Nguyễn Văn Ân", "Trần Văn Bưởi", "Đỗ Thị Ổi"]
    assert order("sort=-name") == ["Đỗ Thị Ổi", "Trần Văn Bưởi", "Nguyễn Văn Ân"]
    assert order("sort=since") == ["Nguyễn Văn Ân", "Đỗ Thị Ổi", "Trần Văn Bưởi"]
    assert order("sort=nonsense&page=x&body=y") == order("")
    assert order("state=former") == ["Phan Cũ"]
    assert order("state=coming") == ["Phan Mới"]
    assert len(order("state=")) == 5
    assert order("q=do thi") == ["Đỗ Thị Ổi"]
    assert order("q=khối") == order("q=truong khoi") == ["Nguyễn Văn Ân"]
    assert order("q=%25") == []
    assert order(f"body={bodies['xa-sen', 'KV']}") == ["Nguyễn Văn Ân"]
    for number in range(30):
        sit("xa-sen", f"Lý Văn {'ABCDEFGHIJ'[number // 3]}{number}", "Uỷ viên")
    assert "1–25 trong 34 chức vụ" in lan.get(OFFICERS).text
    assert "26–34 trong 34 chức vụ" in lan.get(f"{OFFICERS}?page=99").text


def test_those_above_see_the_officers_below_in_one_list(as_: SignIn, sit: Any) -> None:
    sit("xa-sen", "Lê Thị Mận", "Bí thư")
    sit("xa-lua", "Hồ Văn Tư", "Bí thư")
    sit("huyen", "Mai Thị Năm", "Bí thư")
    page = as_("hoa").get("/s/huyen/officers?where=below").text
    assert page.index("Mai Thị Năm") < page.index("Hồ Văn Tư") < page.index("Lê Thị Mận")
    assert "Đảng uỷ xã Lúa" in page
    odd = as_("hoa").get("/s/huyen/officers?where=&endpoint=x&space=xa-lua&_external=1")
    assert odd.status_code == 200 and "Hồ Văn Tư" in odd.text
    assert "Lê Thị Mận" not in as_("hoa").get("/s/huyen/officers").text
    assert "Hồ Văn Tư" not in as_("lan").get(f"{OFFICERS}?where=below").text


def test_the_history_of_an_office_stands_on_its_page(as_: SignIn, add: Any, rows: Any) -> None:
    lan = as_("lan")
    add(lan, "Lê Thị Mận")
    ((officer,),) = rows("id")
    lan.send(f"{OFFICERS}/{officer}/end", {"version": "1", "last_day": DAY})
    page = lan.get(f"{OFFICERS}/{officer}").text
    assert "cho thôi chức vụ của Lê Thị Mận" in page
    assert "Nguyễn Thị Lan" in page
    assert "05/01/2021 đến 31/12/2024" in page


def test_successors_by_hand_over_are_found_without_diacritics(
    as_: SignIn, sit: Any, owner: sa.Connection
) -> None:
    """An officer that accounts make when an office is handed over has its search fold too."""
    ids = dict(owner.execute(sa.text("select username, id from account")).tuples().all())
    sit("xa-sen", "Trần Văn Tám", "Phó Bí thư", account_id=ids["tam"])
    hoa = as_("hoa")
    form = {"who": str(ids["sau"]), "day": ["1", "1", "2022"], "sure": "y"}
    answer = hoa.send(f"/s/xa-sen/people/{ids['tam']}/hand-over?q=sau", form)
    assert answer.status_code == 303
    assert "Lê Thị Sáu" in as_("lan").get(f"{OFFICERS}?q=le thi sau").text
