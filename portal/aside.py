"""Read within other reaches than the request's, on its one connection, and leave no trace of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.orm import Session as OrmSession

from . import database
from .database import IN_FORCE, LIMITS, db
from .reach import Reach, within


@contextmanager
def reading(inner: Reach, **limits: str) -> Iterator[OrmSession]:
    """A fresh session that reads within a reach already worked out, as reaching() does.

    `limits` are further settings of PostgreSQL for this while, such as `statement_timeout`.
    """
    with lent() as connection, taking(connection, inner, **limits) as session:
        yield session


@contextmanager
def lent() -> Iterator[sa.Connection]:
    """The request's connection, to read within one reach after the other; then all is as it was.

    A page that only reads needs no savepoint for that, unless it fails within one. It has written
    nothing, so after a fault that its caller keeps to itself the transaction can begin anew.
    """
    connection = db.session.connection()
    outer: Reach = connection.info[IN_FORCE]
    limits = connection.info.get(LIMITS, {})
    if not outer.read_only:
        with set_aside() as connection:
            yield connection
        return
    try:
        yield connection
    finally:
        if not _give_again(connection, outer, limits) and not connection.in_nested_transaction():
            # By word, not by SQLAlchemy: what the page loaded so far is still good.
            connection.exec_driver_sql("rollback")
            database.apply(connection, outer, limits)


@contextmanager
def set_aside() -> Iterator[sa.Connection]:
    """A savepoint in which reaches may be taken one after the other; then all is as it was."""
    connection = db.session.connection()
    outer: Reach = connection.info[IN_FORCE]
    limits = connection.info.get(LIMITS, {})
    db.session.flush()
    savepoint = connection.begin_nested()
    whole = False
    try:
        yield connection
        whole = outer.read_only
    finally:
        if not savepoint.is_active:
            # Somebody ended the whole transaction inside; what is left of it has no savepoint.
            database.apply(connection, outer, limits)
        elif whole and _give_again(connection, outer, limits):
            # Nothing can have been written. A rollback would also make the driver forget every
            # statement it prepared, and PostgreSQL plan each of them anew.
            savepoint.commit()
        else:
            # PostgreSQL takes every setting back with the savepoint, READ ONLY too.
            connection.info.update({IN_FORCE: outer, LIMITS: limits})
            savepoint.rollback()


def _give_again(connection: sa.Connection, reach: Reach, limits: Mapping[str, str]) -> bool:
    """Set a former reach; False where a statement failed and PostgreSQL answers nothing more."""
    try:
        database.apply(connection, reach, limits)
    except sa.exc.InternalError:
        return False
    return True


@contextmanager
def standing_in(connection: sa.Connection, inner: Reach, **limits: str) -> Iterator[None]:
    """Give `db.session` another reach, inside lent() or set_aside()."""
    with within(inner):
        database.apply(connection, inner, limits)
        yield


@contextmanager
def taking(connection: sa.Connection, inner: Reach, **limits: str) -> Iterator[OrmSession]:
    """A fresh session within a reach, inside set_aside(); `db.session` has that reach as well.

    It is closed before another reach is taken: two sessions half-way through a result on one
    connection were seen to swap reaches. Until something is asked of it, it costs nothing.
    """
    with (
        standing_in(connection, inner, **limits),
        OrmSession(
            # The reach is in force around it already, and goes with the savepoint.
            connection,
            info={"unguarded": True},
            join_transaction_mode="rollback_only",
        ) as session,
    ):
        yield session


def is_whole(connection: sa.Connection, reach: Reach) -> bool:
    """Whether what ran inside set_aside() left its savepoint and its reach as they were."""
    savepoint = connection.get_nested_transaction()
    return savepoint is not None and savepoint.is_active and connection.info[IN_FORCE] == reach
