"""Delete an instance with all its data."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from .keeper import stop_keeper, wait_for_end
from .locks import exclusive, hold
from .places import ROOT_FOLDER, Home, forget_memory, home_of
from .refusals import Refusal

DISPOSABLE = "disposable"
MOMENT_SECONDS = 1.0


def remove(var_dir: str | os.PathLike[str]) -> None:
    """Delete the instance of this `var` folder with all its data. Raises Refusal if in use."""
    _remove_home(home_of(Path(var_dir)))


def remove_orphans() -> None:
    """Under root the data lie outside the checkout: drop test data whose checkout is gone."""
    for mark in ROOT_FOLDER.glob(f"*/{DISPOSABLE}"):
        try:
            origin = Path((mark.parent / "origin").read_text().strip())
            if not origin.parent.exists():
                _remove_home(home_of(origin))
        except (OSError, Refusal):
            continue


def _remove_home(home: Home) -> None:
    if not home.folder.exists():
        return
    with exclusive(home.folder / "start.lock"):
        users = hold(home.folder / "users.lock", wait=False)
        if users is None and wait_for_end(home, MOMENT_SECONDS):
            users = hold(home.folder / "users.lock", wait=False)
        if users is None:
            raise Refusal(
                f"The database of {home.var} is in use; stop the demo or the tests first."
            )
        try:
            stop_keeper(home)
            forget_memory(home)
            shutil.rmtree(home.sockets, ignore_errors=True)
            shutil.rmtree(home.folder)
        finally:
            os.close(users)
