"""How the portal connects to PostgreSQL: no more is asked of a connection than is needed."""

from __future__ import annotations

import select
import time
from collections.abc import Sequence
from functools import cached_property
from typing import Any, overload

import psycopg
import sqlalchemy as sa
from psycopg import Column
from sqlalchemy import event
from sqlalchemy.pool import ConnectionPoolEntry

RESTED = 30.0
"""After how many seconds without use a connection is asked whether it still lives."""


class Description(Sequence[Column]):
    """The columns of a result, looked up once somebody reads them.

    SQLAlchemy keeps what it learned of a statement the first time. From then on it asks only
    whether there are columns, and a page would describe more than a hundred for nothing.
    """

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor

    @cached_property
    def _columns(self) -> list[Column]:
        return self._cursor.described() or []

    def __bool__(self) -> bool:
        return True

    def __len__(self) -> int:
        return len(self._columns)

    @overload
    def __getitem__(self, index: int) -> Column: ...
    @overload
    def __getitem__(self, index: slice) -> list[Column]: ...
    def __getitem__(self, index: int | slice) -> Column | list[Column]:
        return self._columns[index]


class Cursor(psycopg.Cursor[Any]):
    """A cursor that describes its columns to whoever reads the description."""

    @property
    def description(self) -> Any:
        """The columns of the result; None where it has no rows to return."""
        result = self.pgresult
        return Description(self) if result and result.nfields else self.described()

    def described(self) -> list[Column] | None:
        """The columns as psycopg describes them."""
        return super().description


OPTIONS: dict[str, Any] = {
    "pool_size": 5,
    "max_overflow": 5,
    "pool_recycle": 1800,
    "hide_parameters": True,
    "connect_args": {"cursor_factory": Cursor},
}
"""What the engine is made with."""


def watch(engine: sa.Engine) -> None:
    """Ask a connection whether it lives when it rested for long, or when the server spoke unasked.

    That is how a server says that it went away. To ask each time would be a question more on
    every page.
    """

    @event.listens_for(engine, "checkin")
    def put_away(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["used_at"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def take_out(connection: psycopg.Connection, record: ConnectionPoolEntry, _proxy: Any) -> None:
        rested = time.monotonic() - record.info.get("used_at", time.monotonic())
        if rested < RESTED and not _spoke(connection):
            return
        try:
            engine.dialect.do_ping(connection)  # type: ignore[arg-type]
        except psycopg.Error as error:
            raise sa.exc.InvalidatePoolError(str(error)) from error


def _spoke(connection: psycopg.Connection) -> bool:
    asked = select.poll()
    asked.register(connection, select.POLLIN)
    return bool(asked.poll(0))
