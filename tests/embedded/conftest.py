"""Servers of their own for these tests, never the one that the other tests share."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import portal.embedded
from portal.embedded import remove
from portal.embedded.keeper import stop_keeper
from portal.embedded.places import home_of

ROOT = Path(portal.embedded.__file__).parents[2]


@pytest.fixture
def discard() -> Callable[[Path], None]:
    """Stop and delete the instance of a `var` folder, if it has one."""

    def stop_and_remove(folder: Path) -> None:
        home = home_of(folder)
        if home.folder.exists():
            stop_keeper(home)
            remove(folder)

    return stop_and_remove


@pytest.fixture
def var(tmp_path: Path, discard: Callable[[Path], None]) -> Iterator[Path]:
    """A `var` folder whose instance is gone after the test."""
    folder = tmp_path / "var"
    yield folder
    discard(folder)


@pytest.fixture
def spawn() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Run a line of Python in a process of its own; it is ended after the test."""
    started: list[subprocess.Popen[str]] = []

    def run(code: str, *words: object, **options: object) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            **options,  # type: ignore[call-overload]
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()


@pytest.fixture
def eventually() -> Callable[..., None]:
    """Wait for a condition to become true, and fail if it never does."""

    def wait(condition: Callable[[], object], seconds: float = 20.0) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                if condition():
                    return
            time.sleep(0.05)
        pytest.fail(f"not within {seconds} s: {condition}")

    return wait
