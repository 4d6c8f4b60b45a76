"""Whoever takes something back goes on where the undo was pressed, as far as that page still is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit import Verb
from portal.database import db
from portal.history.undoing import remove_added
from portal.spaces.models import Body
from portal.testing.client import Browser
from tests.history.conftest import make_body

SignIn = Callable[[str], Browser]
HISTORY = "/s/xa-sen/history"


@pytest.mark.parametrize(
    "page",
    [
        "/inbox",
        "/s/xa-sen/inbox?source=test.ends&page=2",
        f"{HISTORY}?q=Kh%E1%BB%91i",
        "/notices#1",
    ],
)
def test_an_undo_leads_back_to_where_it_was_pressed(as_: SignIn, renamed: int, page: str) -> None:
    answer = as_("lan").send(f"{HISTORY}/{renamed}/undo", {"next": page})
    assert (answer.status_code, answer.location) == (303, page)


@pytest.mark.parametrize(
    "page",
    [
        None,
        "",
        "//evil.example/inbox",
        "https://evil.example/inbox",
        "/\\evil.example",
        "/inbox//evil.example",
        "/no-such-page",
        "/sign-out",
    ],
)
def test_without_a_page_of_this_portal_it_leads_to_the_history(
    as_: SignIn, renamed: int, page: str | None
) -> None:
    told = {} if page is None else {"next": page}
    answer = as_("lan").send(f"{HISTORY}/{renamed}/undo", told)
    assert (answer.status_code, answer.location) == (303, HISTORY)


def test_the_list_and_the_event_tell_where_they_are(as_: SignIn, renamed: int) -> None:
    lan = as_("lan")
    for page in (f"{HISTORY}?verb=test.body_renamed", f"{HISTORY}/{renamed}"):
        form = re.search(rf'action="{HISTORY}/{renamed}/undo".*?</form>', lan.get(page).text, re.S)
        assert form is not None and f'name="next" value="{page}"' in form[0]


def test_a_page_about_what_the_undo_removed_is_no_way_back(
    app: Flask, as_: SignIn, writing: Callable[..., Any], owner: sa.Connection
) -> None:
    made = Verb("test.body_made", "made the body", remove_added, "accounts.manage")
    app.extensions["portal"].verbs["test.body_made"] = made
    with writing("xa-sen") as (space,):
        ids = [make_body(space, name).id for name in ("Ban A", "Ban B")]
        db.session.flush()
    events = owner.scalars(sa.text("select id from event order by seq")).all()
    lan, pages = as_("lan"), [f"/s/xa-sen/bodies/{number}/edit" for number in ids]
    assert [lan.get(page).status_code for page in pages] == [200, 200]
    other, gone = (lan.send(f"{HISTORY}/{e}/undo", {"next": pages[1]}) for e in events)
    assert (other.location, gone.location) == (pages[1], HISTORY)
    assert [lan.get(page).status_code for page in pages] == [404, 404]
    assert owner.scalars(sa.select(Body.id)).all() == []
