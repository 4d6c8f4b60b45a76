"""Thousands of rows at once: held by the policies and cleaned by the types as one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.copying import copied, new_ids, updated
from portal.database import db, one_connection
from portal.reach import Reach, put_in_force
from portal.spaces.models import Body

pytestmark = pytest.mark.database
COLUMNS = ("space_id", "id", "name", "code", "valid_from")
DAY = dt.date(2020, 8, 1)


@contextmanager
def standing(app: Flask, space_id: int) -> Iterator[None]:
    with app.test_request_context("/"), one_connection():
        here = frozenset((space_id,))
        put_in_force(Reach(spaces=here, write=here, personal=here))
        try:
            yield
        finally:
            put_in_force(None)


def bodies(owner: sa.Connection) -> list[Any]:
    query = "select name, code, valid_from, rank from body order by id"
    return [tuple(row) for row in owner.execute(sa.text(query))]


def test_rows_come_in_with_their_ids_and_cleaned(
    app: Flask, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    here = space_ids["xa-sen"]
    with standing(app, here):
        ids = new_ids(db.session, Body, 3)
        names = ["Ban  Thường vụ", "Ban\tDân vận", "\\N; 'x' \u0301"]
        rows = [
            (here, number, name, str(number), DAY) for number, name in zip(ids, names, strict=True)
        ]
        assert copied(db.session, Body, COLUMNS, iter(rows)) == 3
        assert db.session.get(Body, (here, ids[0])).name == "Ban Thường vụ"  # type: ignore[union-attr]
        db.session.commit()
    assert [row[0] for row in bodies(owner)] == ["Ban Thường vụ", "Ban Dân vận", "\\N; 'x' \u0301"]
    assert bodies(owner)[0][1:] == (str(ids[0]), DAY, 100), "defaults hold"


def test_no_row_comes_in_where_one_may_not_write(
    app: Flask, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    here, there = space_ids["xa-sen"], space_ids["xa-lua"]
    with standing(app, here):
        rows = [(here, 1, "Một", "A", DAY), (there, 2, "Hai", "B", DAY)]
        with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
            copied(db.session, Body, COLUMNS, rows)
    assert bodies(owner) == []


def test_rows_are_changed_by_id_within_the_write_reach(
    app: Flask, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    here, there = space_ids["xa-sen"], space_ids["xa-lua"]
    added = sa.insert(Body).returning(Body.id)
    mine, theirs = (
        owner.scalar(added.values(space_id=space, name="Cũ", code=code, valid_from=DAY))
        for space, code in ((here, "A"), (there, "B"))
    )
    with standing(app, here):
        rows = [(here, mine, "Mới"), (there, theirs, "Mới")]
        assert updated(db.session, Body, ("space_id", "id", "name"), rows) == 1
        db.session.commit()
    assert [row[:2] for row in bodies(owner)] == [("Mới", "A"), ("Cũ", "B")]


def test_nothing_is_left_behind(
    app: Flask, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    here = space_ids["xa-sen"]
    with standing(app, here):
        for code in "AB":
            copied(db.session, Body, (*COLUMNS[2:], "space_id"), [("Ban", code, DAY, here)])
        left = sa.text("select count(*) from pg_class where relname like 'copied_%'")
        assert db.session.scalar(left) == 0
        assert new_ids(db.session, Body, 0) == []
