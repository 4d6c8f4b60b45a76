"""What a fault leaves in the log, and what never reaches the database."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts import actions
from portal.testing.client import Browser

As = Callable[[str], Browser]
pytestmark = pytest.mark.database
NAMELESS = "insert into account (username, phone, email) values (:u, :p, :e)"
PERSON = {"u": "mat", "p": "0912345678", "e": "mat@rieng.vn"}


@pytest.fixture
def faults(app: Flask, caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """The log of an app that answers faults with a page, as one that serves does."""
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    caplog.set_level(logging.INFO)
    return caplog


def test_a_fault_of_the_database_names_nobody_in_the_log(
    as_: As, faults: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "fold", lambda _text: None)
    lan = as_("lan")
    values = {"name": "Nguyễn Thị Mật", "phone": "0912345678", "role": "officer"}
    day = {"valid_from": ["1", "1", "2026"]}
    answer = lan.post("/s/xa-sen/people/new", data={**lan.tokens("/account"), **values, **day})
    assert answer.status_code == 500
    assert "violates not-null constraint" in faults.text
    assert "Mật" not in faults.text and "0912345678" not in faults.text


def test_nor_does_an_engine_of_another_role(owner: sa.Connection) -> None:
    with pytest.raises(sa.exc.IntegrityError) as caught:
        owner.execute(sa.text(NAMELESS), PERSON)
    said = f"{caught.value} {caught.value.orig}"
    assert "not-null" in said and not any(value in said for value in PERSON.values())
    assert caught.value.orig.diag.column_name == "display_name"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/s/a%00b/", 404),
        ("/s/xa-sen/spaces/%00/reopen", 404),
        ("/s/xa-sen/people?role=%00", 400),
        ("/s/xa-sen/people?%00=x", 400),
        ("/s/xa-sen/history?verb=%00", 400),
        ("/s/xa-sen/inbox?at=%00", 400),
        ("/search?q=a%00", 400),
    ],
)
def test_a_nul_in_an_address_is_refused_on_a_page(
    as_: As, client: Browser, faults: pytest.LogCaptureFixture, url: str, status: int
) -> None:
    answer = as_("lan").get(url)
    assert answer.status_code == status and "<main" in answer.text
    for other in (as_("an"), client):
        assert other.get(url).status_code in (302, 404, status)
    assert "Fault" not in faults.text


def test_a_nul_in_a_form_is_refused(client: Browser, faults: pytest.LogCaptureFixture) -> None:
    values = {**client.tokens("/sign-in"), "name": "la\0n", "password": "x"}
    assert client.post("/sign-in", data=values).status_code == 400
    assert "Fault" not in faults.text
