"""The Party's working list: in Party spaces only, of the board alone, kept by hand, counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from plugins.members import party_figures
from plugins.members.party_queries import party_members_of
from portal.database import db
from portal.indicators import Period
from portal.locale import today
from portal.reach import Reach, within
from portal.testing.client import Browser
from portal.text import fold, name_key

from .party_ground import branch, hand_role, put, space_of, undo_in

pytestmark = pytest.mark.database
As = Callable[[str], Browser]
LIST = "/s/xa-sen/members/party-list"
FILE = "/s/xa-sen/members/export/party_list.csv"
NOWHERE = ["", "", ""]


def party(owner: sa.Connection, name: str, slug: str = "xa-sen", **more: Any) -> int:
    """Somebody on a list; gives the number of the row."""
    of = {"space_id": space_of(owner, slug)}
    of |= {key: more.pop(key) for key in ("unit_id", "body_id") if key in more}
    more = {"listed_on": "2023-01-01", "birth_year": 1975, "sex": "female", **more}
    row = put(owner, "members_party_member", **of, **more)
    words = {"name": name, "sort_key": name_key(name), "folded": fold(name)}
    put(owner, "members_party_name", **of, party_id=row, **words)
    return row


def listed(owner: sa.Connection, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of all lists, by name."""
    sought = ", ".join(("name", *columns))
    rows = owner.execute(
        sa.text(
            f"select {sought} from members_party_member m join members_party_name n"
            " on n.space_id = m.space_id and n.party_id = m.id order by n.id"
        )
    )
    return [tuple(row) for row in rows]


def form(name: str, **more: Any) -> dict[str, Any]:
    """The form for a row, as sent."""
    values = {"birth_year": "1975", "sex": "female", "area_id": "0", "unit_id": "0"}
    return {"name": name, **values, "standing": "official", "introduced_on": NOWHERE, **more}


def body(owner: sa.Connection, code: str, name: str) -> int:
    """A body of the Party committee of Sen."""
    values = {"code": code, "name": name, "valid_from": "2020-01-01"}
    return put(owner, "body", space_id=space_of(owner, "xa-sen"), **values)


def test_somebody_is_added_and_taken_back(
    as_: As, owner: sa.Connection, hamlets: dict[str, int]
) -> None:
    lan, cell = as_("lan"), branch(owner, "xa-sen", "Chi bộ ấp An Tài")
    sent = form("Lê Thị Mận", unit_id=cell, area_id=hamlets["An Tài"], exempt="y")
    assert lan.send(f"{LIST}/new", sent).location == LIST
    assert listed(owner, "m.unit_id", "area_id", "exempt", "linked", "listed_on") == [
        ("Lê Thị Mận", cell, hamlets["An Tài"], True, False, today())
    ]
    page = lan.get(LIST).text
    assert "được miễn sinh hoạt" in page
    assert lan.send(undo_in(page)).status_code == 303
    assert listed(owner) == []


def test_a_row_is_corrected_and_put_back(as_: As, owner: sa.Connection) -> None:
    lan, row = as_("lan"), party(owner, "Lê Thị Mận")
    assert 'value="1"' in lan.get(f"{LIST}/{row}").text
    sent = form("Lê Thị Mận", standing="probationary", version="1")
    assert lan.send(f"{LIST}/{row}", sent).status_code == 303
    assert listed(owner, "standing") == [("Lê Thị Mận", "probationary")]
    undo = undo_in(lan.get(LIST).text)
    assert lan.send(f"{LIST}/{row}", {**sent, "standing": "official"}).status_code == 409
    assert lan.send(undo).status_code == 303
    assert listed(owner, "standing") == [("Lê Thị Mận", "official")]


