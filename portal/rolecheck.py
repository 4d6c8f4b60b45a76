"""The role that serves: refused as soon as it could pass by a policy."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import sqlalchemy as sa
from flask import Flask
from psycopg.rows import namedtuple_row

from .config import ConfigError
from .database import db
from .guards import guard
from .policies import APP_ROLE

# A temporary table of an import is owned while its session lasts, and holds only its own rows.
ROLE = """
    select rolname, rolsuper, rolbypassrls, rolinherit, rolcreaterole, rolreplication,
        exists (select from pg_class where relowner = r.oid and relpersistence <> 't')
            or exists (select from pg_database where datdba = r.oid)
            or exists (select from pg_namespace where nspowner = r.oid and nspname !~ '^pg_')
            as owns,
        exists (select from pg_auth_members where member = r.oid) as belongs
    from pg_roles r where rolname = current_user
"""


def watch(engine: sa.Engine) -> None:
    """Look at the role of every new connection to the database, before it is first used."""
    sa.event.listen(engine, "connect", _look)


def refuse_at_start(app: Flask) -> None:
    """Connect once. Raises ConfigError for a role with more rights than it needs.

    A database that is away raises nothing: it may come back while the portal waits.
    """
    with app.app_context(), suppress(sa.exc.OperationalError), db.engine.connect():
        pass


def _look(connection: Any, _record: Any) -> None:
    try:
        check(connection)
    finally:
        connection.rollback()


@guard("rolecheck.check", without=None)
def check(connection: Any) -> None:
    """Refuse a role that could pass by the policies. Raises ConfigError.

    `connection` is the driver's own.
    """
    with connection.cursor(row_factory=namedtuple_row) as cursor:
        row = cursor.execute(ROLE).fetchone()
    if row.rolname != APP_ROLE:
        raise ConfigError(f"DATABASE_URL must use the role {APP_ROLE}, not {row.rolname}.")
    for fact, sentence in (
        (row.rolsuper, "is a superuser"),
        (row.rolbypassrls, "may bypass row-level security"),
        (row.rolinherit, "inherits rights; make it NOINHERIT"),
        (row.rolcreaterole, "may make roles"),
        (row.rolreplication, "may replicate, which passes by every policy"),
        (row.owns, "owns tables"),
        (row.belongs, "belongs to another role"),
    ):
        if fact:
            raise ConfigError(f"The database role {APP_ROLE} {sentence}; run `flask db roles`.")
