"""pytest fixtures for the portal's own tests and for those of any module."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from .. import create_app, guards, keyfile, keys
from ..config import Config
from ..database import db
from ..figures import Figure, figures_here
from ..indicators import Period
from ..migrating import make_roles, upgrade
from ..plugins import find_core, find_plugins, in_order
from ..translating import compile_checkout
from . import cast
from .client import Browser
from .sending import sent
from .server import TestServer

TEMPLATE = "portal_template"
TEST_KEYS = replace(keyfile.fresh_ring(), demo=True)
"""The keys of this run's apps, and of what is written beside them as the owner."""
MARKS = ("database: runs again on another PostgreSQL", "contract: what every module must hold to")
"""Marks of the shipped tests, for projects that do not know them."""
PLUGINS = Path(os.environ.get("PORTAL_PLUGINS") or Path.cwd() / "plugins")


def pytest_configure(config: pytest.Config) -> None:
    """Take away the guards that `make mutants` names, to see whether a test notices."""
    guards.removed.update(filter(None, os.environ.get("PORTAL_REMOVED_GUARDS", "").split(",")))
    for mark in MARKS:
        config.addinivalue_line("markers", mark)


@pytest.fixture(scope="session")
def server() -> Iterator[TestServer]:
    """The PostgreSQL of this run."""
    server = TestServer()
    yield server
    server.release()


@pytest.fixture(scope="session")
def template(server: TestServer) -> str:
    """A migrated database with the cast in it, from which every test gets its copy."""
    return make_template(server)


def make_template(server: TestServer, with_cast: bool = True) -> str:
    """Make the template database of this process and give its name.

    What is written into copies of it as the owner, beside any app, is sealed with the same keys.
    """
    keys.outside[:] = [TEST_KEYS]
    name = f"{TEMPLATE}_{os.getpid()}"
    server.create(name)
    url = server.owner_url(name)
    make_roles(url)
    upgrade(url, in_order(find_core() + find_plugins(PLUGINS)))
    if with_cast:
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with Session(engine, info={"unguarded": True}) as session, session.begin():
            cast.load(session)
        engine.dispose()
    return name


@pytest.fixture(scope="session")
def portal(server: TestServer, template: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app of this run; tests ask for `app`, which brings a fresh database."""
    var = tmp_path_factory.mktemp("var")
    name = f"portal_{os.getpid()}"
    compile_checkout([PLUGINS])
    app = create_app(test_config(server, name, var))
    app.config["TESTING"] = True
    app.test_client_class = Browser
    return app


def test_config(server: TestServer, database: str, var: Path) -> Config:
    """Settings of a test installation."""
    return Config(
        environment="test",
        database_url=server.app_url(database),
        owner_url=server.owner_url(database),
        secret_key="test-only-" + "x" * 40,
        keys_file=_keys_file(),
        var=var,
        installation_name="Dân vận Đồng Sen",
        trusted_proxies=0,
        idle_limit=timedelta(minutes=15),
        absolute_limit=timedelta(hours=12),
        smtp_url=None,
        mail_from="portal@localhost",
        file_store_url=None,
        max_upload=20 * 1024 * 1024,
        public_url=None,
        plugin_folder=PLUGINS,
    )


@cache
def _keys_file() -> Path:
    """The file of this run's keys; its folder goes with the process."""
    folder = tempfile.mkdtemp(prefix="portal-keys-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / "keys.json"
    keyfile.write(path, TEST_KEYS, new=True)
    return path


test_config.__test__ = False  # type: ignore[attr-defined]


@pytest.fixture
def app(portal: Flask, server: TestServer, template: str) -> Iterator[Flask]:
    """The app on a fresh copy of the template database."""
    name = f"portal_{os.getpid()}"
    server.create(name, template)
    yield portal
    with portal.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def owner(app: Flask, server: TestServer) -> Iterator[sa.Connection]:
    """A connection as the owner of the database, who passes by the policies."""
    engine = sa.create_engine(
        app.extensions["portal_config"].owner_url,
        poolclass=sa.NullPool,
        isolation_level="AUTOCOMMIT",
    )
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def client(app: Flask) -> Browser:
    """A visitor's browser."""
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def as_(app: Flask) -> Callable[[str], Browser]:
    """A browser signed in as one of the cast: `as_("lan")`."""

    def sign_in(username: str) -> Browser:
        return app.test_client().sign_in_as(username)  # type: ignore[attr-defined]

    return sign_in


@pytest.fixture
def standing(
    app: Flask, as_: Callable[[str], Browser]
) -> Callable[..., AbstractContextManager[None]]:
    """`with standing("hoa", "huyen"):` inside the request for the overview of a space."""

    @contextmanager
    def stand(username: str, slug: str) -> Iterator[None]:
        cookie = as_(username).get_cookie("session")
        assert cookie is not None
        headers = {"Cookie": f"session={cookie.value}"}
        with app.test_request_context(f"/s/{slug}/", headers=headers):
            app.preprocess_request()
            yield

    return stand


@pytest.fixture
def figures_seen(
    standing: Callable[..., AbstractContextManager[None]],
) -> Callable[[str, str, Period], dict[str, Figure]]:
    """The figures that somebody sees in a space in a period, by name; all must be readable."""

    def look(username: str, slug: str, period: Period) -> dict[str, Figure]:
        with standing(username, slug):
            found = figures_here(period)
        assert not found.unread
        return {figure.indicator.name: figure for figure in found.figures}

    return look


@pytest.fixture
def space_ids(owner: sa.Connection) -> dict[str, int]:
    """The ids of the cast's spaces, by slug."""
    return dict(owner.execute(sa.text("select slug, id from space")).tuples().all())


@pytest.fixture
def counting() -> Callable[[Callable[[], Any]], int]:
    """How many statements some work gives to the database."""

    def count(work: Callable[[], Any]) -> int:
        with sent() as statements:
            work()
        return len(statements)

    return count
