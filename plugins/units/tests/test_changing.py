"""Units get another name and end: the past is kept, the page shows it before, one act is undone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from .changing_ground import (
    AGREE,
    DECIDED,
    HERE,
    done,
    errors,
    everything,
    looked,
    offices,
    stood_on,
    units,
    verbs,
)
from .conftest import insert, undo_in


def team(found: Any, parent: int, name: str = "Tổ 1") -> int:
    return int(found("phu-nu-xa-sen", name, hamlet="An Tài", kind="women_team", parent_id=parent))


def test_a_unit_gets_another_name_and_the_old_one_stays(
    as_: Any, found: Any, owner: sa.Connection
) -> None:
    thu, unit = as_("thu"), found("phu-nu-xa-sen", "Chi hội 1", hamlet="An Tài")
    before = everything(owner)
    page = looked(thu, f"/{unit}/rename", name="Chi hội An Tài")
    assert page.status_code == 200 and "Chi hội 1" in page.text
    assert everything(owner) == before and verbs(owner) == []
    answer = done(thu, f"/{unit}/rename", name="Chi hội An Tài")
    assert answer.status_code == 303 and answer.location == f"{HERE}/{unit}"
    assert list(units(owner)) == ["Chi hội An Tài"]
    kept = owner.execute(sa.text("select name, until::text, document from units_name")).one()
    assert tuple(kept) == ("Chi hội 1", "2024-07-05", "QĐ 7")
    shown = thu.get(f"{HERE}/{unit}").text
    assert "Chi hội 1" in shown and "05/07/2024" in shown
    assert verbs(owner) == [("units.renamed", "Chi hội An Tài")]
    thu.send(undo_in(shown))
    assert everything(owner) == before
    assert verbs(owner)[-1] == ("units.taken_back", "Chi hội 1")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Tên mới"),
        ({"name": "Chi hội 1"}, "đang dùng tên này"),
        ({"name": "chi hoi 2"}, "Chi hội 2"),
        ({"name": "Mới", "on": ["5", "7", "2999"]}, "hôm nay"),
        ({"name": "Mới", "on": ["5", "7", "2019"]}, "01/01/2020"),
        ({"name": "Mới", "document": ""}, "Văn bản quyết định"),
    ],
)
def test_a_name_that_cannot_be_is_refused_beside_its_field(
    as_: Any, found: Any, owner: sa.Connection, typed: dict[str, Any], sentence: str
) -> None:
    unit = found("phu-nu-xa-sen", "Chi hội 1", founded_on=dt.date(2020, 1, 1))
    found("phu-nu-xa-sen", "Chi hội 2")
    page = looked(as_("thu"), f"/{unit}/rename", **typed)
    assert page.status_code == 422 and any(sentence in each for each in errors(page)), errors(page)
    assert verbs(owner) == []


def test_what_changed_since_the_look_is_looked_at_again(
    as_: Any, found: Any, owner: sa.Connection
) -> None:
    thu, unit = as_("thu"), found("phu-nu-xa-sen", "Chi hội 1")
    page = looked(thu, f"/{unit}/rename", name="Chi hội A")
    mark = page.text.split('name="agree" value="')[1][:16]
    again = looked(thu, f"/{unit}/rename", name="Chi hội B", agree=mark)
    assert again.status_code == 200 and "Chi hội B" in again.text
    assert list(units(owner)) == ["Chi hội 1"]


def test_a_unit_ends_with_its_offices_and_sub_units_and_comes_back_as_one(
    as_: Any, found: Any, head: Any, owner: sa.Connection
) -> None:
    thu, unit = as_("thu"), found("phu-nu-xa-sen", "Chi hội 1", hamlet="An Tài")
    below = team(found, unit)
    head("phu-nu-xa-sen", unit)
    head("phu-nu-xa-sen", below, started_on=dt.date(2024, 8, 1))
    head("phu-nu-xa-sen", unit, office="deputy", ended_on=dt.date(2023, 1, 1))
    before = everything(owner)
    typed = {"reason": "Sáp nhập ấp", "below": "end", "into": ""}
    page = looked(thu, f"/{unit}/dissolve", **typed)
    assert "Tổ 1" in page.text and everything(owner) == before
    answer = done(thu, f"/{unit}/dissolve", **typed)
    assert answer.status_code == 303
    assert {u[:2] for u in units(owner).values()} == {("dissolved", "2024-07-05")}
    assert offices(owner) == [
        ("Chi hội 1", "2024-07-05", "QĐ 7"),
        ("Tổ 1", "2024-08-01", "QĐ 7"),
        ("Chi hội 1", "2023-01-01", None),
    ]
    assert stood_on(owner, "2024-07-04") == ["Chi hội 1", "Tổ 1"]
    assert stood_on(owner, "2024-07-05") == []
    assert verbs(owner) == [
        ("units.dissolved", "Chi hội 1"),
        ("units.dissolved_along", "Tổ 1"),
    ]
    thu.send(undo_in(thu.get(f"{HERE}/{unit}").text))
    assert everything(owner) == before
    assert verbs(owner)[2:] == [
        ("units.taken_back", "Chi hội 1"),
        ("units.restored", "Tổ 1"),
    ]


def test_sub_units_move_under_a_unit_that_may_stand_above_them(
    as_: Any, found: Any, owner: sa.Connection
) -> None:
    thu = as_("thu")
    unit, other = found("phu-nu-xa-sen", "Chi hội 1"), found("phu-nu-xa-sen", "Chi hội 2")
    team(found, unit)
    club = found("phu-nu-xa-sen", "Câu lạc bộ", kind="club", basis="interest", stands="commune")
    typed = {"reason": "Ít hội viên", "below": "move"}
    for wrong in ("", str(club), str(unit), "987654"):
        page = looked(thu, f"/{unit}/dissolve", **typed, into=wrong)
        assert page.status_code == 422 and errors(page), wrong
    assert done(thu, f"/{unit}/dissolve", **typed, into=str(other)).status_code == 303
    assert units(owner)["Tổ 1"][:3] == (None, None, "Chi hội 2")
    assert ("units.moved_along", "Tổ 1") in verbs(owner)


def test_an_act_is_not_undone_once_something_changed(
    as_: Any, found: Any, owner: sa.Connection
) -> None:
    thu = as_("thu")
    unit, other = found("phu-nu-xa-sen", "Chi hội 1"), found("phu-nu-xa-sen", "Chi hội 2")
    team(found, unit)
    done(thu, f"/{unit}/dissolve", reason="x", below="move", into=str(other))
    undo = undo_in(thu.get(f"{HERE}/{unit}").text)
    done(thu, f"/{other}/dissolve", reason="x", below="end", into="")
    ended = everything(owner)
    assert thu.send(undo).status_code == 409
    assert everything(owner) == ended


def test_an_end_is_not_undone_where_the_name_was_taken_or_the_unit_above_ended(
    as_: Any, found: Any, owner: sa.Connection
) -> None:
    thu, unit = as_("thu"), found("phu-nu-xa-sen", "Chi hội 1")
    below = team(found, unit)
    done(thu, f"/{below}/dissolve", reason="x")
    undo_below = undo_in(thu.get(f"{HERE}/{below}").text)
    done(thu, f"/{unit}/dissolve", reason="x")
    undo_above = undo_in(thu.get(f"{HERE}/{unit}").text)
    assert thu.send(undo_below).status_code == 409
    found("phu-nu-xa-sen", "Chi hội 1")
    assert thu.send(undo_above).status_code == 409


def test_an_ended_unit_is_changed_no_more(as_: Any, found: Any, owner: sa.Connection) -> None:
    thu, unit = as_("thu"), found("phu-nu-xa-sen", "Chi hội 1")
    done(thu, f"/{unit}/dissolve", reason="x")
    for act in ("rename", "dissolve", "merge", "split"):
        led_here = {"Referer": f"http://localhost{HERE}/{unit}"}
        refused = thu.get(f"{HERE}/{unit}/{act}", headers=led_here)
        assert refused.status_code == 409 and f'href="{HERE}/{unit}">' in refused.text
        assert 'href=""' not in refused.text, "it would be refused once more"
        assert looked(thu, f"/{unit}/{act}").status_code == 409
    assert f"{HERE}/{unit}/merge" not in thu.get(f"{HERE}/{unit}").text


def test_the_unit_page_leads_to_the_acts_and_readers_see_none(
    as_: Any, found: Any, owner: sa.Connection
) -> None:
    unit = found("xa-sen", "Chi bộ 1")
    acts = [f"/s/xa-sen/units/{unit}/{act}" for act in ("rename", "dissolve", "merge", "split")]
    page, read = as_("lan").get(f"/s/xa-sen/units/{unit}").text, as_("tam")
    assert all(act in page for act in acts)
    assert not any(act in read.get(f"/s/xa-sen/units/{unit}").text for act in acts)
    assert {read.get(act).status_code for act in acts} == {403}


def test_a_neighbours_unit_is_answered_as_an_unknown_one(
    as_: Any, found: Any, owner: sa.Connection
) -> None:
    thu, foreign = as_("thu"), found("phu-nu-xa-lua", "Chi hội lạ")
    before = everything(owner)
    for act in ("rename", "dissolve", "merge", "split"):
        answers = [
            (thu.get(f"{HERE}/{n}/{act}").status_code, looked(thu, f"/{n}/{act}").status_code)
            for n in (foreign, 987654)
        ]
        assert answers == [(404, 404)] * 2
    assert everything(owner) == before


def test_what_an_event_keeps_for_undoing_is_not_shown(
    as_: Any, found: Any, owner: sa.Connection
) -> None:
    lan, unit = as_("lan"), found("xa-sen", "Chi bộ 1")
    address = f"/s/xa-sen/units/{unit}/rename"
    typed = {**DECIDED, "name": "Chi bộ A"}
    mark = lan.send(address, typed).text.split('name="agree" value="')[1][:16]
    lan.send(address, {**typed, "agree": mark})
    event = owner.scalar(sa.text("select id from event"))
    shown = lan.get(f"/s/xa-sen/history/{event}").text
    assert "Chi bộ A" in shown and "QĐ 7" in shown
    assert "_rows" not in shown and "units_unit" not in shown


def test_a_unit_that_has_a_role_or_a_row_stays_when_its_act_is_undone(
    as_: Any, found: Any, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    thu = as_("thu")
    unit, other = found("phu-nu-xa-sen", "Chi hội 1"), found("phu-nu-xa-sen", "Chi hội 2")
    answer = done(thu, f"/{unit}/merge", others=[str(other)], new="new", name="Chi hội chung")
    made = int(answer.location.rpartition("/")[2])
    undo = undo_in(thu.get(f"{HERE}/{made}").text)
    space = space_ids["phu-nu-xa-sen"]
    row = {"space_id": space, "unit_id": made, "office": "head", "rank": "head"}
    office = insert(owner, "units_office", row)
    assert thu.send(undo).status_code == 409
    owner.execute(sa.text("delete from units_office where id = :id"), {"id": office})
    giving = "insert into space_membership (account_id, in_space_id, role, valid_from, unit_ids)"
    giving += " select id, :space, 'branch_head', '2020-01-01', :ids from account"
    owner.execute(sa.text(f"{giving} where username = 'an'"), {"ids": [made], "space": space})
    assert thu.send(undo).status_code == 409
    assert "Chi hội chung" in units(owner)


def test_nothing_waits_in_the_inbox_for_a_unit_that_ended(
    as_: Any, found: Any, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    lan, unit = as_("lan"), found("xa-sen", "Chi bộ ấp An Tài", hamlet="An Tài")
    remedy = {
        "space_id": space_ids["xa-sen"],
        "unit_id": unit,
        "opened_on": "2024-01-05",
        "recheck_on": "2024-06-05",
        "cause": "Ít đảng viên",
        "measure": "Tạo nguồn",
        "helper": "Khối Vận",
    }
    insert(owner, "units_remedy", remedy)
    assert "Chi bộ ấp An Tài" in lan.get("/s/xa-sen/inbox").text
    address = f"/s/xa-sen/units/{unit}/dissolve"
    typed = {**DECIDED, "reason": "Sáp nhập ấp"}
    mark = AGREE.search(lan.send(address, typed).text)
    assert mark is not None
    done = lan.send(address, {**typed, "agree": mark[1]})
    assert lan.get(done.location).status_code == 200
    assert "Chi bộ ấp An Tài" not in lan.get("/s/xa-sen/inbox").text


def test_errors_stand_in_the_order_of_the_page(as_: Any, found: Any) -> None:
    unit = found("phu-nu-xa-sen", "Chi hội 1")
    sent_back = as_("thu").send(f"{HERE}/{unit}/rename", {"on": ["", "", ""]})
    assert [each.split("“")[1].rstrip("”.") for each in errors(sent_back)] == [
        "Tên mới",
        "Có hiệu lực từ ngày",
        "Văn bản quyết định",
    ]
