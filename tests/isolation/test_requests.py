"""A request's reach begins at its door and ends with it, whatever happens in between."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Map, Rule

from portal import boot
from portal.access import MEMBER, PUBLIC, SIGNED_IN, Door
from portal.database import db
from portal.modules import Module
from portal.plugins import PluginError
from portal.reach import current_reach
from portal.testing.client import Browser

from .test_reach import left_behind

pytestmark = pytest.mark.database
As = Callable[[str], Browser]
PEOPLE = "/s/xa-sen/people"


@pytest.mark.parametrize("url", [PEOPLE, "/s/xa-lua/people", "/khong-co", "/sign-in", "/"])
def test_after_a_request_nothing_of_its_reach_is_left(app: Flask, as_: As, url: str) -> None:
    as_("lan").get(url)
    assert current_reach() is None
    assert left_behind(app) == set()


@pytest.mark.parametrize("number", [2**31, 10**30])
def test_an_id_too_large_for_any_row_is_an_unknown_one(as_: As, number: int) -> None:
    lan = as_("lan")
    unknown, beyond = (lan.get(f"{PEOPLE}/{n}") for n in (2**31 - 1, number))
    assert unknown.status_code == beyond.status_code == 404
    assert unknown.data == beyond.data


def test_after_a_fault_nothing_of_the_reach_is_left(
    app: Flask, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(**_values: object) -> str:
        db.session.execute(sa.text("select 1"))
        raise ZeroDivisionError

    logging.disable()
    monkeypatch.setitem(app.view_functions, "accounts.people", fault)
    assert as_("lan").get(PEOPLE).status_code == 500
    logging.disable(logging.NOTSET)
    assert current_reach() is None
    assert left_behind(app) == set()


def test_requests_of_two_spaces_take_turns_on_one_connection(app: Flask, as_: As) -> None:
    lan, minh = as_("lan"), as_("minh")
    for _ in range(3):
        theirs, ours = minh.get("/s/xa-lua/people").text, lan.get(PEOPLE).text
        assert ("Nguyễn Thị Lan" in ours, "Nguyễn Thị Lan" in theirs) == (True, False)
        assert ("Võ Văn Minh" in ours, "Võ Văn Minh" in theirs) == (False, True)
    with app.app_context():
        assert db.engine.pool.checkedin() == 1  # type: ignore[attr-defined]


def test_a_page_open_to_all_does_not_open_the_map(app: Flask, as_: As) -> None:
    seen = []

    def look(**_values: object) -> str:
        asked = sa.text("select count(*), current_setting('portal.map', true) from account")
        seen.append(tuple(db.session.execute(asked).one()))
        return ""

    before = app.view_functions["accounts.sign_in"]
    app.view_functions["accounts.sign_in"] = look
    try:
        as_("lan").get("/sign-in")
        app.test_client().get("/sign-in")
    finally:
        app.view_functions["accounts.sign_in"] = before
    assert seen == [(0, ""), (0, "")]


@pytest.mark.parametrize("url", ["/", PEOPLE, "/account"])
def test_a_first_password_opens_nothing_but_its_change(
    as_: As, owner: sa.Connection, url: str
) -> None:
    owner.exec_driver_sql("update account set must_choose_password = true where username = 'lan'")
    response = as_("lan").get(url)
    assert (response.status_code, response.location) == (302, "/choose-password")


def test_an_ended_role_is_no_role(as_: As, owner: sa.Connection) -> None:
    browser = as_("lan")
    assert browser.get(PEOPLE).status_code == 200
    owner.exec_driver_sql("update space_membership set valid_to = valid_from")
    assert browser.get(PEOPLE).status_code == 404


def test_a_disabled_account_is_out_at_once(as_: As, owner: sa.Connection) -> None:
    browser = as_("lan")
    owner.exec_driver_sql("update account set disabled_at = now() where username = 'lan'")
    assert browser.get(PEOPLE).location.startswith("/sign-in")


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_route_is_a_page_or_a_form(method: str) -> None:
    module = Module("visits", __name__)
    with pytest.raises(TypeError, match="one method"):
        getattr(module, method)("/", needs=PUBLIC)


def test_a_route_says_what_it_needs() -> None:
    with pytest.raises(TypeError, match="does not say what it needs"):
        Module("visits", __name__).route("/")


@pytest.mark.parametrize(
    ("address", "needs"),
    [
        ("/visits", "visits.view"),
        ("/visits", MEMBER),
        ("/s/<space>/visits", SIGNED_IN),
    ],
)
def test_a_right_of_a_space_is_asked_in_a_space_only(address: str, needs: str | Door) -> None:
    rule = Rule(address, endpoint="visits.index")
    Map([rule])
    with pytest.raises(PluginError, match="space"):
        boot._check_place("visits", rule, needs)
