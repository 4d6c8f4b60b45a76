"""Make a backup, and hold a database against one."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import psycopg
import sqlalchemy as sa
from psycopg import sql

from ..files.store import Store
from ..locks import MIGRATING
from . import archive
from .files import add_files, differing, lost
from .refusals import said_plainly
from .tables import (
    STEADY,
    Connection,
    Tally,
    pieces_of,
    print_of,
    sequences_of,
    tables_of,
)

Manifest = dict[str, Any]


@contextmanager
def owning(owner_url: str) -> Iterator[Connection]:
    """A connection of the owner, ready to begin a transaction; migrations wait meanwhile."""
    engine = sa.create_engine(owner_url, poolclass=sa.NullPool)
    try:
        with engine.connect() as outer:
            connection = cast(Connection, outer.connection.driver_connection)
            connection.rollback()
            connection.autocommit = True
            connection.execute("select pg_advisory_lock_shared(%s)", [MIGRATING])
            connection.autocommit = False
            yield connection
            connection.rollback()
    finally:
        engine.dispose()


@contextmanager
def snapshot(owner_url: str) -> Iterator[Connection]:
    """The database as it stands at one moment, to be read only."""
    with owning(owner_url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        connection.execute(STEADY)
        yield connection


def create(path: Path, owner_url: str, store: Store, passphrase: str | None = None) -> Manifest:
    """Write a backup of every table and every file; gives its manifest. Raises BackupError."""
    with (
        said_plainly("The backup"),
        snapshot(owner_url) as connection,
        archive.writing(path, passphrase) as writer,
    ):
        manifest = _head(connection)
        writer.add_json(archive.HEAD, manifest)
        for table in tables_of(connection):
            tally = Tally()
            for number, piece in enumerate(pieces_of(connection, table, tally)):
                writer.add(f"{archive.TABLES}/{table.name}/{number:06}", piece)
            manifest["tables"][table.name] |= asdict(tally.print())
        # Read last: a value handed out meanwhile must not be handed out again.
        manifest["sequences"] = sequences_of(connection)
        manifest["files"] = add_files(writer, store)
        manifest["lost"] = lost(connection, manifest["files"], list(manifest["tables"]))
        writer.add_json(archive.MANIFEST, manifest)
    return manifest


def differences(manifest: Manifest, connection: Connection) -> list[str]:
    """A sentence for each table and sequence in which the database differs from a backup."""
    found = []
    here = {table.name: table for table in tables_of(connection)}
    for name in sorted(here.keys() ^ manifest["tables"].keys()):
        where = "in the database" if name in here else "in the backup"
        found.append(f"Table {name} is only {where}.")
    for name in sorted(here.keys() & manifest["tables"].keys()):
        kept, now = manifest["tables"][name], print_of(connection, here[name])
        if (kept["rows"], kept["sha256"]) != (now.rows, now.sha256):
            found.append(f"Table {name}: {kept['rows']} rows in the backup, {now.rows} here.")
    sequences = {name: list(value) for name, value in sequences_of(connection).items()}
    for name, value in manifest["sequences"].items():
        if sequences.get(name) != list(value):
            found.append(f"Sequence {name} stands elsewhere.")
    return found


def against_installation(manifest: Manifest, owner_url: str, store: Store) -> list[str]:
    """How database and files of an installation differ from a backup. Raises BackupError."""
    with said_plainly("Comparing with the database"), snapshot(owner_url) as connection:
        found = differences(manifest, connection)
        return found + differing(store, list(manifest["files"]))


def _head(connection: Connection) -> Manifest:
    tables = tables_of(connection)
    server = connection.info.server_version
    return {
        "format": archive.FORMAT,
        "portal": _version(),
        "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "server": f"{server // 10000}.{server % 10000}",
        "revisions": _revisions(connection, [table.name for table in tables]),
        "tables": {table.name: {"columns": list(table.columns)} for table in tables},
    }


def _version() -> str:
    """The portal's version, as its checkout tells it."""
    project = Path(__file__).resolve().parents[2] / "pyproject.toml"
    return str(tomllib.loads(project.read_text())["project"]["version"])


def _revisions(connection: Connection, tables: list[str]) -> dict[str, str]:
    """How far the history of the core and of every module has run."""
    found: dict[str, str] = {}
    for name in tables:
        if name.startswith("alembic_version"):
            module = name.removeprefix("alembic_version").removeprefix("_") or "portal"
            asked = sql.SQL("select version_num from {}").format(sql.Identifier("public", name))
            row = connection.execute(asked).fetchone()
            if row is not None:
                found[module] = str(row[0])
    return found
