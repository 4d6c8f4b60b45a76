"""What an earlier server may have left behind: live processes, a pid file, a socket."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from .places import SOCKET_NAME, Home
from .refusals import Refusal

PATIENCE = ((None, 2.0), (signal.SIGQUIT, 1.0), (signal.SIGKILL, 10.0))


def living(home: Home) -> list[int]:
    """Every live process of this home's server, from the titles it gives them.

    Not from postmaster.pid: after a crash that number may be anybody's.
    """
    if not home.folder.exists():
        return []
    name = home.name.encode()
    owner = home.account().pw_uid
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            title = (entry / "cmdline").read_bytes()
            mine = entry.stat().st_uid == owner
        except OSError:
            continue
        program = title.split(b"\0")[0]
        if mine and name in title and (program.endswith(b"/postgres") or b"postgres:" in program):
            found.append(int(entry.name))
    return found


def end_leftovers(home: Home) -> None:
    """Return once no process of an earlier server lives, ending those that linger.

    They have lost their first process and serve nobody. Raises Refusal if one cannot be ended.
    """
    for order, seconds in PATIENCE:
        for process in living(home) if order else ():
            try:
                os.kill(process, order or 0)
            except ProcessLookupError:
                continue
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not living(home):
                return
            time.sleep(0.05)
    raise Refusal(
        f"Processes of an earlier database do not end: {living(home)}; end them, then retry."
    )


def clear_stale_files(home: Home) -> None:
    """Remove pid file and socket of a dead server; the caller made sure that none lives."""
    for stale in (
        home.data / "postmaster.pid",
        home.sockets / SOCKET_NAME,
        home.sockets / f"{SOCKET_NAME}.lock",
    ):
        stale.unlink(missing_ok=True)
