"""A page of marks taken back as one: every mark as before, or nothing and a sentence why."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from plugins.units.survey_undoing import take_back_marks
from portal.errors import Stale
from portal.history.models import Event
from portal.reach import Reach, within
from portal.testing.client import Browser

from .care_ground import TODAY, add_round, add_unit
from .conftest import undo_in
from .test_surveys import fields_of

pytestmark = pytest.mark.database
SPACE = "phu-nu-xa-sen"
HISTORY = f"/s/{SPACE}/history"
As = Callable[[str], Browser]
Marks = dict[int, tuple[Any, ...]]


@pytest.fixture
def branches(owner: sa.Connection, space_ids: dict[str, int]) -> list[int]:
    """Four branches of the Women's Union of Sen."""
    return [add_unit(owner, space_ids[SPACE], f"Chi hội {n}") for n in range(1, 5)]


@pytest.fixture
def at(owner: sa.Connection, space_ids: dict[str, int], branches: list[int]) -> str:
    """The page on which a round is marked that found the first two branches already."""
    found = {branches[0]: "weak", branches[1]: "fair"}
    survey = add_round(owner, space_ids[SPACE], TODAY, found)
    words = "update units_mark set listed = 30, attending = 12, note = 'ít sinh hoạt'"
    owner.execute(sa.text(f"{words} where unit_id = {branches[0]}"))
    return f"/s/{SPACE}/units/surveys/{survey}/mark"


def marks(owner: sa.Connection) -> Marks:
    """Every mark in the database, by unit."""
    words = "select unit_id, survey_id, mark, attending, listed, note from units_mark"
    return {row[0]: tuple(row[1:]) for row in owner.execute(sa.text(words))}


def save(browser: Browser, at: str, typed: dict[str, str]) -> str:
    """Save a page of marks as it is shown, with these typed; gives the page that follows."""
    shown = browser.get(at).text
    chosen = re.findall(r'name="(unit\d+-mark)".*?</select>', shown, re.DOTALL)
    kept = {name: _chosen(shown, name) for name in chosen}
    texts = dict(
        re.findall(r'name="(unit\d+-(?:listed|attending|note))"[^>]*value="([^"]*)"', shown)
    )
    answer = browser.send(at, {**fields_of(shown), **kept, **texts, **typed})
    assert answer.status_code == 303, answer.text
    return browser.get(answer.location).text


def _chosen(page: str, name: str) -> str:
    field = page[page.index(f'name="{name}"') :].split("</select>")[0]
    found = re.search(r'<option selected value="([^"]*)"', field)
    return found[1] if found else ""


def page_of(units: list[int]) -> dict[str, str]:
    """A page that changes a mark, takes one away, and adds one."""
    one, two, three, _four = units
    return {
        f"unit{one}-mark": "fair",
        f"unit{one}-attending": "20",
        f"unit{one}-note": "",
        f"unit{two}-mark": "",
        f"unit{three}-mark": "strong",
    }


def test_the_notice_takes_every_mark_of_the_page_back(
    as_: As, owner: sa.Connection, at: str, branches: list[int]
) -> None:
    thu, before = as_("thu"), marks(owner)
    page = save(thu, at, page_of(branches))
    one, _two, three, _four = branches
    now = marks(owner)
    assert set(now) == {one, three} and now[one][1:] == ("fair", 20, 30, None)
    assert "Đã ghi đánh giá của 3 chi, tổ." in page
    assert thu.send(undo_in(page)).status_code == 303
    assert marks(owner) == before


def test_the_history_offers_it_and_tells_of_it(
    as_: As, owner: sa.Connection, at: str, branches: list[int]
) -> None:
    thu, before = as_("thu"), marks(owner)
    save(thu, at, page_of(branches))
    undo = undo_in(thu.get(HISTORY).text)
    assert thu.send(undo).status_code == 303
    assert marks(owner) == before
    told = thu.get(HISTORY).text
    assert "rút lại lượt đánh giá trong đợt" in told and undo not in told
    undone = "select undoes_id from event where verb = 'units.marks_taken_back'"
    assert undo == f"{HISTORY}/{owner.scalar(sa.text(undone))}/undo"
    assert thu.send(undo).status_code == 409, "once is enough"
    assert marks(owner) == before


def test_what_was_marked_anew_since_stays_and_is_named(
    as_: As, owner: sa.Connection, at: str, branches: list[int]
) -> None:
    thu = as_("thu")
    undo = undo_in(save(thu, at, page_of(branches)))
    save(thu, at, {f"unit{branches[2]}-note": "họp đều"})
    now = marks(owner)
    late = thu.send(undo)
    assert late.status_code == 409
    assert "Đã được đánh giá lại sau đó: Chi hội 3." in late.text
    assert marks(owner) == now, "all of the page or nothing"


