"""The portal refuses to serve with a database role that could pass by a policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import rolecheck
from portal.config import ConfigError
from portal.database import db

pytestmark = pytest.mark.database


@pytest.fixture
def alters(owner: sa.Connection) -> Iterator[Callable[[str, str], None]]:
    """Give the role a right, and take it away after the test."""
    undo: list[str] = []

    def alter(grant: str, revoke: str) -> None:
        undo.append(revoke)
        owner.exec_driver_sql(grant)

    yield alter
    for statement in undo:
        owner.exec_driver_sql(statement)


def test_the_role_as_made_serves(app: Flask) -> None:
    rolecheck.refuse_at_start(app)


@pytest.mark.parametrize(
    ("grant", "says"),
    [
        ("alter role portal_app bypassrls", "bypass"),
        ("alter role portal_app inherit", "NOINHERIT"),
        ("alter role portal_app createrole", "make roles"),
        ("alter role portal_app superuser", "superuser"),
        ("grant pg_read_all_data to portal_app", "another role"),
        ("alter table body owner to portal_app", "owns tables"),
    ],
)
def test_a_role_with_more_rights_is_refused(app: Flask, grant: str, says: str) -> None:
    """In a transaction that is taken back: the role is that of every test on the same server."""
    engine = sa.create_engine(app.extensions["portal_config"].owner_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(grant)
        connection.exec_driver_sql("set local role portal_app")
        with pytest.raises(ConfigError, match=says):
            rolecheck.check(connection.connection.driver_connection)
        connection.rollback()


def test_it_is_refused_at_once(app: Flask, alters: Callable[[str, str], None]) -> None:
    alters(
        "alter table body owner to portal_app",
        "alter table body owner to current_user",
    )
    with app.app_context():
        db.engine.dispose()
    with pytest.raises(ConfigError, match="owns tables"):
        rolecheck.refuse_at_start(app)


def test_the_owner_may_not_serve(app: Flask) -> None:
    engine = sa.create_engine(app.extensions["portal_config"].owner_url, poolclass=sa.NullPool)
    with (
        engine.connect() as connection,
        pytest.raises(ConfigError, match="must use the role portal_app"),
    ):
        rolecheck.check(connection.connection.driver_connection)


def test_a_temporary_table_is_no_reason_to_refuse(app: Flask) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("create temporary table of_an_import (id int)")
        with db.engine.connect() as other:
            rolecheck.check(other.connection.driver_connection)
