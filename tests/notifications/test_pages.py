"""The page of notices: new ones marked, opened, seen one by one or all at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from portal.database import db
from portal.notifications.actions import notify
from portal.testing.client import Browser
from tests.notifications.conftest import Acting

pytestmark = pytest.mark.usefixtures("kinds")
SignIn = Callable[[str], Browser]


@pytest.fixture
def give(acting: Acting, ids: dict[str, int]) -> Callable[..., list[int]]:
    """Tell tam of so many places; gives the ids of the notices."""

    def give(count: int, url: str = "/s/xa-sen/") -> list[int]:
        made = []
        with acting("lan", "xa-sen") as space:
            for n in range(count):
                facts = {"place": f"Ấp số {n + 1}."}
                made += notify([ids["tam"]], "test.asked", facts, space_id=space, url=url)
        return [notice.id for notice in made]

    return give


def bell(browser: Browser, page: str) -> str:
    """The number on the bell of a page, or nothing."""
    found = re.search(r'<span class="pip"[^>]*>(\d+)</span>', browser.get(page).text)
    return found[1] if found else ""


def places(text: str) -> list[int]:
    return [
        int(n)
        for n in re.findall(r'type="submit">(?:<b>)?You are asked to visit Ấp số (\d+)\.', text)
    ]


def test_the_bell_counts_on_every_page_whatever_it_needs(
    give: Callable[..., list[int]], as_: SignIn
) -> None:
    give(3)
    tam = as_("tam")
    assert [bell(tam, page) for page in ("/", "/account", "/s/xa-sen/", "/s/xa-sen/roles")] == [
        "3",
        "3",
        "3",
        "3",
    ]
    assert bell(as_("lan"), "/s/xa-sen/people") == ""
    tam.send("/notices/seen", {"newest": "999999"})
    assert bell(tam, "/s/xa-sen/") == ""


def test_the_bell_costs_one_look_into_an_index(
    app: Flask, give: Callable[..., list[int]], as_: SignIn, owner: sa.Connection
) -> None:
    give(2)
    tam, asked = as_("tam"), []
    with app.app_context():
        engine = db.engine

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        tam.get("/account")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len([one for one in asked if "FROM notice" in one]) == 1
    owner.exec_driver_sql("set enable_seqscan = off")
    plan = owner.exec_driver_sql(
        "explain select count(*) from notice where account_id = 1 and seen_at is null"
    )
    assert any("ix_notice_unseen" in line for line in plan.scalars())


def test_new_ones_are_marked_and_come_first_by_age(
    give: Callable[..., list[int]], as_: SignIn
) -> None:
    first, _second, _third = give(3)
    tam = as_("tam")
    tam.send(f"/notices/{first}/seen")
    everything, new = tam.get("/notices").text, tam.get("/notices?show=new").text
    assert places(everything) == [3, 2, 1]
    assert places(new) == [3, 2]
    assert everything.count('class="st box info"') == 2
    assert everything.count('class="st box off"') == 1
    assert "Đảng uỷ xã Sen" in everything


def test_opening_marks_as_seen_and_leads_to_the_address(
    give: Callable[..., list[int]], as_: SignIn
) -> None:
    (number,) = give(1, "/s/xa-sen/people?q=lan")
    tam = as_("tam")
    assert bell(tam, "/") == "1"
    answer = tam.send(f"/notices/{number}/open")
    assert (answer.status_code, answer.location) == (303, "/s/xa-sen/people?q=lan")
    assert bell(tam, "/") == ""
    assert tam.send(f"/notices/{number}/open").location == "/s/xa-sen/people?q=lan"


def test_reading_the_list_marks_nothing(give: Callable[..., list[int]], as_: SignIn) -> None:
    give(1)
    tam = as_("tam")
    tam.get("/notices")
    assert bell(tam, "/") == "1"


def test_a_mark_is_taken_back_with_one_press(give: Callable[..., list[int]], as_: SignIn) -> None:
    (number,) = give(1)
    tam = as_("tam")
    answer = tam.send(f"/notices/{number}/seen", {"show": "new"})
    assert answer.location == "/notices?show=new"
    assert f'action="/notices/{number}/new"' in tam.get("/notices").text
    new = "/notices?show=new"
    assert tam.send(f"/notices/{number}/new", {"next": new}).location == new
    assert bell(tam, "/") == "1"
    assert tam.send(f"/notices/{number}/new", {"next": "//evil.example"}).location == "/notices"


def test_all_are_those_that_were_there_when_the_page_was_made(
    give: Callable[..., list[int]], as_: SignIn
) -> None:
    give(2)
    tam = as_("tam")
    newest = re.search(r'name="newest" value="(\d+)"', tam.get("/notices").text)
    assert newest is not None
    give(1)
    tam.send("/notices/seen", {"newest": newest[1]})
    assert bell(tam, "/") == "1"


def test_numbers_beyond_all_ids_are_unknown_and_no_fault(as_: SignIn) -> None:
    tam = as_("tam")
    assert tam.send(f"/notices/{10**12}/open").status_code == 404
    assert tam.send("/notices/seen", {"newest": str(10**30)}).status_code == 303
    assert tam.get(f"/notices?page={10**30}").status_code == 200


def test_pages_of_25_in_the_address(give: Callable[..., list[int]], as_: SignIn) -> None:
    give(27)
    tam = as_("tam")
    assert places(tam.get("/notices").text) == list(range(27, 2, -1))
    assert places(tam.get("/notices?page=2").text) == [2, 1]
    assert places(tam.get("/notices?page=99").text) == [2, 1]
    assert places(tam.get("/notices?page=-1").text) == list(range(27, 2, -1))
    assert places(tam.get("/notices?show=new&page=2").text) == [2, 1]


def test_empty_lists_say_what_is_missing(give: Callable[..., list[int]], as_: SignIn) -> None:
    tam = as_("tam")
    assert 'class="empty"' in tam.get("/notices").text
    give(1)
    tam.send("/notices/seen", {"newest": "999999"})
    new = tam.get("/notices?show=new").text
    assert 'class="empty"' in new
    assert 'href="/notices"' in new


def test_what_is_told_is_escaped(acting: Acting, ids: dict[str, int], as_: SignIn) -> None:
    with acting("lan", "xa-sen") as space:
        notify([ids["tam"]], "test.asked", {"place": "<script>x</script>"}, space_id=space)
    text = as_("tam").get("/notices").text
    assert "&lt;script&gt;x" in text
    assert "<script>x" not in text


def test_the_link_of_a_notice_asks_for_the_right_again(
    give: Callable[..., list[int]], as_: SignIn, owner: sa.Connection
) -> None:
    (number,) = give(1, "/s/xa-sen/")
    tam = as_("tam")
    owner.exec_driver_sql(
        "update space_membership set valid_to = current_date - 2 where account_id ="
        " (select id from account where username = 'tam')"
    )
    address = tam.send(f"/notices/{number}/open").location
    assert tam.get(address).status_code == 404


def test_the_choice_about_mail_is_kept_per_account(as_: SignIn, owner: sa.Connection) -> None:
    tam, page = as_("tam"), "/notices/preferences"
    assert re.search(r'checked[^>]*value="at_once"', tam.get(page).text)
    assert tam.send(page, {"mail": "none"}).status_code == 303
    assert re.search(r'checked[^>]*value="none"', tam.get(page).text)
    assert re.search(r'checked[^>]*value="at_once"', as_("lan").get(page).text)
    tam.send(page, {"mail": "at_once"})
    rows = owner.exec_driver_sql("select by_mail from notice_preference").scalars().all()
    assert rows == [True]
    wrong = tam.send(page, {"mail": "daily"})
    assert wrong.status_code == 422
    assert 'class="errs"' in wrong.text
