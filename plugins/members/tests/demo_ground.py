"""One load of the demo for all tests of a file: it takes longer than they do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask

from portal.database import db
from portal.testing.server import TestServer


@contextmanager
def loaded(portal: Flask, server: TestServer, template: str) -> Iterator[sa.Connection]:
    """A connection of the owner to the database of the app with the demo in it."""
    server.create(f"portal_{os.getpid()}", template)
    load(portal)
    url = portal.extensions["portal_config"].owner_url
    engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as owner:
            yield owner
    finally:
        engine.dispose()
        with portal.app_context():
            db.session.remove()
            db.engine.dispose()


def load(app: Flask) -> str:
    """Load the demo; gives what it said."""
    done = app.test_cli_runner().invoke(args=["demo", "load"])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output
