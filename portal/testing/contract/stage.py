"""A whole portal on a database with example rows, and every person signed in."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from ... import create_app, formkeys
from ...accounts.models import Account, AccountSession, SpaceMembership
from ...accounts.sessions import token_digest
from ...database import db
from ...locale import now, today
from ...looks.models import GRANTED, LookGrant
from ...spaces.models import Space
from ...translating import compile_checkout
from .. import fixtures
from ..client import Browser
from ..rows import CannotMake
from ..server import TestServer
from . import ground, persons, subjects
from .standing import Ground, stand

# What may differ while nothing that anyone recorded has changed: the last use of a session.
RESTLESS = ("account_session",)


@dataclass
class Stage:
    """The portal, its two databases (a pattern and the one in use) and everyone's sessions."""

    app: Flask
    server: TestServer
    pattern: str
    database: str
    tokens: dict[str, tuple[str, int]]
    ids: dict[str, dict[str, int]] = field(default_factory=dict)
    spaces: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    @cached_property
    def owner(self) -> sa.Engine:
        """The door of the owner to the database in use; one connection is kept open."""
        return sa.create_engine(self.server.owner_url(self.database), pool_size=1)

    def renew(self) -> None:
        """Give the portal a fresh copy of the pattern."""
        self.close()
        self.server.create(self.database, self.pattern)

    def close(self) -> None:
        """Leave the database in use."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        self.owner.dispose()

    def browser(self, username: str) -> Browser:
        """A browser signed in as somebody, or a visitor's."""
        browser: Browser = self.app.test_client()  # type: ignore[assignment]
        if username:
            browser.set_cookie("session", self._cookie(username))
        return browser

    def _cookie(self, username: str) -> str:
        if username not in self.cookies:
            signing = SecureCookieSessionInterface().get_signing_serializer(self.app)
            assert signing is not None
            signed_in = {"_user_id": self.tokens[username][0], "_fresh": True}
            self.cookies[username] = str(signing.dumps(signed_in))
        return self.cookies[username]

    def form(self, browser: Browser, username: str) -> dict[str, str]:
        """The hidden fields of a form, as a page of this browser would carry them."""
        raw, secret = secrets.token_hex(20), str(self.app.secret_key)
        with browser.session_transaction() as cookie:
            cookie["csrf_token"] = raw
        fields = {
            "csrf_token": str(URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(raw))
        }
        if username:
            fields["form_key"] = formkeys.key_for(self.app, self.tokens[username][1])
        return fields

    def ask(self, username: str, method: str, url: str, **options: Any) -> TestResponse:
        """One request of somebody; a form carries its hidden fields unless `data` is given."""
        browser = self.browser(username)
        if method == "POST" and "data" not in options:
            options["data"] = self.form(browser, username)
        return browser.open(url, method=method, **options)

    def wake(self) -> None:
        """Count every session as used just now: else, on a slow day, a page would note its use."""
        with self.owner.begin() as connection:
            connection.execute(sa.text("update account_session set last_used_at = now()"))

    def state(self, *but: str) -> dict[str, str]:
        """A digest of every table's rows, to tell whether a request changed any."""
        tables = [name for name in subjects.models() if name not in (*RESTLESS, *but)]
        parts = [
            f"select '{name}', md5(coalesce(string_agg(t::text, '|' order by t::text), ''))"
            f' from "{name}" t'
            for name in tables
        ]
        with self.owner.connect() as connection:
            return dict(connection.execute(sa.text(" union all ".join(parts))).tuples().all())


@contextmanager
def raise_stage(server: TestServer, template: str, name: str, var: Path) -> Iterator[Stage]:
    """Build the pattern from the template, and the portal on a copy of it."""
    pattern = f"{name}_pattern"
    server.create(pattern, template)
    config = fixtures.test_config(server, name, var)
    compile_checkout([fixtures.PLUGINS])
    app = create_app(replace(config, idle_limit=dt.timedelta(days=1)))
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False)
    app.test_client_class = Browser
    with stand(server, pattern) as ready:
        stage = Stage(app, server, pattern, name, _sign_in(ready))
        lay_everything(ready)
        stage.ids = _ids(ready)
        owner = ready.maker.owner
        stage.spaces = dict(owner.execute(sa.select(Space.slug, Space.id)).tuples().all())
        people = sa.select(Account.username, Account.id)
        stage.accounts = dict(owner.execute(people).tuples().all())
    stage.renew()
    yield stage
    stage.close()
    server.drop(name)
    server.drop(pattern)


def lay_everything(ready: Ground) -> None:
    """Example rows of every table, in every place. Raises CannotMake where none can be made."""
    for table in subjects.models():
        ready.trial(table)


