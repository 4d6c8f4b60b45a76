"""What the tests about accounts share: passwords, ids, forms sent from a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.accounts.models import Account
from portal.accounts.passwords import set_password
from portal.database import map_session
from portal.testing.client import Browser

PASSWORD = "bốn cây cầu khỉ 27"
OTHER = "mưa rào trên mái lá"


@pytest.fixture
def ids(owner: sa.Connection) -> dict[str, int]:
    """The ids of the cast's accounts, by username."""
    return dict(owner.execute(sa.text("select username, id from account")).tuples().all())


@pytest.fixture
def give_password(app: Flask) -> Callable[..., None]:
    """Give somebody of the cast a password: `give_password("lan")`."""

    def give(username: str, password: str = PASSWORD) -> None:
        with app.app_context(), map_session(write=True) as session:
            account = session.scalars(sa.select(Account).where(Account.username == username)).one()
            set_password(session, account, password)

    return give


@pytest.fixture
def send() -> Callable[..., TestResponse]:
    """Send a form with fresh tokens: `send(browser, url, name="…")`."""

    def post(browser: Browser, url: str, page: str = "/account", **data: Any) -> TestResponse:
        return browser.post(url, data={**browser.tokens(page), **data})

    return post


@pytest.fixture
def sign_in(send: Callable[..., TestResponse]) -> Callable[..., TestResponse]:
    """Type a name and a password at the door: `sign_in(client, "lan", PASSWORD)`."""

    def enter(
        browser: Browser, name: str, password: str, target: str | None = None, **data: Any
    ) -> TestResponse:
        data |= {"name": name, "password": password}
        if target is not None:
            data["next"] = target
        return send(browser, "/sign-in", page="/sign-in", **data)

    return enter


@pytest.fixture
def events(owner: sa.Connection) -> Callable[[str], list[str]]:
    """The verbs recorded in a space, in order: `events("xa-sen")`."""

    def verbs(slug: str) -> list[str]:
        rows = owner.execute(
            sa.text(
                "select verb from event join space on space.id = event.space_id"
                " where slug = :slug order by seq"
            ),
            {"slug": slug},
        )
        return list(rows.scalars())

    return verbs
