"""A module that keeps every rule passes the contract; with any guard of it broken it does not.

That the tests notice is theirs, not the database's: on another PostgreSQL they run themselves, and
test_contract_bites, so this need not.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        env={**os.environ, "PORTAL_PLUGINS": str(HERE / "whole"), **environment},
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )


CONTRACT = ("pytest", "-q", "-p", "portal.testing.fixtures", "-p", "no:cacheprovider")


def test_a_module_that_keeps_the_rules_passes() -> None:
    done = run(*CONTRACT, "-k", "sound or is_off", "--pyargs", "portal.testing.contract")
    assert done.returncode == 0, done.stdout[-4000:]
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout


def test_every_broken_policy_of_every_kind_is_noticed() -> None:
    done = run("portal.testing.mutants", "policies", "sound")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    caught = int(done.stdout.splitlines()[-1].split()[0])
    assert caught >= 4 * 8


def test_every_weakened_need_is_noticed() -> None:
    done = run("portal.testing.mutants", "needs", "sound")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert done.stdout.endswith("6 caught, 0 missed\n")
