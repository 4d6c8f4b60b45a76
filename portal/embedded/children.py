"""Programs that end when the one who started them ends, even by kill -9 (Linux)."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
QUICK_DEATH_SECONDS = 10
LONGEST_PAUSE_SECONDS = 10.0
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(order: signal.Signals) -> None:
    """Ask the kernel to send this process `order` when its parent dies."""
    if _libc.prctl(PR_SET_PDEATHSIG, int(order), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def tied_to(parent: int, order: signal.Signals = signal.SIGTERM) -> None:
    """Like die_with_parent, and leave at once if `parent` is already gone."""
    die_with_parent(order)
    if os.getppid() != parent:
        os._exit(1)


@dataclass
class Child:
    """A program kept running: started again when it dies, slower if it keeps dying."""

    name: str
    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    log: Path
    descriptors: tuple[int, ...] = ()
    deaths: int = 0
    process: subprocess.Popen[bytes] | None = None
    _started: float = 0.0
    _next_start: float = field(default=0.0)

    def start(self) -> None:
        """Start the program in a session of its own, its output in the log."""
        me = os.getpid()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                list(self.command),
                cwd=self.folder,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=self.descriptors,
                start_new_session=True,
                preexec_fn=lambda: tied_to(me),
            )
        self._started = time.monotonic()

    def look_after(self) -> str | None:
        """Start the program again if it died; returns a line to show when that happened."""
        now = time.monotonic()
        if self.process is not None:
            if self.process.poll() is None:
                return None
            quick = now - self._started < QUICK_DEATH_SECONDS
            self.deaths = self.deaths + 1 if quick else 1
            pause = min(LONGEST_PAUSE_SECONDS, 0.1 * 2**self.deaths) if self.deaths > 1 else 0.0
            self._next_start = now + pause
            self._end_group(signal.SIGTERM)
            ended = self.process.returncode
            self.process = None
            return f"{self.name} ended ({_reason(ended)}); starting it again"
        if now >= self._next_start:
            self.start()
        return None

    def ask_to_stop(self) -> None:
        """Ask the program, and whatever it started, to end."""
        self._end_group(signal.SIGTERM)

    def wait_or_kill(self, deadline: float) -> None:
        """Wait for the end until `deadline` (of time.monotonic), then end it by force."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        self._end_group(signal.SIGKILL)
        self.process.wait()

    def _end_group(self, order: signal.Signals) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, order)


def _reason(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