def test_who_is_gone_is_kept_apart_and_comes_back(as_: As, owner: sa.Connection) -> None:
    lan, row = as_("lan"), party(owner, "Lê Thị Mận")
    lan.send(f"{LIST}/{row}/off")
    assert listed(owner, "removed_on") == [("Lê Thị Mận", today())]
    assert "Lê Thị Mận" not in lan.get(f"{LIST}?q=khac").text
    assert "Lê Thị Mận" in lan.get(f"{LIST}?state=gone").text
    assert lan.send(f"{LIST}/{row}/off").status_code == 409
    assert lan.send(f"{LIST}/{row}/on").status_code == 303
    assert listed(owner, "removed_on") == [("Lê Thị Mận", None)]
    lan.send(undo_in(lan.get(LIST).text))
    assert listed(owner, "removed_on") == [("Lê Thị Mận", today())]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (form(""), "Họ và tên"),
        (form("Võ Văn Sáu", birth_year="75"), "bốn chữ số"),
        (form("Võ Văn Sáu", unit_id="999999"), "Chọn một chi bộ"),
        (form("Võ Văn Sáu", area_id="999999"), "khóm, ấp"),
        (form("le thi man"), "đã có người cùng họ tên"),
    ],
)
def test_what_cannot_be_is_said(
    as_: As, owner: sa.Connection, sent: dict[str, Any], sentence: str
) -> None:
    party(owner, "Lê Thị Mận")
    page = as_("lan").send(f"{LIST}/new", sent)
    assert page.status_code == 422
    assert sentence in page.text
    assert len(listed(owner)) == 1


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Mận", "Sáu"}),
        ("q=man", {"Mận"}),
        ("standing=probationary", {"Sáu"}),
        ("exempt=yes", {"Mận"}),
        ("exempt=no", {"Sáu"}),
        ("sex=male", {"Sáu"}),
        ("age=from_60", {"Mận"}),
        ("age=to_30", {"Sáu"}),
        ("part=linked", {"Bảy"}),
        ("state=gone", {"Tám"}),
        ("cell=99999999999&hamlet=x&standing=y&age=z", {"Mận", "Sáu"}),
    ],
)
def test_the_list_is_narrowed(as_: As, owner: sa.Connection, query: str, names: set[str]) -> None:
    party(owner, "Lê Thị Mận", birth_year=1950, exempt=True)
    young = today().year - 25
    party(owner, "Võ Văn Sáu", birth_year=young, sex="male", standing="probationary")
    party(owner, "Hồ Văn Bảy", linked=True)
    party(owner, "Hồ Văn Tám", removed_on="2023-05-01")
    page = as_("lan").get(f"{LIST}?{query}").text
    rows = page[page.index('id="main"') :]
    assert {n for n in ("Mận", "Sáu", "Bảy", "Tám") if f" {n}</a>" in rows} == names


def test_remarks_are_noted_for_several_and_taken_back(as_: As, owner: sa.Connection) -> None:
    lan, year = as_("lan"), today().year
    rows = [party(owner, name, linked=True) for name in ("Lê Thị Mận", "Võ Văn Sáu")]
    remarks = sa.text("select party_id, year, received from members_party_remark order by party_id")
    sent = {"party": rows, "received": "yes", "year": year}
    assert lan.send(f"{LIST}/remarks", sent).status_code == 303
    assert owner.execute(remarks).all() == [(row, year, True) for row in rows]
    page = f"{LIST}?part=linked&year={year}"
    undo = undo_in(lan.get(page).text)
    assert "Lê Thị Mận" in lan.get(f"{page}&remark=yes").text
    assert "Lê Thị Mận" not in lan.get(f"{page}&remark=no").text
    lan.send(f"{LIST}/remarks", {**sent, "party": rows[:1], "received": "no"})
    later = undo_in(lan.get(page).text)
    assert lan.send(undo).status_code == 409
    assert lan.send(later).status_code == 303
    assert lan.send(undo).status_code == 303
    assert owner.execute(remarks).all() == []


def test_remarks_are_for_those_linked_by_residence(as_: As, owner: sa.Connection) -> None:
    lan, row = as_("lan"), party(owner, "Lê Thị Mận")
    sent = {"party": [row], "received": "yes", "year": today().year}
    assert lan.send(f"{LIST}/remarks", sent).status_code == 404
    linked = party(owner, "Võ Văn Sáu", linked=True)
    late = {**sent, "party": [linked], "year": today().year + 1}
    assert lan.send(f"{LIST}/remarks", late).status_code == 422


def test_only_party_spaces_have_it(as_: As, owner: sa.Connection) -> None:
    women = LIST.replace("xa-sen", "phu-nu-xa-sen")
    thu = as_("thu")
    for page in (women, f"{women}/new", women.replace("party-list", "export/party_list.xlsx")):
        assert thu.get(page).status_code == 404, page
    assert thu.send(f"{women}/new", form("Lê Thị Mận")).status_code == 404
    assert thu.get("/s/phu-nu-xa-sen/imports/new/members.party_list").status_code == 404
    assert "/party-list" not in thu.get("/s/phu-nu-xa-sen/").text
    assert LIST in as_("lan").get("/s/xa-sen/").text
    assert listed(owner) == []


def test_neighbours_and_those_above_read_no_name(as_: As, owner: sa.Connection) -> None:
    row, minh = party(owner, "Lê Thị Mận"), as_("minh")
    assert minh.get(LIST).status_code == 404
    for page in (f"{LIST}/{row}", f"{LIST}/999999"):
        assert minh.get(page.replace("xa-sen", "xa-lua")).status_code == 404
    assert as_("hoa").get(LIST).status_code == 403
    assert as_("tam").get(LIST).status_code == 403


