"""The person at the terminal: lines for them, orders from them."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from types import FrameType

from .children import die_with_parent


class Ordered(BaseException):
    """Someone asked the demo to stop."""


def say(line: str, *, to_errors: bool = False) -> None:
    """Show a line at once; a terminal that has gone away is no reason to stumble."""
    with contextlib.suppress(OSError):
        print(line, file=sys.stderr if to_errors else sys.stdout, flush=True)


class Orders:
    """Ctrl-C, a closed terminal, kill, or the end of make: noted when given, obeyed when asked.

    An exception raised by the signal itself would vanish in whatever callback Python was running.
    """

    def __init__(self) -> None:
        self.given = False
        self.terminal: int | None = None

    def listen(self) -> None:
        """Note every order to stop from now on."""
        signal.signal(signal.SIGINT, self._note)
        signal.signal(signal.SIGTERM, self._note)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup keeps its meaning
            signal.signal(signal.SIGHUP, self._note)
            self.terminal = next((fd for fd in (0, 1, 2) if os.isatty(fd)), None)
        if os.environ.get("MAKELEVEL"):
            die_with_parent(signal.SIGTERM)

    def check(self) -> None:
        """Raise Ordered if an order was given, or the terminal is gone.

        A terminal that goes tells its first process only; where that is make, nobody else hears.
        """
        if self.given or (self.terminal is not None and not os.isatty(self.terminal)):
            raise Ordered

    def pause(self, seconds: float) -> None:
        """Sleep, and raise Ordered if an order was given."""
        self.check()
        time.sleep(seconds)
        self.check()

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.given = True
