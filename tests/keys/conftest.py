"""A keys file of the test's own, and a table with a sealed column beside the portal's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import keyfile, sealed

TABLE = sa.Table(
    "sealed_person",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("citizen_id", sealed.Sealed("person.citizen_id")),
    sa.Column("citizen_hash", sealed.KeyedHash("person.citizen_id", made_from="citizen_id")),
)


@pytest.fixture
def keys_file(portal: Flask) -> Iterator[Path]:
    """The file of the running app; it is put back after the test."""
    path: Path = portal.extensions["portal_config"].keys_file
    before = path.read_bytes()
    yield path
    path.unlink(missing_ok=True)
    path.write_bytes(before)
    path.chmod(0o600)


@pytest.fixture
def rotate(keys_file: Path) -> Callable[[keyfile.Kind], None]:
    def turn(kind: keyfile.Kind) -> None:
        ring = keyfile.read(keys_file, production=False)
        keyfile.write(keys_file, ring.rotated(kind))

    return turn


@pytest.fixture
def people(owner: sa.Connection) -> sa.Table:
    TABLE.create(owner)
    return TABLE
