"""What the tests of the inbox share: a source of things to do, kept in bodies of spaces."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.access import Permission
from portal.locale import today
from portal.pages import InboxSource
from portal.spaces.models import Body

Put = Callable[..., None]
Offer = Callable[..., InboxSource]
TODO = re.compile(
    r'<li><span class="st box (\w+)">.*?</svg>([^<]*)</span>\s*'
    r'<div><a href="([^"]*)"><b>([^<]*)</b>',
    re.S,
)


def bodies() -> sa.Select[tuple[int, int, str, dt.date]]:
    """Bodies that end: each is a thing to do until its last day."""
    return sa.select(Body.space_id, Body.id, Body.name, Body.valid_to)


@pytest.fixture
def offer(app: Flask) -> Iterator[Offer]:
    """`offer("test.ends", …)` registers a source, as a module does at boot; nothing else is one."""
    registry = app.extensions["portal"]
    before, rights, owner = list(registry.inbox), dict(registry.permissions), dict(registry.owner)
    registry.inbox.clear()

    def register(name: str = "test.ends", **options: object) -> InboxSource:
        given = {"needs": "test.see", "select": bodies, "endpoint": "dashboard.overview"}
        source = InboxSource(name=name, label=f"Nguồn {name}", **{**given, **options})  # type: ignore[arg-type]
        registry.inbox.append(source)
        registry.owner[f"inbox {name}"] = "spaces"
        return source

    for right in (
        Permission("test.see", "See", roles=("administrator", "leader", "officer"), descends=True),
        Permission("test.own", "See own", roles=("administrator", "officer")),
        Permission(
            "test.unit", "See unit", roles=("administrator", "branch_head", "officer"), narrows=True
        ),
    ):
        registry.permissions[right.name] = right
        registry.owner[f"permissions {right.name}"] = "test"
    yield register
    registry.inbox[:] = before
    registry.permissions.clear()
    registry.permissions.update(rights)
    registry.owner.clear()
    registry.owner.update(owner)


@pytest.fixture
def put(owner: sa.Connection, space_ids: dict[str, int]) -> Put:
    """`put("xa-sen", "Ban A", days=-3)` is due three days ago; without days it has no deadline."""

    def add(slug: str, name: str, days: int | None = None) -> None:
        until = None if days is None else today() + dt.timedelta(days=days)
        owner.execute(
            sa.insert(Body).values(
                space_id=space_ids[slug],
                name=name,
                code=name,
                valid_from=dt.date(2021, 1, 5),
                valid_to=until,
            )
        )

    return add


def shown(text: str) -> list[tuple[str, str, str, str]]:
    """Each thing to do on a page: kind of status, words of the deadline, address, title."""
    return TODO.findall(text)


def titles(text: str) -> list[str]:
    return [title for _kind, _words, _url, title in shown(text)]
