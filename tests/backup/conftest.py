"""An installation with work in it, and an empty database elsewhere."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import create_app
from portal.audit import record
from portal.config import Config
from portal.database import db
from portal.files.store import store_of
from portal.reach import Reach, within
from portal.testing.server import TestServer

AWKWARD = "Ban\tDân vận\\N \\. \n“dòng hai” 🌸"
CONTENTS = (b"", "Kế hoạch".encode(), bytes(range(256)) * 5000)


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def work(app: Flask, space_ids: dict[str, int], owner: sa.Connection) -> int:
    """Rows of many kinds, text that a careless copy would break; gives the number of events."""
    all_ids = frozenset(space_ids.values())
    reach = Reach(spaces=all_ids, write=all_ids, log=all_ids, logs=("*",), map="write")
    with app.app_context(), within(reach):
        for number in range(30):
            for space in sorted(all_ids):
                after = {"text": AWKWARD, "number": number, "none": None}
                record("accounts.role_granted", f"{AWKWARD}{number}", space_id=space, after=after)
        db.session.commit()
    owner.execute(
        sa.text("update account set language = '', theme = :text where username = 'lan'"),
        {"text": AWKWARD},
    )
    store = store_of(app.extensions["portal_config"])
    shutil.rmtree(app.extensions["portal_config"].var / "files", ignore_errors=True)
    for content in CONTENTS:
        owner.execute(
            sa.text(
                "insert into stored_file (space_id, digest, name, media_type, size)"
                " values (:space, :digest, 'x', 'text/plain', :size)"
            ),
            {"space": min(all_ids), "digest": store.put(content), "size": len(content)},
        )
    return 30 * len(all_ids)


@pytest.fixture
def elsewhere(app: Flask, server: TestServer, tmp_path: Path) -> Iterator[Config]:
    """The settings of another installation, whose database is there and empty."""
    name = f"portal_elsewhere_{os.getpid()}"
    server.create(name)
    settings: Config = app.extensions["portal_config"]
    yield replace(
        settings,
        database_url=server.app_url(name),
        owner_url=server.owner_url(name),
        var=tmp_path / "elsewhere",
    )
    server.drop(name)


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(app: Flask) -> Run:
    """Type `flask backup …` here: run("create", path); exit code and what was said."""
    return runner(app)


@pytest.fixture
def run_elsewhere(elsewhere: Config) -> Iterator[Run]:
    """Type it in the other installation."""
    other = create_app(elsewhere)
    yield runner(other)
    with other.app_context():
        db.engine.dispose()


def runner(app: Flask) -> Run:
    def type_(*words: object) -> tuple[int, str]:
        result = app.test_cli_runner().invoke(args=["backup", *map(str, words)])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.output

    return type_


@pytest.fixture
def made(run: Run, work: int, tmp_path: Path) -> Path:
    """A backup of the installation."""
    path = tmp_path / "kept.tar.gz"
    code, said = run("create", path)
    assert code == 0, said
    return path
