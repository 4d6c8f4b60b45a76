"""A connection is asked what somebody needs: its columns once, whether it lives after a rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import connecting
from portal.connecting import Cursor
from portal.database import db

pytestmark = pytest.mark.database
ASKED = sa.select(sa.literal(1).label("one"), sa.literal("hai").label("two"))


@pytest.fixture
def engine(app: Flask) -> Iterator[sa.Engine]:
    with app.app_context():
        db.engine.dispose()
        yield db.engine
        db.engine.dispose()


def test_columns_are_described_once_for_a_statement(engine: sa.Engine) -> None:
    described: list[Cursor] = []
    real = Cursor.described

    def noting(cursor: Cursor) -> Any:
        described.append(cursor)
        return real(cursor)

    with engine.connect() as connection, patch.object(Cursor, "described", noting):
        for _time in range(3):
            assert connection.execute(ASKED).mappings().one() == {"one": 1, "two": "hai"}
    assert len(described) <= 1


def test_a_description_says_what_the_driver_would(engine: sa.Engine) -> None:
    with engine.connect() as connection, connection.connection.cursor() as cursor:
        cursor.execute("select 1 as one, 'hai' as two")
        assert [each.name for each in cursor.description] == ["one", "two"]
        assert len(cursor.description) == 2
        assert cursor.description[-1].name == "two"
        assert cursor.description[:1][0].type_code == 23
        cursor.execute("select")
        assert list(cursor.description) == []
        cursor.execute("set local search_path = public")
        assert cursor.description is None


@pytest.mark.parametrize(
    ("rested", "asked"), [(0.0, 0), (connecting.RESTED / 2, 0), (connecting.RESTED + 1, 1)]
)
def test_only_a_connection_that_rested_is_asked_whether_it_lives(
    engine: sa.Engine, rested: float, asked: int
) -> None:
    with engine.connect() as connection:
        record = connection.connection._connection_record
        assert record is not None
    record.info["used_at"] -= rested
    with patch.object(engine.dialect, "do_ping", wraps=engine.dialect.do_ping) as ping:
        with engine.connect() as connection:
            assert connection.execute(ASKED).one() == (1, "hai")
        assert ping.call_count == asked


def test_a_connection_whose_server_went_away_is_replaced(
    engine: sa.Engine, owner: sa.Connection
) -> None:
    with engine.connect() as connection:
        first = connection.scalar(sa.text("select pg_backend_pid()"))
    owner.execute(sa.text("select pg_terminate_backend(:pid, 5000)"), {"pid": first})
    with engine.connect() as connection:
        assert connection.scalar(sa.text("select pg_backend_pid()")) != first