@pytest.mark.parametrize(("code", "reads"), [("BTC", True), ("BDV", False)])
def test_of_roles_narrowed_to_a_body_only_the_boards_reads_it(
    as_: As, owner: sa.Connection, code: str, reads: bool
) -> None:
    boards = {each: body(owner, each, f"Ban {each}") for each in ("BTC", "BDV")}
    row = party(owner, "Lê Thị Mận", body_id=boards["BTC"])
    hand_role(owner, "an", "officer", "xa-sen", body_ids=[boards[code]])
    an = as_("an")
    page, file = an.get(LIST).text, an.send(FILE, {"reason": "report"}).text
    assert ("Lê Thị Mận" in page, "Lê Thị Mận" in file) == (reads, reads)
    assert ("vai trò của đồng chí thuộc ban khác" in page) == (not reads)
    assert an.get(f"{LIST}/{row}").status_code == (200 if reads else 404)
    assert an.send(f"{LIST}/new", form("Võ Văn Sáu")).status_code == (303 if reads else 403)
    added = [("Võ Văn Sáu", boards["BTC"])] if reads else []
    assert listed(owner, "n.body_id")[1:] == added
    forms = an.get("/s/xa-sen/imports/new/members.party_list")
    assert forms.status_code == (200 if reads else 403)


def test_the_policies_keep_the_rows_from_another_body(app: Flask, owner: sa.Connection) -> None:
    board, other = body(owner, "BTC", "Ban Tổ chức"), body(owner, "BDV", "Ban Dân vận")
    party(owner, "Lê Thị Mận", body_id=board)
    here = frozenset({space_of(owner, "xa-sen")})
    seen = {}
    with app.test_request_context():
        for each in (board, other):
            reach = Reach(spaces=here, personal=here, bodies=frozenset({each}), read_only=True)
            with within(reach):
                seen[each] = len(db.session.execute(party_members_of(*here)).all())
                db.session.rollback()
    assert seen == {board: 1, other: 0}


def test_those_of_a_hamlet_and_of_a_cell_are_asked_for(
    app: Flask, owner: sa.Connection, hamlets: dict[str, int]
) -> None:
    cell = branch(owner, "xa-sen", "Chi bộ ấp An Tài")
    party(owner, "Lê Thị Mận", unit_id=cell)
    party(owner, "Võ Văn Sáu", area_id=hamlets["An Tài"], linked=True)
    party(owner, "Hồ Văn Tám", area_id=hamlets["An Tài"], removed_on="2023-05-01")
    space = space_of(owner, "xa-sen")
    here = frozenset({space})
    with app.test_request_context(), within(Reach(spaces=here, personal=here, read_only=True)):

        def names(**of: int) -> list[str]:
            return [name.name for _m, name in db.session.execute(party_members_of(space, **of))]

        assert names() == ["Lê Thị Mận", "Võ Văn Sáu"]
        assert names(area_id=hamlets["An Tài"]) == ["Võ Văn Sáu"]
        assert names(unit_id=cell) == ["Lê Thị Mận"]
        db.session.rollback()


def test_the_district_sees_counts_alone(as_: As, owner: sa.Connection, app: Flask) -> None:
    party(owner, "Lê Thị Mận", exempt=True)
    party(owner, "Võ Văn Sáu", sex="male", standing="probationary")
    party(owner, "Hồ Văn Bảy", linked=True)
    party(owner, "Hồ Văn Tám", removed_on="2023-05-01")
    here = frozenset({space_of(owner, "xa-sen")})
    with app.test_request_context(), within(Reach(spaces=here, read_only=True)):
        figures = {
            each.name.removeprefix("members.party_"): value
            for each in party_figures.INDICATORS
            for _space, value in db.session.execute(each.select(Period.day(today())))
        }
        early = party_figures.INDICATORS[0].select(Period.day(dt.date(2022, 12, 31)))
        assert db.session.execute(early).all() == []
        db.session.rollback()
    assert figures == {
        "listed": 2,
        "official": 1,
        "probationary": 1,
        "women": 1,
        "exempt": 1,
        "linked": 1,
    }
    page = as_("hoa").get("/s/xa-sen/figures")
    assert "Lê Thị Mận" not in page.text


def test_the_list_goes_to_excel_by_the_personal_right(as_: As, owner: sa.Connection) -> None:
    party(owner, "Lê Thị Mận")
    why = {"reason": "report"}
    assert "Lê Thị Mận" in as_("lan").send(FILE, why).text
    assert "Lê Thị Mận" not in as_("lan").send(f"{FILE}?q=khac", why).text
    for who in ("tam", "hoa"):
        assert as_(who).get(FILE).status_code == 403
        assert as_(who).send(FILE, why).status_code == 403


def test_the_history_shows_no_values_of_the_list_to_others(
    as_: As, owner: sa.Connection, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    lan = as_("lan")
    lan.send(f"{LIST}/new", form("Lê Thị Mận", birth_year="1957"))
    number = owner.scalar(sa.text("select id from event where verb = 'members.party_added'"))
    assert "1957" in lan.get(f"/s/xa-sen/history/{number}").text
    known = app.extensions["portal"].permissions
    nobody = replace(known["members.party_list"], roles=("leader",))
    monkeypatch.setitem(known, "members.party_list", nobody)
    assert "1957" not in lan.get(f"/s/xa-sen/history/{number}").text