def test_a_mark_that_came_where_the_page_took_one_away_is_not_lost(
    as_: As, owner: sa.Connection, at: str, branches: list[int]
) -> None:
    thu = as_("thu")
    undo = undo_in(save(thu, at, page_of(branches)))
    save(thu, at, {f"unit{branches[1]}-mark": "inactive"})
    now = marks(owner)
    late = thu.send(undo)
    assert late.status_code == 409 and "Chi hội 2" in late.text
    assert marks(owner) == now


def test_other_units_of_the_round_are_not_in_the_way(
    as_: As, owner: sa.Connection, at: str, branches: list[int]
) -> None:
    thu, before = as_("thu"), marks(owner)
    undo = undo_in(save(thu, at, page_of(branches)))
    save(thu, at, {f"unit{branches[3]}-mark": "average"})
    assert thu.send(undo).status_code == 303
    now = marks(owner)
    assert now.pop(branches[3])[1] == "average" and now == before


def test_pages_are_taken_back_from_the_last_one_on(
    as_: As, owner: sa.Connection, at: str, branches: list[int]
) -> None:
    thu, before, one = as_("thu"), marks(owner), branches[0]
    first = undo_in(save(thu, at, {f"unit{one}-mark": "average"}))
    second = undo_in(save(thu, at, {f"unit{one}-mark": "strong"}))
    assert thu.send(first).status_code == 409
    assert thu.send(second).status_code == 303
    assert thu.send(first).status_code == 303
    assert marks(owner) == before


def test_a_unit_that_has_ended_since_gets_its_mark_back(
    as_: As, owner: sa.Connection, at: str, branches: list[int]
) -> None:
    thu, before = as_("thu"), marks(owner)
    undo = undo_in(save(thu, at, page_of(branches)))
    ended = "update units_unit set ended_on = '2026-07-01', ended_how = 'dissolved' where id = :id"
    owner.execute(sa.text(ended), {"id": branches[1]})
    assert thu.send(undo).status_code == 303
    assert marks(owner) == before


def test_a_unit_or_a_round_that_is_gone_is_said(
    as_: As, owner: sa.Connection, at: str, branches: list[int]
) -> None:
    thu = as_("thu")
    undo = undo_in(save(thu, at, page_of(branches)))
    owner.execute(sa.text(f"delete from units_unit where id = {branches[1]}"))
    late = thu.send(undo)
    assert late.status_code == 409 and "không còn nữa" in late.text
    owner.execute(sa.text("delete from units_survey"))
    late = thu.send(undo)
    assert late.status_code == 409 and "Đợt khảo sát này đã được rút lại" in late.text
    assert marks(owner) == {}


def test_nothing_changed_offers_nothing(as_: As, at: str) -> None:
    page = save(as_("thu"), at, {})
    assert "Không có gì thay đổi" in page and "/undo" not in page


def test_a_neighbour_meets_an_unknown_event_and_a_reader_no_right(
    as_: As, owner: sa.Connection, at: str, branches: list[int]
) -> None:
    undo = undo_in(save(as_("thu"), at, page_of(branches)))
    now = marks(owner)
    number = undo.split("/")[-2]
    assert as_("minh").send(undo).status_code == 404, "no member of the space"
    for elsewhere in ("/s/xa-sen", "/s/huyen"):
        who = "lan" if elsewhere == "/s/xa-sen" else "hoa"
        known = as_(who).send(f"{elsewhere}/history/{number}/undo")
        unknown = as_(who).send(f"{elsewhere}/history/987654/undo")
        assert known.status_code == unknown.status_code == 404
    assert as_("xuan").send(undo).status_code == 403, "whoever stands above only reads"
    assert marks(owner) == now


def test_an_officer_of_some_units_takes_no_page_of_others_back(
    as_: As, owner: sa.Connection, at: str, branches: list[int]
) -> None:
    undo = undo_in(save(as_("thu"), at, page_of(branches)))
    now = marks(owner)
    narrowed = "update space_membership set unit_ids = :ids where account_id = :thu"
    thu = owner.scalar(sa.text("select id from account where username = 'thu'"))
    owner.execute(sa.text(narrowed), {"ids": branches[:1], "thu": thu})
    assert as_("thu").send(undo).status_code == 404
    assert marks(owner) == now


def test_a_page_with_units_beyond_the_reach_stays_and_names_none(
    app: Flask,
    as_: As,
    owner: sa.Connection,
    space_ids: dict[str, int],
    at: str,
    branches: list[int],
) -> None:
    number = int(undo_in(save(as_("thu"), at, page_of(branches))).split("/")[-2])
    now, key, here = marks(owner), {"id": number}, frozenset({space_ids[SPACE]})
    content = owner.scalar(sa.text("select content from event_payload where event_id = :id"), key)
    survey = owner.scalar(sa.text("select id from units_survey"))
    event = Event(id=number, space_id=space_ids[SPACE], subject_id=survey)
    own = Reach(spaces=here, write=here, log=here, logs=("*",), units=frozenset(branches[:1]))
    with app.test_request_context(), within(own), pytest.raises(Stale) as refusal:
        take_back_marks(event, content)
    assert "Chi hội" not in str(refusal.value)
    assert marks(owner) == now
