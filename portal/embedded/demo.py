"""`make demo`: everything a visitor needs, started in order and stopped together."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

from .children import Child, tied_to
from .demo_settings import DATABASE, make_keys, settings, write_for_shells
from .instance import Instance, ensure
from .locks import hold
from .places import home_of
from .refusals import Refusal, explain, explain_output, need_space
from .removal import remove
from .terminal import Ordered, Orders, say
from .web import ADDRESS, listen, wait_for_page

FREE_MEGABYTES = 500
STOP_SECONDS = 10
WEB = (
    "--workers",
    "2",
    "--worker-class",
    "gthread",
    "--threads",
    "4",
    "--graceful-timeout",
    "5",
    "--no-control-socket",
)


class Demo:
    """One demo: the portal of the checkout `root`, its data in `root/var/demo`."""

    def __init__(self, root: Path, port: int) -> None:
        self.root = root.resolve()
        self.var = self.root / "var" / "demo"
        self.port = port
        self.log = self.var / "log"
        self.orders = Orders()
        self.instance: Instance | None = None
        self.listener: socket.socket | None = None  # ours, so that a visitor waits out a restart
        self.children: list[Child] = []

    def run(self) -> int:
        """Start everything and watch over it until told to stop; returns the exit code."""
        lock: int | None = None
        try:
            self.orders.listen()
            self._make_folders()
            lock = self._be_the_only_one()
            listen(self.port).close()
            self._prepare()
            self._serve()
            self._watch()
        except Ordered:
            say("Stopping ...")
            return 0
        except Refusal as refusal:
            say(f"\n{refusal}", to_errors=True)
            return 1
        except OSError as error:
            say(f"\n{explain(error, 'The demo')}", to_errors=True)
            return 1
        finally:
            self._stop()
            if lock is not None:
                os.close(lock)

    def command(self, words: list[str]) -> int:
        """Run one command with the demo's settings and database; returns its exit code."""
        try:
            self._make_folders()
            self._open()
            return subprocess.call(words, cwd=self.root, env=self._environment())
        except KeyboardInterrupt:
            return 130
        except FileNotFoundError:
            say(f"There is no program {words[0]} here.", to_errors=True)
            return 127
        except Refusal as refusal:
            say(str(refusal), to_errors=True)
            return 1
        finally:
            self._stop()

    def reset(self) -> int:
        """Delete the demo's data, keys and files; returns the exit code."""
        try:
            if self.var.exists():
                os.close(self._be_the_only_one())
            remove(self.var)
            if self.var.exists():
                shutil.rmtree(self.var)
        except Refusal as refusal:
            say(str(refusal), to_errors=True)
            return 1
        except OSError as error:
            say(str(explain(error, "Deleting the demo's data")), to_errors=True)
            return 1
        say("The demo's data are gone; make demo starts afresh.")
        return 0

    def _make_folders(self) -> None:
        try:
            self.var.parent.mkdir(exist_ok=True)
            self.var.mkdir(mode=0o700, exist_ok=True)
            self.log.mkdir(exist_ok=True)
        except OSError as error:
            raise explain(error, f"Making {self.log}") from error

    def _be_the_only_one(self) -> int:
        lock = hold(self.var / "launcher.lock", wait=False)
        if lock is None:
            raise Refusal("The demo of this folder already runs; stop it first with Ctrl-C there.")
        return lock

    def _open(self) -> None:
        self.instance = ensure(self.var)
        if not self.instance.has_database(DATABASE):
            self.instance.create_database(DATABASE)
        make_keys(self.var / "keys.json")
        write_for_shells(self.var, settings(self.var, self.instance))

    def _prepare(self) -> None:
        for folder in (self.var, home_of(self.var).folder):
            need_space(folder, FREE_MEGABYTES, "the demo")
        say("1/4 Starting PostgreSQL ...")
        self._open()
        self.orders.check()
        say("2/4 Bringing the tables up to date ...")
        self._flask("Migrating the database", "db", "upgrade")
        say("3/4 Loading the demo (the first time takes a while) ...")
        self._flask("Loading the demo", "demo", "load")

    def _serve(self) -> None:
        say("4/4 Starting the web server and the job worker ...")
        listener = self.listener = listen(self.port)
        web = [
            sys.executable,
            "-m",
            "gunicorn",
            *WEB,
            "--bind",
            f"fd://{listener.fileno()}",
        ]
        web += ["--worker-tmp-dir", "/dev/shm"] if os.access("/dev/shm", os.W_OK) else []
        jobs = [sys.executable, "-m", "flask", "jobs", "work"]
        environment = self._environment()
        self.children = [
            Child(
                "The web server",
                [*web, "wsgi:app"],
                self.root,
                environment,
                self.log / "web.log",
                (listener.fileno(),),
            ),
            Child("The job worker", jobs, self.root, environment, self.log / "jobs.log"),
        ]
        for child in self.children:
            child.start()
        wait_for_page(self.port, self.children[0], self.orders)
        accounts = self._flask("Listing the demo accounts", "demo", "accounts")
        say(f"\n{accounts.rstrip()}\n")
        say(f"The portal is ready: http://{ADDRESS}:{self.port}/")
        say(f"Logs are in {self.log}. Ctrl-C stops everything; the data stay.")

    def _watch(self) -> NoReturn:
        while True:
            self.orders.pause(0.5)
            for line in self._look():
                say(f"{time.strftime('%H:%M:%S')} {line}")

    def _look(self) -> Iterable[str]:
        assert self.instance is not None
        try:
            if self.instance.revive():
                yield "PostgreSQL ended; started again"
        except Refusal as refusal:
            yield str(refusal)
        for child in self.children:
            try:
                line = child.look_after()
            except OSError as error:
                line = str(explain(error, f"Starting again: {child.name}"))
            if line:
                yield line

    def _stop(self) -> None:
        if self.listener is not None:
            self.listener.close()
        for child in self.children:
            child.ask_to_stop()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            child.wait_or_kill(deadline)
        if self.instance is not None:
            self.instance.release(wait=STOP_SECONDS * 3)

    def _flask(self, doing: str, *words: str) -> str:
        me = os.getpid()
        with open(self.log / "setup.log", "a+", errors="replace") as log:
            log.write(f"$ flask {shlex.join(words)}\n")
            log.flush()
            start = log.seek(0, os.SEEK_END)
            step = subprocess.Popen(
                [sys.executable, "-m", "flask", *words],
                cwd=self.root,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=lambda: tied_to(me),
            )
            self._await(step)
            log.seek(start)
            said = log.read()
        if step.returncode:
            raise explain_output(said, doing, self.log / "setup.log")
        return said

    def _await(self, step: subprocess.Popen[bytes]) -> None:
        try:
            while step.poll() is None:
                self.orders.pause(0.05)
            self.orders.check()
        finally:
            step.kill()
            step.wait()

    def _environment(self) -> dict[str, str]:
        assert self.instance is not None
        return {
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            **settings(self.var, self.instance),
        }
