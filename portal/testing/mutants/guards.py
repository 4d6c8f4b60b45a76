"""Mutants of the guards: each check of the registry is taken away, and the tests are run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ...guards import GUARDS
from ..contract import subjects
from . import Mutant, NotGreen

CORE = ("tests/isolation", "tests/test_*.py")
"""Where the guards of the core itself are tried first."""
SHARED = {"spaces": ("tests/officers", "tests/settings")}
"""Packages that hold several features, and where those are tried."""
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
    failed = run(None, everything(), at_once=True)
    if failed:
        raise NotGreen(failed)
    for name in names:
        yield Mutant(f"guard {name} removed", _trial(name))


def _trial(name: str) -> Callable[[], bool]:
    def is_caught() -> bool:
        return bool(run(name, nearest(name)) or run(name, everything(), at_once=True))

    return is_caught


def nearest(name: str) -> list[str]:
    """The tests that lie nearest to a guard: those of its name and of the package it lives in."""
    feature, package = name.partition(".")[0], GUARDS[name].__module__.split(".")[1]
    places = [f"tests/test_{feature}.py", *(f"tests/{each}" for each in (feature, package))]
    places += [f"plugins/{package}/tests", *SHARED.get(package, ())]
    return there(dict.fromkeys(places)) or there(CORE)


def everything() -> list[str]:
    """Every test that meets a guard; those without one would only cost time."""
    return there(("tests", "plugins"))


def there(places: Iterable[str]) -> list[str]:
    """Those of the places that exist; a pattern stands for all that fit it."""
    return [str(found) for place in places for found in sorted(Path().glob(place))]


def run(removed: str | None, paths: list[str], *, at_once: bool = False) -> str:
    """Run tests until one fails, with a guard removed; gives the line of the failure, or nothing.

    `at_once` runs as many together as there are cores.

    Raises NotGreen when pytest could not run them.
    """
    ignored = [f"--ignore={place}" for place in there(SLOW)]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-m", "not browser", "--no-header"]
    workers = ["-n", "auto", "--dist", "loadfile"] if at_once else []
    environment = {**os.environ, "PORTAL_MUTANTS": "1", "PORTAL_REMOVED_GUARDS": removed or ""}
    done = subprocess.run(
        [*command, *workers, "-p", "no:cacheprovider", *ignored, *paths],
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
