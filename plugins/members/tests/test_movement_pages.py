"""Pages of movements: the clerk records in one step, an officer decides, all of it is undone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page

from portal.locale import today
from portal.testing.client import Browser
from portal.testing.live import PHONE, WIDE, check_look

from .moving_ground import WOMEN, YOUTH, Enrols, Founds, count, kept, ledger
from .test_register_in_chromium import shoot

As = Callable[[str], Browser]
HERE = f"/s/{WOMEN}/members"
DAY = {"on": ["1", "6", "2024"], "document": "QĐ 12, 01/6/2024"}
UNDO = re.compile(r"/s/[\w-]+/history/\d+/undo")


@pytest.fixture
def units(youth: int, founds: Founds) -> tuple[int, int]:
    return founds(WOMEN, "Chi hội ấp An Tài"), founds(WOMEN, "Chi hội ấp Chiến Thắng")


@pytest.fixture
def mai(enrols: Enrols, units: tuple[int, int]) -> int:
    return enrols(WOMEN, units[0], "Lê Thị Mai")


def test_a_clerk_records_a_transfer_in_one_step_and_undoes_it(
    as_: As, owner: sa.Connection, units: tuple[int, int], mai: int
) -> None:
    thu, form = as_("thu"), f"{HERE}/movements/new?member={mai}"
    assert "kind=transfer" in thu.get(f"{HERE}/movements/new?member={mai}").text
    page = thu.get(f"{form}&kind=transfer").text
    assert "Lê Thị Mai" in page and "Chi hội ấp Chiến Thắng" in page
    sent = {"kind": "transfer", "member": str(mai), "to_unit_id": str(units[1]), **DAY}
    answer = thu.send(f"{HERE}/movements/new", {**sent, "to_unit_id": ""})
    assert answer.status_code == 422 and "Chọn chi, tổ." in answer.text
    answer = thu.send(f"{HERE}/movements/new", sent)
    assert answer.location.endswith(f"/members/{mai}")
    page = thu.get(f"{HERE}/{mai}").text
    assert "Chuyển chi, tổ" in page
    assert count(owner, units[1], "2024-06-01") == 1
    undo = UNDO.search(page)
    assert undo is not None
    thu.send(undo[0])
    assert len(ledger(owner, mai)) == 1


def test_a_proposal_waits_in_the_inbox_until_it_is_decided(
    as_: As, owner: sa.Connection, units: tuple[int, int], mai: int
) -> None:
    thu = as_("thu")
    sent = {"kind": "release", "member": str(mai), "reason": "requested", "do": "propose"}
    thu.send(f"{HERE}/movements/new", {**sent, "on": DAY["on"]})
    assert "Cho thôi tham gia tổ chức: Lê Thị Mai" in thu.get(f"/s/{WOMEN}/inbox").text
    number = owner.scalar(sa.text("select id from members_movement"))
    page = thu.get(f"{HERE}/movements/{number}")
    assert page.status_code == 200 and "chờ quyết định" in page.text
    step = {"day": ["1", "6", "2024"], "by": "Chi hội", "version": "1"}
    assert thu.send(f"{HERE}/movements/{number}/consider", step).status_code == 303
    decision = {"reason": "requested", "version": "2", **DAY}
    decide = f"{HERE}/movements/{number}/decide"
    assert thu.send(decide, {**decision, "version": "1"}).status_code == 409
    assert thu.send(decide, decision).status_code == 303
    assert kept(owner, mai)["state"] == "left"
    assert "Cho thôi" not in thu.get(f"/s/{WOMEN}/inbox").text
    page = thu.get(f"{HERE}/movements?kind=gone").text
    assert "Lê Thị Mai" in page and "Tự nguyện xin thôi" in page
    assert "Lê Thị Mai" not in thu.get(f"{HERE}/movements?kind=new").text
    assert "Lê Thị Mai" not in thu.get(f"{HERE}/movements?since=2025-01-01").text


def test_one_decision_moves_the_members_of_an_ended_unit_or_none(
    as_: As, owner: sa.Connection, units: tuple[int, int], mai: int, enrols: Enrols, founds: Founds
) -> None:
    enrols(WOMEN, units[0], "Trần Thị Út")
    ended = {"id": units[0], "on": dt.date(2024, 6, 1)}
    owner.execute(
        sa.text("update units_unit set ended_on = :on, ended_how = 'dissolved' where id = :id"),
        ended,
    )
    heir = (
        'insert into units_succession (space_id, unit_id, into_id, how, "on")'
        " select space_id, id, :into, 'merged', :on from units_unit where id = :id"
    )
    owner.execute(sa.text(heir), {**ended, "into": units[1]})
    thu = as_("thu")
    inbox = thu.get(f"/s/{WOMEN}/inbox").text
    assert "Chi hội ấp An Tài: 2 đoàn viên, hội viên" in inbox
    page = thu.get(f"{HERE}/movements/new?from_unit={units[0]}").text
    assert "Lê Thị Mai" in page and "Trần Thị Út" in page
    assert re.search(rf'selected value="{units[1]}"', page)
    members = re.findall(r'name="member" value="(\d+)"', page)
    sent: dict[str, Any] = {"kind": "transfer", "member": members, "to_unit_id": str(units[1])}
    late = founds(WOMEN, "Chi hội mới", founded_on=dt.date(2025, 1, 1))
    refused = thu.send(f"{HERE}/movements/new", {**sent, **DAY, "to_unit_id": str(late)})
    assert refused.status_code == 422 and count(owner, units[0], "2024-06-01") == 2
    assert thu.send(f"{HERE}/movements/new", {**sent, **DAY}).status_code == 303
    assert (count(owner, units[0], "2024-06-01"), count(owner, units[1], "2024-06-01")) == (0, 2)
    undo = UNDO.search(thu.get(f"{HERE}/movements").text)
    assert undo is not None
    thu.send(undo[0])
    assert (count(owner, units[0], "2024-06-01"), count(owner, units[1], "2024-06-01")) == (2, 0)


def test_an_admission_by_the_form(as_: As, owner: sa.Connection, units: tuple[int, int]) -> None:
    thu = as_("thu")
    assert thu.get(f"{HERE}/admissions/new").status_code == 200
    sent = {"name": "Võ Thị Sen", "sex": "female", "kind": "full", "unit": str(units[0]), **DAY}
    answer = thu.send(f"{HERE}/admissions/new", {**sent, "birth_year": "2010"})
    assert answer.status_code == 422 and "18 tuổi" in answer.text
    assert thu.send(f"{HERE}/admissions/new", {**sent, "birth_year": "1999"}).status_code == 303
    assert count(owner, units[0], "2024-06-01") == 1


def test_who_may_not_keep_members_moves_nobody(as_: As, mai: int, owner: sa.Connection) -> None:
    sent = {"kind": "decease", "member": str(mai), **DAY}
    for who, status in (("lan", 404), ("minh", 404), ("xuan", 403)):
        answer = as_(who).send(f"{HERE}/movements/new", sent)
        assert answer.status_code in (status, 403, 404)
        assert as_(who).get(f"{HERE}/movements").status_code in (403, 404)
    assert kept(owner, mai)["state"] == "active"


@pytest.mark.browser
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_movements_look_right(
    new_page: Callable[..., Page],
    as_: As,
    owner: sa.Connection,
    units: tuple[int, int],
    mai: int,
    enrols: Enrols,
    size: tuple[int, int],
) -> None:
    other = enrols(WOMEN, units[0], "Trần Thị Út")
    thu = as_("thu")
    sent = {"kind": "release", "member": str(mai), "reason": "requested", "do": "propose"}
    thu.send(f"{HERE}/movements/new", {**sent, "on": DAY["on"]})
    thu.send(f"{HERE}/movements/new", {"kind": "decease", "member": str(other), **DAY})
    number = owner.scalar(sa.text("select min(id) from members_movement"))
    page = new_page("thu", size=size, bypass_csp=True)
    for name, address in (
        ("list", "/movements"),
        ("none", "/movements?q=khong"),
        ("choose", f"/movements/new?member={mai}"),
        ("transfer", f"/movements/new?member={mai}&kind=transfer"),
        ("movement", f"/movements/{number}"),
        ("admission", "/admissions/new"),
        ("past-age", "/movements/past-age"),
        ("member", f"/{mai}"),
    ):
        page.goto(HERE + address)
        check_look(page)
        shoot(page, f"moves-{name}-{size[0]}")


def test_the_youth_union_sees_off_those_past_thirty_by_one_act(
    as_: As, owner: sa.Connection, youth: int, founds: Founds, enrols: Enrols
) -> None:
    branch, here = founds(YOUTH, "Chi đoàn ấp An Tài"), f"/s/{YOUTH}/members"
    year = today().year
    old = [enrols(YOUTH, branch, f"Người {n}", birth_year=year - 32) for n in ("Một", "Hai")]
    for number in range(4):
        enrols(YOUTH, branch, f"Trẻ {number}", birth_year=year - 20 - number)
    thu = as_("thu")
    assert "2 đoàn viên quá tuổi" in thu.get(f"/s/{YOUTH}/inbox").text
    page = thu.get(f"{here}/movements/past-age").text
    assert "Người Một" in page and "Trẻ 0" not in page
    chosen = {"member": [str(each) for each in old], "kind": "age_out"}
    form = thu.send(f"{here}/movements/choose", chosen).location
    assert "kind=age_out" in form and thu.get(form).status_code == 200
    day = today()
    on = [str(day.day), str(day.month), str(day.year)]
    sent = thu.send(f"{here}/movements/new", {**chosen, "on": on})
    assert sent.status_code == 303
    assert {kept(owner, each)["left_how"] for each in old} == {"age_out"}
    assert count(owner, branch, f"{year}-12-31") == 4
    undo = UNDO.search(thu.get(f"{here}/movements").text)
    assert "quá tuổi" not in thu.get(f"/s/{YOUTH}/inbox").text
    assert undo is not None
    thu.send(undo[0])
    assert count(owner, branch, f"{year}-12-31") == 6
    assert as_("thu").get(f"{HERE}/movements/past-age").status_code == 200


def test_a_branch_under_the_least_number_stands_in_the_inbox(
    as_: As, youth: int, founds: Founds, enrols: Enrols
) -> None:
    small, large = founds(YOUTH, "Chi đoàn nhỏ"), founds(YOUTH, "Chi đoàn lớn")
    for number in range(3):
        enrols(YOUTH, large, f"Người {number}", birth_year=2005)
    enrols(YOUTH, small, "Người lẻ", birth_year=2005)
    inbox = as_("thu").get(f"/s/{YOUTH}/inbox").text
    assert "Chi đoàn nhỏ: 1/3" in inbox and "Chi đoàn lớn: " not in inbox


def test_who_goes_elsewhere_and_who_comes_from_there(
    as_: As, owner: sa.Connection, units: tuple[int, int], mai: int
) -> None:
    thu = as_("thu")
    out = {"kind": "transfer_out", "member": str(mai), "reason": "residence", **DAY}
    assert thu.send(f"{HERE}/movements/new", out).status_code == 303
    assert kept(owner, mai)["left_how"] == "transfer_out"
    come = {"name": "Võ Thị Sen", "sex": "female", "kind": "full", "unit": str(units[0])}
    more = {"way": "transfer_in", "reason": "residence", "joined_on": ["8", "3", "2010"]}
    known = {"birth_year": "1985", "card": "HV 12"}
    answer = thu.send(f"{HERE}/admissions/new", {**come, **more, **known, **DAY})
    assert answer.status_code == 303
    row = owner.execute(
        sa.text("select id, joined_on::text, card from members_membership order by id desc limit 1")
    ).one()
    assert tuple(row)[1:] == ("2010-03-08", "HV 12")
    assert ledger(owner, row[0]) == [("2024-06-01", units[0], 1, "transfer_in")]
    undo = UNDO.search(thu.get(f"{HERE}/").text)
    assert undo is not None
    thu.send(undo[0])
    assert count(owner, units[0], "2024-06-01") == 0


def test_whoever_is_away_stays_on_the_list_until_noted_back(
    as_: As, owner: sa.Connection, units: tuple[int, int], mai: int
) -> None:
    thu, page = as_("thu"), f"{HERE}/{mai}"
    assert thu.get(f"{page}/away").status_code == 200
    since = {"since": ["1", "7", "2023"]}
    assert thu.send(f"{page}/away", since).status_code == 422
    assert thu.send(f"{page}/away", {"how": "working_away", **since}).status_code == 303
    row = kept(owner, mai)
    assert (row["away_how"], row["away_since"]) == ("working_away", dt.date(2023, 7, 1))
    undo = UNDO.search(thu.get(page).text)
    assert undo is not None and count(owner, units[0], "2024-06-01") == 1
    thu.send(undo[0])
    assert kept(owner, mai)["away_how"] is None
    thu.send(f"{page}/away", {"how": "lost_contact", **since})
    assert thu.send(f"{page}/back").status_code == 303
    assert kept(owner, mai)["away_since"] is None
    assert thu.send(f"{page}/back").status_code == 409
