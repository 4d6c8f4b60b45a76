"""The demo of this checkout with one more module, on a database and a port of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

import portal
from portal.embedded import remove
from portal.embedded.demo_settings import DATABASE
from portal.embedded.instance import ensure
from portal.embedded.keeper import keeper_of, stop_keeper
from portal.embedded.leftovers import living
from portal.embedded.places import home_of

ROOT = Path(portal.__file__).parents[1]
PLUGINS = Path(__file__).parent / "plugins"
START_SECONDS = 180


class RunningDemo:
    """The demo as `make demo` starts it, and the processes that a kill can meet."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.folder = folder
        self.var = folder / "var" / "demo"
        self.said = folder / "said"
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.embedded", "demo", str(self.port)],
                cwd=folder,
                env={
                    **os.environ,
                    "PYTHONPATH": str(ROOT),
                    "PORTAL_PLUGINS": str(PLUGINS),
                },
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while "The portal is ready" not in self.said.read_text():
            assert self.process.poll() is None, self.said.read_text()
            assert time.monotonic() < deadline, self.said.read_text()
            time.sleep(0.1)

    def web_workers(self) -> list[int]:
        """The workers of gunicorn: the children of the process that the launcher started."""
        masters = [pid for pid in children(self.process.pid) if "gunicorn" in title(pid)]
        return [worker for master in masters for worker in children(master)]

    def job_workers(self) -> list[int]:
        return [pid for pid in children(self.process.pid) if "jobs\0work" in title(pid)]

    def database(self) -> list[int]:
        return living(home_of(self.var))

    @contextlib.contextmanager
    def owner(self) -> Iterator[sa.Connection]:
        """A connection as the owner of the database."""
        with ensure(self.var) as instance:
            engine = sa.create_engine(instance.url(dbname=DATABASE), poolclass=sa.NullPool)
            with engine.connect() as connection:
                yield connection
            engine.dispose()

    def owner_url(self) -> str:
        with ensure(self.var) as instance:
            return instance.url(dbname=DATABASE)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        home = home_of(self.var)
        if home.folder.exists():
            if keeper_of(home) is not None:
                stop_keeper(home)
            remove(self.var)


def children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                state, above = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if int(above) == parent and state != "Z":
                    found.append(int(entry.name))
    return found


def title(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    folder = tmp_path_factory.mktemp("ledger")
    shutil.copy(ROOT / "wsgi.py", folder)
    running = RunningDemo(folder)
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.stop()


@pytest.fixture
def eventually() -> Callable[..., None]:
    """Wait for a condition to become true, and fail if it never does."""

    def wait(condition: Callable[[], object], seconds: float = 60.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"not within {seconds} s"
            time.sleep(0.1)

    return wait
