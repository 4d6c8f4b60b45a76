"""Rows of two neighbouring communes, made as the owner, for the tests of who sees what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.reach import Reach, within
from portal.spaces.models import Body

Opens = Callable[..., AbstractContextManager[None]]


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
