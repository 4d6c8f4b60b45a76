"""The PostgreSQL of the tests: embedded, or any other by TEST_DATABASE_URL."""

from __future__ import annotations

import os
from pathlib import Path

import sqlalchemy as sa

from ..embedded import Instance, ensure
from ..policies import APP_ROLE

VAR = Path(os.environ.get("PORTAL_TEST_VAR", "var/test"))


class TestServer:
    """Makes and drops databases for tests, and gives their addresses by role.

    The embedded server is that of `var`; its data lie in memory and go when the tests have ended.
    """

    __test__ = False

    def __init__(self, var: Path = VAR) -> None:
        external = os.environ.get("TEST_DATABASE_URL")
        self.instance: Instance | None = (
            None if external else ensure(var, durable=False, passing=True)
        )
        self._external = sa.make_url(external) if external else None

    def owner_url(self, database: str) -> str:
        """The address of a database as its owner."""
        return self._url(None, database)

    def app_url(self, database: str) -> str:
        """The address of a database as the role that serves."""
        return self._url(APP_ROLE, database)

    def create(self, database: str, template: str | None = None) -> None:
        """Make a database afresh, as a copy of the template."""
        copied = f" template {template}" if template else ""
        self._run(
            f"drop database if exists {database} with (force)",
            # By the log, which is the default, a copy costs twice the work.
            f"create database {database}{copied} strategy file_copy",
        )

    def drop(self, database: str) -> None:
        """Drop a database, whoever is still connected."""
        self._run(f"drop database if exists {database} with (force)")

    def release(self) -> None:
        """Let go of the server; the last one out stops it."""
        if self.instance is not None:
            self.instance.release()

    def _run(self, *statements: str) -> None:
        engine = sa.create_engine(
            self.owner_url("postgres"), poolclass=sa.NullPool, isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()

    def _url(self, role: str | None, database: str) -> str:
        if self._external is not None:
            url = self._external.set(database=database)
            if role:
                url = url.set(username=role)
            return url.render_as_string(hide_password=False)
        assert self.instance is not None
        return self.instance.url(role, database) if role else self.instance.url(dbname=database)
