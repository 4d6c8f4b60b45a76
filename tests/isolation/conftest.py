"""Rows of two neighbouring communes, made as the owner, for the tests of who sees what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask, g

from portal import database
from portal.access import Access
from portal.accounts.models import Account
from portal.accounts.queries import access_for
from portal.database import map_session
from portal.reach import Reach, within
from portal.spaces.models import Body

Opens = Callable[..., AbstractContextManager[None]]
Visits = Callable[..., AbstractContextManager[Access]]


@pytest.fixture
def bodies(owner: sa.Connection, space_ids: dict[str, int]) -> dict[str, int]:
    """The id of one body in each space of the cast, by the space's slug."""
    made = {}
    for slug, space_id in space_ids.items():
        values = {
            "space_id": space_id,
            "name": f"Ban của {slug}",
            "code": "test",
            "valid_from": dt.date(2021, 1, 1),
        }
        made[slug] = owner.scalar(sa.insert(Body).values(values).returning(Body.id))
    return made


@pytest.fixture
def opens(app: Flask, space_ids: dict[str, int]) -> Opens:
    """Work within the reach of some spaces, by slug: `with opens("xa-sen", write="xa-sen"):`."""

    @contextmanager
    def begin(*slugs: str, write: str = "", read_only: bool = False) -> Iterator[None]:
        reach = Reach(
            spaces=frozenset(space_ids[slug] for slug in slugs),
            write=frozenset({space_ids[write]} if write else ()),
            read_only=read_only,
        )
        with app.app_context(), within(reach):
            yield

    return begin


@pytest.fixture
def visits(app: Flask, bodies: dict[str, int]) -> Visits:
    """Stand in a space as one of the cast, with the reach of that space alone."""

    @contextmanager
    def stand(who: str, slug: str, *, write: bool = False) -> Iterator[Access]:
        with app.test_request_context(f"/s/{slug}/"), database.one_connection():
            with map_session() as session:
                account_id = session.scalar(sa.select(Account.id).where(Account.username == who))
                access = access_for(session, account_id or 0, slug).access
            assert access.here is not None
            g.access = access
            here = frozenset({access.here.id})
            reach = Reach(spaces=here, write=here if write else frozenset(), read_only=not write)
            with within(reach):
                yield access

    return stand
