"""The job worker: one process that takes jobs from the queue until it is told to stop."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import threading
from types import FrameType

import sqlalchemy as sa
from flask import Flask

from ..database import db
from .queue import Queue
from .running import Guarded, Stopping, run

POLL_SECONDS = 1.0


class Worker:
    """Takes one job after the other; several workers share a queue."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        with app.app_context():
            self.queue = Queue(db.engine, name)
        self.state = Guarded()
        self.told_to_stop = threading.Event()

    def work(self) -> None:
        """Work until SIGTERM or SIGINT; a job in hand then goes back into the queue."""
        for order in (signal.SIGTERM, signal.SIGINT):
            signal.signal(order, self._stop)
        while not self.told_to_stop.is_set():
            try:
                idle = not self.work_once()
            except Stopping:
                return
            except sa.exc.DBAPIError as error:
                self.app.logger.warning("The database is away: %s", error.orig)
                idle = True
            if idle:
                self.told_to_stop.wait(POLL_SECONDS)

    def drain(self) -> int:
        """Do all the jobs that are due, and give how many there were."""
        count = 0
        while self.work_once():
            count += 1
        return count

    def work_once(self) -> bool:
        """Do the next job that is due; whether there was one."""
        claim = self.queue.claim()
        if claim is None:
            return False
        try:
            run(self.app, self.queue, claim, self.state)
        finally:
            self.state.interruptible = False
        return True

    def _stop(self, _order: int, _frame: FrameType | None) -> None:
        self.told_to_stop.set()
        if self.state.interruptible:
            self.state.interruptible = False
            raise Stopping
