"""Offices of units whose holders are members: confirmed once, then they follow the register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from plugins.units.tests.officer_ground import office_form, sitter
from portal.testing.client import Browser

from .party_ground import HOME, WOMEN, branch, hand_role, mark, member, undo_in
from .test_party_marks import answer

pytestmark = pytest.mark.database
As = Callable[[str], Browser]
PAGE = f"{HOME}/party/offices"
UNITS = f"/s/{WOMEN}/units"


def said(owner: sa.Connection) -> list[tuple[Any, ...]]:
    """What the offices say of Party membership, and under which right it is kept."""
    rows = sa.text("select party_member, party_from from units_office order by id")
    return [tuple(row) for row in owner.execute(rows)]


@pytest.fixture
def seat(owner: sa.Connection, space_ids: dict[str, int]) -> tuple[int, int]:
    """A head of a branch who is a member too: (enrolment, office)."""
    unit = branch(owner)
    sit = sitter(owner, space_ids)
    office = sit(WOMEN, unit, "Lê Thị Mận", birth_year=1980, started_on="2020-01-01")
    return member(owner, "Lê Thị Mận", unit), office


def test_who_is_confirmed_takes_it_from_the_register(
    as_: As, owner: sa.Connection, seat: tuple[int, int]
) -> None:
    thu, (one, office) = as_("thu"), seat
    mark(owner, one, yes=True)
    assert "Lê Thị Mận" in thu.get(PAGE).text
    assert thu.send(PAGE, {"office": [office]}).status_code == 303
    assert said(owner) == [(True, "members.party")]
    undo = undo_in(thu.get(PAGE).text)
    thu.send(f"{HOME}/{one}/party", answer("no", 1))
    assert said(owner) == [(False, "members.party")]
    thu.send(undo_in(thu.get(f"{HOME}/{one}/party").text))
    assert said(owner) == [(True, "members.party")]
    assert thu.send(undo).status_code == 303
    assert said(owner) == [(None, None)]
    thu.send(f"{HOME}/{one}/party", answer("no", 3))
    assert said(owner) == [(None, None)]


def test_many_marked_at_once_are_followed(
    as_: As, owner: sa.Connection, seat: tuple[int, int]
) -> None:
    thu, (one, office) = as_("thu"), seat
    thu.send(PAGE, {"office": [office]})
    assert said(owner) == [(None, "members.party")]
    thu.send(f"{HOME}/party/record", {**answer("yes"), "member": [one]})
    assert said(owner) == [(True, "members.party")]


def test_it_is_not_typed_at_the_office_any_more(
    as_: As, owner: sa.Connection, seat: tuple[int, int]
) -> None:
    thu, (one, office) = as_("thu"), seat
    mark(owner, one, yes=True)
    edit = f"{UNITS}/offices/{office}/edit"
    assert 'name="party_member"' in thu.get(edit).text
    thu.send(PAGE, {"office": [office]})
    page = thu.get(edit).text
    assert 'name="party_member"' not in page
    assert "lấy từ danh sách" in page
    sent = office_form("Lê Thị Mận", party_member="no", birth_year="1980", version="1")
    assert thu.send(edit, sent).status_code == 303
    assert said(owner) == [(True, "members.party")]
    thu.send(undo_in(thu.get(f"{UNITS}/offices/{office}").text))
    assert said(owner) == [(True, "members.party")]
    assert thu.send(f"{PAGE}/{office}/unlink").status_code == 303
    assert said(owner) == [(True, None)]
    assert 'name="party_member"' in thu.get(edit).text


def test_whoever_may_not_know_reads_it_neither_at_the_office_nor_in_its_history(
    as_: As, owner: sa.Connection, seat: tuple[int, int]
) -> None:
    thu, (one, office) = as_("thu"), seat
    mark(owner, one, yes=True)
    hand_role(owner, "an", "clerk")
    thu.send(PAGE, {"office": [office]})
    place = f"{UNITS}/offices/{office}"
    for who in ("an", "lan"):
        page = as_(who).get(place).text
        assert "theo danh sách" in page
        assert "Đảng viên</dd>" not in page
    assert "Đảng viên</dd>" in thu.get(place).text
    thu.send(f"{place}/edit", office_form("Lê Thị Mận", phone="0939 214 687", version="1"))
    number = owner.scalar(sa.text("select max(id) from event where verb = 'units.office_changed'"))
    details = thu.get(f"/s/{WOMEN}/history/{number}").text
    assert "0939" in details
    assert "Đảng viên" not in details[details.index('id="main"') :]


@pytest.mark.parametrize(
    ("name", "born", "found"),
    [
        ("lê thị mận", 1980, True),
        ("Lê Thị Mận", 1981, False),
        ("Lê Thị Mân Em", 1980, False),
        ("Lê Thị Mận", None, False),
    ],
)
def test_who_holds_an_office_is_told_by_name_and_year(
    as_: As,
    owner: sa.Connection,
    space_ids: dict[str, int],
    name: str,
    born: int | None,
    found: bool,
) -> None:
    unit = branch(owner)
    member(owner, "Lê Thị Mận", unit, born=1980)
    sitter(owner, space_ids)(WOMEN, unit, name, birth_year=born)
    assert (f'value="{1}"' in as_("thu").get(PAGE).text) == found


def test_namesakes_are_not_proposed(as_: As, owner: sa.Connection, seat: tuple[int, int]) -> None:
    member(owner, "Lê Thị Mận", branch(owner, name="Chi hội ấp 2"), born=1980)
    assert "Không tìm thấy ai khác" in as_("thu").get(PAGE).text
    assert as_("thu").send(PAGE, {"office": [seat[1]]}).status_code == 409
    assert said(owner) == [(None, None)]


def test_a_former_office_stays_as_it_was_held(
    as_: As, owner: sa.Connection, seat: tuple[int, int]
) -> None:
    thu, (one, office) = as_("thu"), seat
    thu.send(PAGE, {"office": [office]})
    owner.execute(sa.text("update units_office set ended_on = '2022-01-01'"))
    thu.send(f"{HOME}/{one}/party", answer("yes", since=["3", "2", "2023"]))
    assert said(owner) == [(False, "members.party")]
    thu.send(f"{HOME}/{one}/party", answer("yes", 1, since=["3", "2", "2010"]))
    assert said(owner) == [(True, "members.party")]


def test_neighbours_offices_are_as_unknown_ones(
    as_: As, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    unit = branch(owner, "phu-nu-xa-lua")
    member(owner, "Phan Thị Lài", unit, "phu-nu-xa-lua")
    theirs = sitter(owner, space_ids)("phu-nu-xa-lua", unit, "Phan Thị Lài", birth_year=1980)
    thu = as_("thu")
    assert "Phan Thị Lài" not in thu.get(PAGE).text
    for number in (theirs, 999_999):
        assert thu.send(PAGE, {"office": [number]}).status_code == 409
        assert thu.send(f"{PAGE}/{number}/unlink").status_code == 404
    assert said(owner) == [(None, None)]
    hand_role(owner, "an", "leader")
    assert as_("an").send(PAGE, {"office": [theirs]}).status_code == 403
