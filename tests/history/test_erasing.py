"""The values of an event are erased, by page or command, and the chain still holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit import record
from portal.history.verifying import verify
from portal.testing.client import Browser
from tests.history.test_chain import Citizen

pytestmark = pytest.mark.database
SignIn = Callable[[str], Browser]


@pytest.fixture
def page(writing: Callable[..., object]) -> str:
    """The page of an event that names a person and keeps their phone number."""
    with writing("xa-sen") as (space,):  # type: ignore[attr-defined]
        event = record(
            "test.body_made", Citizen(space, 7, "Nguyễn Văn Tí"), after={"phone": "0939"}
        )
    return f"/s/xa-sen/history/{event.id}"


def test_an_administrator_erases_what_an_event_says_of_a_person(
    app: Flask, as_: SignIn, page: str, owner: sa.Connection
) -> None:
    lan = as_("lan")
    assert f"{page}/erase" in lan.get(page).text
    assert "Nguyễn Văn Tí" in lan.get(f"{page}/erase").text
    blank = lan.send(f"{page}/erase", {"reason": " "})
    assert blank.status_code == 422
    assert 'id="reason-error"' in blank.text
    assert lan.send(f"{page}/erase", {"reason": "Đơn số 7"}).location == page
    after = lan.get(page).text
    assert "0939" not in after
    assert "Nguyễn Văn Tí" not in after
    assert f"{page}/erase" not in after
    assert "Nguyễn Văn Tí" not in lan.get("/s/xa-sen/history").text
    assert 'name="reason"' not in lan.get(f"{page}/erase").text
    who = owner.execute(sa.text("select verb, account_name from event order by seq")).all()
    assert [tuple(row) for row in who[1:]] == [("history.payload_erased", "Nguyễn Thị Lan")]
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0


def test_what_is_erased_once_is_not_erased_again(as_: SignIn, page: str) -> None:
    lan = as_("lan")
    assert lan.send(f"{page}/erase", {"reason": "Đơn số 7"}).status_code == 303
    assert lan.send(f"{page}/erase", {"reason": "Đơn số 7"}).status_code == 409


@pytest.mark.parametrize(
    ("who", "status"), [("tam", 403), ("sau", 403), ("hoa", 403), ("minh", 404), ("an", 404)]
)
def test_only_administrators_of_the_space_itself_erase(
    as_: SignIn, page: str, owner: sa.Connection, who: str, status: int
) -> None:
    browser = as_(who)
    assert browser.get(f"{page}/erase").status_code == status
    assert browser.send(f"{page}/erase", {"reason": "Đơn số 7"}).status_code == status
    assert owner.scalar(sa.text("select count(*) from event_payload")) == 1


def test_an_event_of_a_neighbour_answers_like_an_unknown_one(as_: SignIn, page: str) -> None:
    near = page.replace("xa-sen", "xa-lua")
    assert as_("minh").get(f"{near}/erase").status_code == 404
    assert as_("minh").send(f"{near}/erase", {"reason": "Đơn số 7"}).status_code == 404


def test_an_event_forgets_a_person_and_its_chain_holds(
    app: Flask, as_: Callable[[str], Browser], owner: sa.Connection
) -> None:
    lan = as_("lan")
    tam = owner.scalar(sa.text("select id from account where username = 'tam'"))
    lan.post(f"/s/xa-sen/people/{tam}/disable", data=lan.tokens("/account"))
    assert "Trần Văn Tám" in lan.get("/s/xa-sen/history").text
    erase = app.test_cli_runner().invoke
    words = ["audit", "erase", "xa-sen", "1", "--yes", "--reason"]
    assert erase(args=[*words, " "]).exit_code == 1
    assert owner.scalar(sa.text("select count(*) from event_payload")) == 1
    done = erase(args=[*words, "Đơn số 7"])
    assert done.exit_code == 0, done.output
    assert "Trần Văn Tám" not in lan.get("/s/xa-sen/history").text
    verbs = list(owner.scalars(sa.text("select verb from event order by seq")))
    assert verbs[0] == "accounts.account_disabled" and len(verbs) == 2
    chains = verify(app.extensions["portal_config"].owner_url, "xa-sen")
    assert [chain.broken for chain in chains] == [None]
    assert erase(args=[*words, "Đơn số 7"]).exit_code == 1
    assert erase(args=["audit", "erase", "xa-sen", "99", "--yes", "--reason", "x"]).exit_code == 1
