"""What the tests of history share: a verb to record and a way to write outside a request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit import Actor, Verb, record
from portal.database import db
from portal.errors import Stale
from portal.history.models import Event
from portal.reach import Reach, within
from portal.spaces.models import Body

DAY = dt.date(2021, 1, 5)


def make_body(space_id: int, name: str) -> Body:
    """Add a body and record it, as an action of a module does."""
    body = Body(space_id=space_id, name=name, code=name, valid_from=DAY)
    db.session.add(body)
    db.session.flush()
    record("test.body_made", body, after={"name": name})
    return body


def rename_back(event: Event, payload: dict[str, dict[str, str]]) -> None:
    body = db.session.get(Body, (event.space_id, event.subject_id))
    if body is None or body.name != payload["after"]["name"]:
        raise Stale("The body has changed since.")
    body.name = payload["before"]["name"]


@pytest.fixture(autouse=True)
def verbs(app: Flask) -> Iterator[None]:
    known = app.extensions["portal"].verbs
    mine = [
        Verb("test.body_made", "made the body"),
        Verb("test.body_renamed", "renamed the body", rename_back, "accounts.manage"),
        Verb("test.noted_for_few", "noted", values_need="test.known_to_few"),
        Verb("test.noted_for_managers", "noted", values_need="accounts.manage"),
        Verb("test.reader_only", "did what nobody may", rename_back, "history.view"),
    ]
    known.update({verb.name: verb for verb in mine})
    yield
    for verb in mine:
        del known[verb.name]


@pytest.fixture
def writing(app: Flask, space_ids: dict[str, int]) -> Callable[..., object]:
    """`with writing("xa-sen"):` a transaction that may write in these spaces, then commits."""

    @contextmanager
    def write(*slugs: str, account: int | None = None) -> Iterator[list[int]]:
        ids = frozenset(space_ids[slug] for slug in slugs)
        reach = Reach(spaces=ids, write=ids, personal=ids, log=ids, logs=("*",), account_id=account)
        with app.app_context(), within(reach):
            db.session.info["actor"] = Actor(account, "Nguyễn Thị Lan")
            yield [space_ids[slug] for slug in slugs]
            db.session.commit()
            db.session.remove()

    return write


@pytest.fixture
def account_ids(owner: sa.Connection) -> dict[str, int]:
    return dict(owner.execute(sa.text("select username, id from account")).tuples().all())


@pytest.fixture
def renamed(writing: Callable[..., Any], account_ids: dict[str, int]) -> int:
    """The id of the event by which a body of xa-sen got another name."""
    with writing("xa-sen", account=account_ids["lan"]) as (space,):
        body = make_body(space, "Ban Dân vận")
        body.name = "Khối Vận"
        event = record(
            "test.body_renamed", body, before={"name": "Ban Dân vận"}, after={"name": "Khối Vận"}
        )
    with writing("xa-lua") as (space,):
        make_body(space, "Ban Lúa")
    return event.id
