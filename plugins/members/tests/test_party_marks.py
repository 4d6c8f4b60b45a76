"""Whether a member is a Party member: recorded, undone, known to few, never in a file."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from portal.testing.client import Browser

from .party_ground import HOME, branch, hand_role, mark, marks, member, undo_in

pytestmark = pytest.mark.database
As = Callable[[str], Browser]
PARTY = f"{HOME}/party"
NOWHERE = ["", "", ""]


def answer(party: str, version: int = 0, since: list[str] | None = None) -> dict[str, object]:
    """The form about one member, as sent."""
    return {"party_member": party, "since": since or NOWHERE, "version": version}


def test_it_is_recorded_with_its_day_and_taken_back(as_: As, owner: sa.Connection) -> None:
    one, thu = member(owner, "Lê Thị Mận", branch(owner)), as_("thu")
    page = f"{HOME}/{one}/party"
    sent = thu.send(page, answer("yes", since=["3", "2", "2010"]))
    assert sent.status_code == 303
    assert marks(owner) == {one: (True, "2010-02-03")}
    shown = thu.get(page).text
    assert "Đảng viên từ ngày: 03/02/2010" in shown
    assert thu.send(undo_in(shown)).status_code == 303
    assert marks(owner) == {}


def test_unknown_takes_the_record_away(as_: As, owner: sa.Connection) -> None:
    one, thu = member(owner, "Lê Thị Mận", branch(owner)), as_("thu")
    mark(owner, one, yes=True, since="2010-02-03")
    assert thu.send(f"{HOME}/{one}/party", answer("unknown", 1)).status_code == 303
    assert marks(owner) == {}
    thu.send(undo_in(thu.get(f"{HOME}/{one}/party").text))
    assert marks(owner) == {one: (True, "2010-02-03")}


@pytest.mark.parametrize(
    ("party", "since", "sentence"),
    [
        ("no", ["3", "2", "2010"], "chỉ dành cho đảng viên"),
        ("yes", ["3", "2", "2040"], "hôm nay"),
        ("yes", ["3", "2", "1990"], "trước 18 tuổi"),
        ("", NOWHERE, "Chọn một trong ba"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    as_: As, owner: sa.Connection, party: str, since: list[str], sentence: str
) -> None:
    one = member(owner, "Lê Thị Mận", branch(owner), born=1980)
    page = as_("thu").send(f"{HOME}/{one}/party", answer(party, since=since))
    assert page.status_code == 422
    assert sentence in page.text
    assert marks(owner) == {}


def test_who_writes_over_another_is_told(as_: As, owner: sa.Connection) -> None:
    one, thu = member(owner, "Lê Thị Mận", branch(owner)), as_("thu")
    mark(owner, one, yes=True)
    assert thu.send(f"{HOME}/{one}/party", answer("no", 0)).status_code == 409
    assert marks(owner) == {one: (True, None)}


def test_many_are_recorded_at_once_and_taken_back_at_once(as_: As, owner: sa.Connection) -> None:
    unit, thu = branch(owner), as_("thu")
    ids = [member(owner, name, unit) for name in ("Lê Thị Mận", "Võ Thị Sen", "Hồ Thị Tư")]
    mark(owner, ids[0], yes=True, since="2010-02-03")
    sent = thu.send(f"{PARTY}/chosen", {"member": ids})
    assert "Võ Thị Sen" in thu.get(sent.location).text
    assert thu.send(f"{PARTY}/record", {**answer("no"), "member": ids}).status_code == 303
    assert marks(owner) == dict.fromkeys(ids, (False, None))
    assert thu.send(undo_in(thu.get(PARTY).text)).status_code == 303
    assert marks(owner) == {ids[0]: (True, "2010-02-03")}


def test_what_was_recorded_anew_is_not_taken_back(as_: As, owner: sa.Connection) -> None:
    one, thu = member(owner, "Lê Thị Mận", branch(owner)), as_("thu")
    thu.send(f"{PARTY}/record", {**answer("yes"), "member": [one]})
    undo = undo_in(thu.get(PARTY).text)
    thu.send(f"{HOME}/{one}/party", answer("no", 1))
    assert thu.send(undo).status_code == 409
    assert marks(owner) == {one: (False, None)}


def test_members_of_a_neighbour_are_as_unknown_ones(as_: As, owner: sa.Connection) -> None:
    theirs = member(owner, "Phan Thị Lài", branch(owner, "phu-nu-xa-lua"), "phu-nu-xa-lua")
    thu = as_("thu")
    for number in (theirs, 999_999):
        assert thu.get(f"{HOME}/{number}/party").status_code == 404
        assert thu.send(f"{HOME}/{number}/party", answer("yes")).status_code == 404
        sent = {**answer("yes"), "member": [number]}
        assert thu.send(f"{PARTY}/record", sent).status_code == 404
    assert marks(owner) == {}


def test_none_chosen_leads_back_to_the_list(as_: As, owner: sa.Connection) -> None:
    thu = as_("thu")
    assert thu.send(f"{PARTY}/chosen").location == PARTY
    assert "Chưa chọn" in thu.get(f"{PARTY}/chosen").text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("party=yes", {"Lê Thị Mận"}),
        ("party=no", {"Võ Thị Sen"}),
        ("party=unknown", {"Hồ Thị Tư"}),
        ("party=khac", {"Lê Thị Mận", "Võ Thị Sen", "Hồ Thị Tư"}),
        ("q=vo+thi", {"Võ Thị Sen"}),
    ],
)
def test_the_list_is_narrowed_by_what_is_known(
    as_: As, owner: sa.Connection, query: str, names: set[str]
) -> None:
    unit = branch(owner)
    mark(owner, member(owner, "Lê Thị Mận", unit), yes=True)
    mark(owner, member(owner, "Võ Thị Sen", unit), yes=False)
    member(owner, "Hồ Thị Tư", unit)
    page = as_("thu").get(f"{PARTY}?{query}").text
    shown = {n for n in ("Lê Thị Mận", "Võ Thị Sen", "Hồ Thị Tư") if n in page}
    assert shown == names


@pytest.mark.parametrize("role", ["clerk", "viewer"])
def test_without_the_right_nothing_is_learned(as_: As, owner: sa.Connection, role: str) -> None:
    unit = branch(owner)
    yes, no = member(owner, "Lê Thị Mận", unit), member(owner, "Võ Thị Sen", unit)
    mark(owner, yes, yes=True)
    mark(owner, no, yes=False)
    hand_role(owner, "an", role)
    an = as_("an")
    assert an.get(PARTY).status_code == 403
    assert an.get(f"{HOME}/{yes}/party").status_code == 403
    assert an.send(f"{HOME}/{yes}/party", answer("no", 1)).status_code == 403
    assert marks(owner) == {yes: (True, None), no: (False, None)}
    for query in ("", "?party=yes", "?party=no", "?party=unknown"):
        page = an.get(f"{HOME}/{query}").text
        assert "Lê Thị Mận" in page
        assert "Võ Thị Sen" in page
    shown = [an.get(f"{HOME}/{each}").text for each in (yes, no)]
    assert "Đảng viên" not in shown[0] + shown[1]


def test_a_leader_sees_and_does_not_record(as_: As, owner: sa.Connection) -> None:
    one = member(owner, "Lê Thị Mận", branch(owner))
    mark(owner, one, yes=True)
    hand_role(owner, "an", "leader")
    page = as_("an").get(f"{HOME}/{one}/party").text
    assert "Đảng viên" in page
    assert "Ghi việc" not in page
    assert as_("an").send(f"{HOME}/{one}/party", answer("no", 1)).status_code == 403


def test_those_above_see_no_mark(as_: As, owner: sa.Connection) -> None:
    one = member(owner, "Lê Thị Mận", branch(owner))
    mark(owner, one, yes=True)
    for who in ("lan", "hoa", "xuan"):
        assert as_(who).get(PARTY).status_code == 403
        assert as_(who).get(f"{HOME}/{one}/party").status_code == 403


def test_the_history_shows_the_values_to_holders_alone(
    as_: As, owner: sa.Connection, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, thu = member(owner, "Lê Thị Mận", branch(owner)), as_("thu")
    thu.send(f"{HOME}/{one}/party", answer("yes", since=["3", "2", "2010"]))
    numbers = sa.text("select id from event where verb = 'members.party_marked'")
    page = f"/s/phu-nu-xa-sen/history/{owner.scalar(numbers)}"
    assert "03/02/2010" in thu.get(page).text
    known = app.extensions["portal"].permissions
    # Whoever may read the history and not this: a right handed out otherwise than today.
    monkeypatch.setitem(known, "members.party", _without("officer", known["members.party"]))
    hidden = thu.get(page).text
    assert "03/02/2010" not in hidden
    assert "chỉ ít người được xem" in hidden
    assert "03/02/2010" not in thu.get("/s/phu-nu-xa-sen/history").text


def _without(role: str, permission):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(permission, roles=tuple(r for r in permission.roles if r != role))


def test_no_file_tells_who_is_a_party_member(as_: As, owner: sa.Connection, app: Flask) -> None:
    unit, thu = branch(owner), as_("thu")
    ids = [member(owner, name, unit) for name in ("Lê Thị Mận", "Võ Thị Sen", "Hồ Thị Tư")]
    before = _files(app, thu)
    mark(owner, ids[0], yes=True, since="2010-02-03")
    mark(owner, ids[1], yes=False)
    assert _files(app, thu) == before


def _files(app: Flask, browser: Browser) -> dict[str, list[list[object]]]:
    """Every file of members that somebody may take along, by list and filter."""
    found = {}
    for name, listed in app.extensions["portal"].sheets.items():
        module, _dot, short = name.partition(".")
        if module != "members":
            continue
        for query in ("", "?party=yes", "?party=no", "?party=unknown"):
            address = f"{HOME}/export/{short}.xlsx{query}"
            why = {"reason": "report"}
            file = browser.send(address, why) if listed.names_people else browser.get(address)
            if file.status_code in (403, 404):  # narrowed by it, or of the Party alone
                continue
            assert file.status_code == 200, (name, query)
            book = openpyxl.load_workbook(io.BytesIO(file.data))
            rows = [list(row) for sheet in book for row in sheet.iter_rows(values_only=True)]
            assert not re.search(r"[Đđ]ảng viên", str(rows)), (name, query)
            found[name + query] = rows
    assert len(found["members.list"]) > 3
    return found


def test_no_import_takes_it(app: Flask) -> None:
    from portal.sheets import SheetList

    lists: list[SheetList] = list(app.extensions["portal"].sheets.values())
    of_members = [each for each in lists if each.name.startswith("members.")]
    for each in of_members:
        if each.lines != ("party",):  # the Party's own lists of its members
            assert not {"party_member", "party", "since"} & {c.name for c in each.sheet.columns}
