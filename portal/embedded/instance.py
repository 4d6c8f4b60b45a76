"""What the demo, the tests and the commands use: join an instance, get URLs, make databases."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from .cluster import OWNER
from .keeper import KeeperNote, keeper_of, stop_keeper, wait_for_end
from .locks import exclusive, hold
from .places import PORT, Home, binaries, home_of, prepare
from .refusals import Refusal
from .removal import DISPOSABLE, remove_orphans

PORTAL = Path(__file__).resolve().parents[1]
LIFE_SECONDS = 150
# The keeper outlives its starter and needs nothing of the portal but this package: an empty
# `portal` stands in for the real one, which would load Flask and all that hangs on it.
KEEPER = """
import sys, types
portal = types.ModuleType("portal")
portal.__path__ = [sys.argv[1]]
sys.modules["portal"] = portal
from portal.embedded.keeper import main
sys.exit(main(sys.argv[2], sys.argv[3]))
"""


class Instance:
    """A running server that this process shares with others until it lets go of it."""

    def __init__(self, home: Home, users: int, durability: str) -> None:
        self.home = home
        self.durability = durability
        self._users: int | None = users

    @property
    def sockets(self) -> Path:
        """The folder of the server's socket: the `host` of a connection."""
        return self.home.sockets

    @property
    def binaries(self) -> Path:
        """The folder with psql, pg_dump and pg_restore of the same version."""
        return binaries()

    def url(self, role: str = OWNER, dbname: str = "postgres") -> str:
        """The address of a database for SQLAlchemy, as this role; it holds no password."""
        host = quote(str(self.sockets), safe="/")
        return f"postgresql+psycopg://{quote(role)}@/{quote(dbname)}?host={host}&port={PORT}"

    def connect(
        self, role: str = OWNER, dbname: str = "postgres"
    ) -> psycopg.Connection[tuple[object, ...]]:
        """An autocommit connection. Raises psycopg.OperationalError."""
        return psycopg.connect(
            host=str(self.sockets),
            port=PORT,
            user=role,
            dbname=dbname,
            connect_timeout=10,
            autocommit=True,
        )

    def has_database(self, name: str) -> bool:
        """Whether a database of this name is there."""
        with self.connect() as connection:
            found = connection.execute("select 1 from pg_database where datname = %s", [name])
            return found.fetchone() is not None

    def create_database(self, name: str, template: str | None = None) -> None:
        """Make a database of the owner's, as a copy of `template` if given.

        Raises psycopg.errors.DuplicateDatabase; ObjectInUse while someone uses the template.
        """
        command = sql.SQL("create database {} owner {} template {}").format(
            sql.Identifier(name),
            sql.Identifier(OWNER),
            sql.Identifier(template or "template0"),
        )
        with self.connect() as connection:
            connection.execute(command)

    def drop_database(self, name: str) -> None:
        """Remove a database, ending the sessions on it; nothing happens if there is none."""
        command = sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        with self.connect() as connection:
            connection.execute(command)

    def revive(self) -> bool:
        """Start keeper and server again should the keeper be gone; True if that was needed."""
        if keeper_of(self.home) is not None:
            return False
        _start_or_join(self.home, self.durability)
        return True

    def release(self, wait: float = 0.0) -> None:
        """Let go; the last one out stops the server. Wait this many seconds for it to stop."""
        if self._users is None:
            return
        os.close(self._users)
        self._users = None
        wait_for_end(self.home, wait)

    def stop(self) -> None:
        """Stop the server now, whoever else uses it, and return when it has stopped."""
        stop_keeper(self.home)
        self.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def ensure(
    var_dir: str | os.PathLike[str], *, durable: bool = True, passing: bool = False
) -> Instance:
    """Start the server of this `var` folder, or join the one that runs. Raises Refusal.

    `durable=False` is for tests: quicker, and a crash of the machine may lose everything. Of those
    a `passing` one keeps its data in memory, if there is room, until the last user has gone.
    """
    durability = "durable" if durable else "passing" if passing else "quick"
    home = home_of(Path(var_dir))
    if home.as_root:
        remove_orphans()
    prepare(home)
    users = hold(home.folder / "users.lock", shared=True)
    assert users is not None
    try:
        if _start_or_join(home, durability).durable != durable:
            kind = "a quick" if durable else "a durable"
            raise Refusal(f"The database of {home.var} already runs as {kind} one; stop it first.")
        if not durable:
            (home.folder / DISPOSABLE).touch()
        return Instance(home, users, durability)
    except BaseException:
        os.close(users)
        raise


def _start_or_join(home: Home, durability: str) -> KeeperNote:
    deadline = time.monotonic() + LIFE_SECONDS
    with exclusive(home.folder / "start.lock"):
        while time.monotonic() < deadline:
            keeper = keeper_of(home)
            if keeper is None:
                _start_keeper(home, durability)
            elif _lives(home):
                return keeper
            else:
                time.sleep(0.05)
    raise Refusal(f"The database of {home.var} does not answer; its log is {home.log}.")


def _start_keeper(home: Home, durability: str) -> None:
    command = [sys.executable, "-c", KEEPER, str(PORTAL), str(home.var)]
    started = subprocess.run(
        [*command, durability],
        check=False,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    if started.returncode:
        lines = started.stderr.strip().splitlines()
        raise Refusal(lines[-1] if lines else "The keeper of the database did not start.")


def _lives(home: Home) -> bool:
    try:
        with psycopg.connect(
            host=str(home.sockets),
            port=PORT,
            user=OWNER,
            dbname="postgres",
            connect_timeout=5,
        ) as connection:
            return connection.execute("select 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False
