"""Mutants of the guards: each check of the registry is taken away, and the tests are run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from ...guards import GUARDS
from ..contract import subjects
from . import Mutant, NotGreen

CORE = ("tests/isolation", "tests/contract", "tests/test_entering.py")
"""Where the guards of the core itself are tried."""
SLOW = (
    "tests/embedded",
    "tests/ledger",
    "tests/deploy",
    "tests/modules",
    "tests/contract/test_contract_bites.py",
    "tests/contract/test_sound_module.py",
    "tests/face",
    "tests/sheets",
    "tests/text",
)


def all_of(part: str = "") -> Iterator[Mutant]:
    """A mutant of every registered guard named with `part`.

    Raises NotGreen where the tests fail as they are.
    """
    subjects.examined()
    names = sorted(name for name in GUARDS if part in name)
    failed = run(None, everything())
    if failed:
        raise NotGreen(failed)
    for name in names:
        yield Mutant(f"guard {name} removed", _trial(name))


def _trial(name: str) -> Callable[[], bool]:
    def is_caught() -> bool:
        return any(run(name, paths) for paths in (nearest(name), everything()) if paths)

    return is_caught


def nearest(name: str) -> list[str]:
    """The tests that lie nearest to a guard: those of the feature or module it belongs to."""
    feature = name.partition(".")[0]
    places = [f"tests/{feature}", f"plugins/{feature}/tests", f"tests/test_{feature}.py"]
    return [place for place in places if Path(place).exists()] or there(CORE)


def everything() -> list[str]:
    """Every test that meets a guard; those without one would only cost time."""
    return there(("tests", "plugins"))


def there(places: tuple[str, ...]) -> list[str]:
    """Those of the places that exist."""
    return [place for place in places if Path(place).exists()]


def run(removed: str | None, paths: list[str]) -> str:
    """Run tests until one fails, with a guard removed; gives the line of the failure, or nothing.

    Raises NotGreen when pytest could not run them.
    """
    ignored = [f"--ignore={place}" for place in there(SLOW)]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-m", "not browser", "--no-header"]
    environment = {**os.environ, "PORTAL_MUTANTS": "1", "PORTAL_REMOVED_GUARDS": removed or ""}
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", *ignored, *paths],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return ""
    if done.returncode != 1 and removed is None:
        raise NotGreen(f"pytest could not run: {(done.stdout + done.stderr)[-2000:]}")
    lines = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return lines[0] if lines else f"pytest ended with {done.returncode}"
