"""What the tests about accounts share: passwords, ids, forms sent from a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.access import Permission
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


Roles = Callable[[str, str], list[tuple[str, str, str]]]


@pytest.fixture
def roles(owner: sa.Connection) -> Roles:
    """What somebody is in a space: role, first and last day as texts."""

    def of(username: str, slug: str) -> list[tuple[str, str, str]]:
        rows = owner.execute(
            sa.text(
                "select role, valid_from::text, coalesce(valid_to::text, '')"
                " from space_membership m join account a on a.id = account_id"
                " join space s on s.id = in_space_id"
                " where username = :u and slug = :s order by m.id"
            ),
            {"u": username, "s": slug},
        )
        return [tuple(row) for row in rows]  # type: ignore[misc]

    return of


@pytest.fixture
def role_id(owner: sa.Connection) -> Callable[[str, str], int]:
    """The id of a role that somebody holds: `role_id("lan", "officer")`."""

    def of(username: str, role: str) -> int:
        found = owner.scalar(
            sa.text(
                "select m.id from space_membership m join account a on a.id = account_id"
                " where username = :u and role = :r order by m.id desc limit 1"
            ),
            {"u": username, "r": role},
        )
        return int(found or 0)

    return of


@pytest.fixture
def leaders_only(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A right that only leaders hold."""
    secret = Permission("accounts.decide", "Decide", roles=("leader",), personal=True)
    monkeypatch.setitem(app.extensions["portal"].permissions, secret.name, secret)


def new_role(slug: str, account_id: int) -> str:
    return f"/s/{slug}/people/{account_id}/roles/new"
