"""The person at the terminal: lines for them, orders from them."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from types import FrameType

from .children import die_with_parent


class Ordered(BaseException):
    """Someone asked the demo to stop."""


def say(line: str, *, to_errors: bool = False) -> None:
    """Show a line at once; a terminal that has gone away is no reason to stumble."""
    with contextlib.suppress(OSError):
        print(line, file=sys.stderr if to_errors else sys.stdout, flush=True)


def obey_orders() -> None:
    """Turn Ctrl-C, a closed terminal, kill, or the end of make into one Ordered."""

    leaving = False

    def leave(_number: int, _frame: FrameType | None) -> None:
        nonlocal leaving
        if not leaving:
            leaving = True
            raise Ordered

    signal.signal(signal.SIGINT, leave)
    signal.signal(signal.SIGTERM, leave)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup keeps its meaning
        signal.signal(signal.SIGHUP, leave)
    if os.environ.get("MAKELEVEL"):
        die_with_parent(signal.SIGTERM)
