"""Those that are measured: each a process of its own, asked to do the same again and again."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg

from .counted import ADDRESS
from .ground import DATABASE, PAGE, SLUG, Ground

GUNICORN = ("--workers", "1", "--worker-class", "gthread", "--threads", "4", "--no-control-socket")
"""As the portal is served (portal/deploy/portal.service), by one worker instead of three."""
Round = Callable[[int], tuple[float, float]]
"""Do it so many times; gives the seconds of processor time here and in the database."""


@dataclass(frozen=True)
class Contestant:
    """Somebody that is measured, with how often a round repeats what it does."""

    name: str
    times: int
    run: Round
    ask: Callable[[], bytes] | None = None
    """The page itself, of those that serve one."""


@contextmanager
def contestants(ground: Ground, var: Path, django_python: Path) -> Iterator[list[Contestant]]:
    """Start all of them and warm them up; they end with the block."""
    own = {**os.environ, **ground.settings, "PYTHONPATH": "."}
    page = _request(PAGE, f"session={ground.cookie}")
    django = {"BENCH_DATABASE": psycopg_address(ground.app_url), "BENCH_LOCALE": str(var)}
    owner = {"DATABASE_URL": ground.owner_url, "BENCH_AS_OWNER": "1"}
    sent = f"token={ground.token}"
    with ExitStack() as stack:
        start = stack.enter_context

        def web(
            name: str, app: str, times: int, request: bytes, more: dict[str, str]
        ) -> Contestant:
            python = django_python if app.startswith("bench.django") else Path(sys.executable)
            environment = {**own, **more, "PGAPPNAME": name}
            port = start(served(python, app, environment, var / f"{name}.log"))
            asked = partial(answer, port, request)
            return Contestant(name, times, _over_http(name, port, request, ground), asked)

        yield [
            web("hello", "bench.hello:serving", 400, _request("/"), {}),
            web("list", "bench.ours:serving", 30, page, {}),
            web("none", "bench.ours:serving", 30, page, owner),
            Contestant("raw", 60, start(_replaying(ground, {**own, "PGAPPNAME": "raw"}))),
            *(
                web(
                    f"django_{variant}",
                    "bench.django_page.wsgi:serving",
                    20,
                    _request(f"/{variant}/s/{SLUG}/units/?per=50", sent),
                    django,
                )
                for variant in ("usual", "lean")
            ),
        ]


@contextmanager
def served(python: Path, app: str, environment: dict[str, str], log: Path) -> Iterator[int]:
    """Serve an app by gunicorn on a free port, which is given; it ends with the block."""
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("wb") as file:
        words = [str(python), "-m", "gunicorn", *GUNICORN, "--bind", f"fd://{listener.fileno()}"]
        process = subprocess.Popen(
            [*words, app],
            env=environment,
            stdout=file,
            stderr=file,
            pass_fds=(listener.fileno(),),
        )
        try:
            yield listener.getsockname()[1]
        finally:
            process.terminate()
            process.wait(20)


def _over_http(name: str, port: int, request: bytes, ground: Ground) -> Round:
    """Ask for the page so many times, by a connection each, as nginx does it by itself."""

    def run(times: int) -> tuple[float, float]:
        database = database_seconds(name, ground)
        before = float(answer(port, _request(ADDRESS)))
        for _time in range(times):
            answer(port, request)
        used = float(answer(port, _request(ADDRESS))) - before
        return used, database_seconds(name, ground) - database

    return run


@contextmanager
def _replaying(ground: Ground, environment: dict[str, str]) -> Iterator[Round]:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "bench.raw",
            str(ground.recording),
            psycopg_address(ground.app_url),
        ],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None

    def run(times: int) -> tuple[float, float]:
        database = database_seconds("raw", ground)
        print(times, file=process.stdin, flush=True)
        assert process.stdout is not None
        used = float(process.stdout.readline())
        return used, database_seconds("raw", ground) - database

    try:
        yield run
    finally:
        process.stdin.close()
        process.wait(20)


def answer(port: int, request: bytes) -> bytes:
    """The body of an answer. Raises RuntimeError on any other status than 200."""
    deadline = time.monotonic() + 60
    with socket.create_connection(("127.0.0.1", port), 60) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
            if time.monotonic() > deadline:
                raise RuntimeError("An answer took more than a minute.")
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    if b" 200 " not in head.splitlines()[0]:
        raise RuntimeError(f"{request.splitlines()[0]!r} got {head.splitlines()[0]!r}")
    return body


def check_alike(everybody: list[Contestant]) -> None:
    """Check that all who serve the list show the same rows. Raises RuntimeError otherwise."""
    pages = {
        each.name: each.ask().decode() for each in everybody if each.ask and each.name != "hello"
    }
    shown = {name: _rows_of(page) for name, page in pages.items()}
    if len(set(shown.values())) != 1:
        raise RuntimeError(
            f"The pages differ: { {name: rows[:300] for name, rows in shown.items()} }"
        )


def _rows_of(page: str) -> str:
    """The words of the table's rows, without markup and spaces."""
    rows = page[page.index("<tbody") : page.index("</tbody>")]
    return re.sub(r"<[^>]*>|\s", "", rows)


def database_seconds(name: str, ground: Ground) -> float:
    """The processor time of the database's processes that serve a contestant; 0 if unknown."""
    with psycopg.connect(psycopg_address(ground.owner_url)) as connection:
        rows = connection.execute(
            "select pid from pg_stat_activity where datname = %s and application_name = %s",
            (DATABASE, name),
        ).fetchall()
    return sum(_seconds_of(pid) for (pid,) in rows)


def _seconds_of(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


def psycopg_address(url: str) -> str:
    """The address of a database as psycopg reads it by itself."""
    return url.replace("postgresql+psycopg://", "postgresql://")


def _request(path: str, cookie: str = "") -> bytes:
    head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    return (head + (f"Cookie: {cookie}\r\n" if cookie else "") + "\r\n").encode()
