"""The process behind an instance: keeps its server alive while anyone uses it.

Run with VAR and durable|quick|passing, it returns once the server answers (or says in
one sentence why it does not) and leaves a process of its own behind. That process starts the
server again whenever it dies, and stops it when the last user has gone or on SIGTERM. Should the
keeper itself be killed, the kernel asks the server to stop, and the next user starts both anew.

Three locks lie in the instance's folder: `users.lock`, shared by every user; `keeper.lock`, held
by the one keeper; `start.lock`, held while someone looks whether a keeper must be started.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType

from .cluster import Cluster
from .locks import hold, is_held
from .places import Home, forget_memory, home_of, memory
from .refusals import Refusal, explain

LOOK_SECONDS = 0.2
STOP_SECONDS = 60
QUICK_DEATH_SECONDS = 10
LONGEST_PAUSE_SECONDS = 10.0


@dataclass(frozen=True)
class KeeperNote:
    """What a keeper writes into its lock file."""

    pid: int
    durable: bool


def keeper_of(home: Home) -> KeeperNote | None:
    """The living keeper of an instance, if it has one."""
    path = home.folder / "keeper.lock"
    if not path.exists() or not is_held(path):
        return None
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            return KeeperNote(**json.loads(path.read_text()))
        except (ValueError, TypeError):
            time.sleep(0.02)  # it has the lock and is about to write the note
    return None


def wait_for_end(home: Home, seconds: float) -> bool:
    """Wait this long for the keeper to leave; whether it has left."""
    deadline = time.monotonic() + seconds
    while keeper_of(home) is not None:
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.05)
    return True


def stop_keeper(home: Home) -> None:
    """Order keeper and server to stop and wait until they have. Raises Refusal."""
    keeper = keeper_of(home)
    if keeper is not None:
        os.kill(keeper.pid, signal.SIGTERM)
        if not wait_for_end(home, STOP_SECONDS):
            raise Refusal(f"The database of {home.var} does not stop; its log is {home.log}.")


class Keeper:
    """Starts, watches, restarts and stops the server of one home."""

    def __init__(self, home: Home, durability: str) -> None:
        self.home = home
        kept_in = memory() if durability == "passing" else None
        self.cluster = Cluster(home, durability == "durable", kept_in)
        self.told_to_stop = False

    def watch(self) -> None:
        """Return when nobody uses the server any more, or on SIGTERM; the server is stopped."""
        signal.signal(signal.SIGTERM, self._note_order)
        for ignored in (signal.SIGINT, signal.SIGHUP):
            signal.signal(ignored, signal.SIG_IGN)
        deaths, started, next_start = 0, time.monotonic(), 0.0
        users: int | None = None
        while users is None and not self.told_to_stop:
            now = time.monotonic()
            if not self.cluster.running() and now >= next_start:
                deaths = deaths + 1 if now - started < QUICK_DEATH_SECONDS else 1
                started, next_start = (
                    now,
                    now + min(LONGEST_PAUSE_SECONDS, 0.2 * 2**deaths),
                )
                _say(f"the server ended; starting it again (attempt {deaths})")
                try:
                    self.cluster.start()
                except Refusal as refusal:
                    _say(str(refusal))
            time.sleep(LOOK_SECONDS)
            users = hold(self.home.folder / "users.lock", wait=False)
        # With the users' lock in hand, whoever comes now waits until the server has stopped.
        self.cluster.stop()
        if self.cluster.kept_in:
            forget_memory(self.home)

    def _note_order(self, _number: int, _frame: FrameType | None) -> None:
        self.told_to_stop = True


def main(var: str, durability: str) -> int:
    """Start the server of this `var` folder and leave a keeper behind."""
    home = home_of(Path(var))
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.close(reading)
        os.setsid()
        _keep(home, durability, writing)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as channel:
        answer = channel.read()
    if answer == "ready":
        return 0
    print(answer or "The keeper of the database ended without a word.", file=sys.stderr)
    return 1


def _keep(home: Home, durability: str, writing: int) -> None:
    os.chdir("/")
    answer = "ready"
    lock = hold(home.folder / "keeper.lock", wait=False)
    try:
        if lock is None:
            answer = "Another keeper of this database is at work."
            return
        os.ftruncate(lock, 0)
        os.write(
            lock, json.dumps(asdict(KeeperNote(os.getpid(), durability == "durable"))).encode()
        )
        keeper = Keeper(home, durability)
        try:
            keeper.cluster.create()
            keeper.cluster.start()
        except BaseException:
            keeper.cluster.stop()
            raise
        _turn_to_log(home)
        os.write(writing, answer.encode())
        os.close(writing)
        keeper.watch()
    except Refusal as refusal:
        answer = str(refusal)
    except OSError as error:
        answer = str(explain(error, "Starting the database"))
    except Exception as error:
        answer = f"Starting the database failed: {error!r}"
    finally:
        if answer != "ready":
            os.write(writing, answer.encode())
        os._exit(0)


def _turn_to_log(home: Home) -> None:
    log = os.open(home.folder / "keeper.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    os.close(nothing)


def _say(line: str) -> None:
    print(time.strftime("%Y-%m-%d %H:%M:%S"), line, flush=True)