def _sign_in(ready: Ground) -> dict[str, tuple[str, int]]:
    owner, tokens = ready.maker.owner, {}
    spaces = dict(owner.execute(sa.select(Space.slug, Space.id)).tuples().all())
    closing = sa.update(Space).where(Space.slug == persons.CLOSED)
    owner.execute(closing.values(closed_on=dt.date(2024, 6, 30), closed_reason="Sáp nhập"))
    for someone in persons.made_for_roles():
        account = ready.maker.row(
            Account.__table__,  # type: ignore[arg-type]
            username=someone.username,
            display_name=f"Người {someone.username}",
        )
        for held in someone.held:
            owner.execute(sa.insert(SpaceMembership).values(_role(held, account["id"], spaces)))
        for slug in (*someone.looks, *someone.looked):
            over = slug in someone.looked
            owner.execute(sa.insert(LookGrant).values(_look(slug, account["id"], spaces, over)))
    for account_id, username in owner.execute(sa.select(Account.id, Account.username)).tuples():
        token = secrets.token_urlsafe(24)
        added = sa.insert(AccountSession).values(
            account_id=account_id,
            token_hash=token_digest(token),
            device="Máy thử",
            created_at=now(),
            last_used_at=now(),
            expires_at=now() + dt.timedelta(days=1),
        )
        session_id = owner.scalar(added.returning(AccountSession.id))
        tokens[username] = (token, int(session_id or 0))
    return tokens


def _role(held: persons.Held, account_id: int, spaces: dict[str, int]) -> dict[str, Any]:
    return {
        "account_id": account_id,
        "in_space_id": spaces[held.space],
        "role": held.role,
        "unit_ids": persons.UNITS if held.narrowed else None,
        "body_ids": persons.BODIES if held.in_body else None,
        "valid_from": dt.date(2020, 1, 1),
        "valid_to": dt.date(2021, 1, 1) if held.ended else None,
    }


def _look(slug: str, account_id: int, spaces: dict[str, int], over: bool) -> dict[str, Any]:
    last = today() - dt.timedelta(days=1) if over else today()
    return {
        "account_id": account_id,
        "in_space_id": spaces[slug],
        "from_space_id": spaces[persons.ABOVE],
        "state": GRANTED,
        "reason": "inspection",
        "valid_from": last - dt.timedelta(days=20),
        "valid_to": last + dt.timedelta(days=0 if over else 10),
    }


def _ids(ready: Ground) -> dict[str, dict[str, int]]:
    """For each table with an id, one row of the own space and one of the neighbour's."""
    at, owner = ground.places(ready.maker.owner), ready.maker.owner
    people = dict(owner.execute(sa.select(Account.username, Account.id)).tuples().all())
    where = {
        "space_id": (at.own, at.neighbour),
        "in_space_id": (at.own, at.neighbour),
        "account_id": (people["lan"], people["minh"]),
    }
    found: dict[str, dict[str, int]] = {
        "account": {"own": people["lan"], "foreign": people["minh"]}
    }
    for name, model in subjects.models().items():
        table = subjects.table_of(model)
        if "id" in table.c and name not in found:
            found[name] = _sides(ready, table.c.id, where)
    for name in subjects.columns_of_ids():
        of, _, column = name.partition(".")
        found[name] = _sides(ready, subjects.table_of(subjects.models()[of]).c[column], where)
    return found


def _sides(
    ready: Ground, number: sa.Column[int], where: dict[str, tuple[int, int]]
) -> dict[str, int]:
    """The number that addresses take of a row of the own space, and of one of the neighbour's."""
    table = number.table
    key = next((key for key in where if key in table.c), None)
    if key is None:
        return {"own": ready.maker.owner.scalar(sa.select(sa.func.min(number))) or 0}
    own, neighbour = where[key]
    return {
        "own": _one(ready, number, key, own),
        "foreign": _one(ready, number, key, neighbour, but=own),
    }


def _one(
    ready: Ground, number: sa.Column[int], key: str, value: int, but: int | None = None
) -> int:
    """The number of a row of a side; a foreign one is none of the own side as well."""
    table: Any = number.table
    other = table.alias("own")
    shared = sa.select(other.c[number.name]).where(other.c[key] == but)
    asked = sa.select(sa.func.min(number)).where(table.c[key] == value, number.not_in(shared))
    found = ready.maker.owner.scalar(asked)
    if found is not None:
        return int(found)
    try:
        return int(ready.maker.row(table, **{key: value})[number.name])
    except CannotMake:
        return 0
