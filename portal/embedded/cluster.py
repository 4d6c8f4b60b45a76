"""One PostgreSQL server: made, started, asked for a sign of life, stopped.

Who may connect: only the operating-system user who owns the instance, over a socket in a folder
closed to everyone else (`peer`: the kernel names the caller), as any role. A password would lie
beside the data folder that the same user can read anyway; it would guard nothing, cost some
milliseconds a connection and end up in logs with the URLs. There is no TCP port at all.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from .children import die_with_parent
from .leftovers import clear_stale_files, end_leftovers
from .places import PORT, Home, binaries
from .refusals import explain, explain_output, need_space

OWNER = "portal_owner"
APP = "portal_app"
NEW_CLUSTER_MEGABYTES = 200
START_SECONDS = 120
LOG_LIMIT = 5_000_000
APP_RIGHTS = "login noinherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls"
QUICK = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_wal_size=2GB",
)
IN_MEMORY = ("max_wal_size=256MB",)


class Cluster:
    """The server of one home. Only the keeper that holds the home's lock may use it."""

    def __init__(self, home: Home, durable: bool, kept_in: Path | None = None) -> None:
        self.home = home
        self.durable = durable
        self.kept_in = kept_in
        self.account = home.account()
        self.binaries = binaries()
        self.process: subprocess.Popen[bytes] | None = None

    def create(self) -> None:
        """Make the data folder unless it is there; one that is there is whole. Raises Refusal."""
        for left in self.home.cluster.glob("making-*"):
            shutil.rmtree(left, ignore_errors=True)
        if self.kept_in and not self.home.data.is_symlink():
            shutil.rmtree(self.home.data, ignore_errors=True)
        if self.home.data.exists():
            return
        # What lay in memory went with a restart of the machine: the link to it leads nowhere.
        self.home.data.unlink(missing_ok=True)
        folder = self.kept_in or self.home.cluster
        need_space(folder, NEW_CLUSTER_MEGABYTES, "a new database")
        fresh = Path(tempfile.mkdtemp(prefix="making-", dir=folder))
        os.chown(fresh, self.account.pw_uid, self.account.pw_gid)
        command = [
            str(self.binaries / "initdb"),
            "--pgdata",
            str(fresh),
            "--username",
            OWNER,
        ]
        command += ["--encoding", "UTF8", "--locale", "C.UTF-8", "--data-checksums"]
        command += ["--auth-local", "peer", "--auth-host", "reject"]
        if not self.durable:
            command.append("--no-sync")
        made = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd="/",
            env=self._environment(),
            preexec_fn=lambda: self._become_account(signal.SIGTERM),
        )
        if made.returncode:
            shutil.rmtree(fresh, ignore_errors=True)
            raise explain_output(made.stdout, "Making the database")
        if self.kept_in:
            fresh = fresh.rename(self.kept_in / f"{self.home.name}-{os.urandom(8).hex()}")
            self.home.data.symlink_to(fresh)
        else:
            fresh.rename(self.home.data)

    def start(self) -> None:
        """Start the server and return once it answers. Raises Refusal."""
        end_leftovers(self.home)
        clear_stale_files(self.home)
        try:
            self._write_who_may_connect()
            if self.home.log.exists() and self.home.log.stat().st_size > LOG_LIMIT:
                self.home.log.rename(self.home.log.with_suffix(".log.1"))
            log = os.open(self.home.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            raise explain(error, "Starting the database") from error
        before = os.fstat(log).st_size
        self.process = subprocess.Popen(
            self._command(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=self.home.data,
            env=self._environment(),
            start_new_session=True,
            preexec_fn=lambda: self._become_account(signal.SIGINT),
        )
        os.close(log)
        self._wait_for_life(before)
        self._make_roles()

    def running(self) -> bool:
        """Whether the server's first process lives."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """End every session and stop, harder as time passes."""
        if self.process is None:
            return
        for order, seconds in (
            (signal.SIGINT, 30),
            (signal.SIGQUIT, 10),
            (signal.SIGKILL, 5),
        ):
            if self.process.poll() is not None:
                break
            self.process.send_signal(order)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                continue
        end_leftovers(self.home)

    def _command(self) -> list[str]:
        settings = [
            f"cluster_name={self.home.name}",
            f"port={PORT}",
            "listen_addresses=",
            f"unix_socket_directories={self.home.sockets}",
            "unix_socket_permissions=0700",
            f"hba_file={self.home.cluster / 'hba.conf'}",
            f"ident_file={self.home.cluster / 'ident.conf'}",
            "timezone=UTC",
            "log_timezone=UTC",
            "log_line_prefix=%m [%p] %u@%d ",
            "max_connections=120",
            *(() if self.durable else QUICK),
            *(IN_MEMORY if self.kept_in else ()),
        ]
        command = [str(self.binaries / "postgres"), "-D", str(self.home.data)]
        for setting in settings:
            command += ["-c", setting]
        return command

    def _write_who_may_connect(self) -> None:
        users = {self.account.pw_name} | ({"root"} if self.home.as_root else set())
        hba = "local all all peer map=portal\n"
        ident = "".join(f'portal "{user}" all\n' for user in sorted(users))
        for name, text in (("hba.conf", hba), ("ident.conf", ident)):
            path = self.home.cluster / name
            path.write_text(text)
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def _wait_for_life(self, log_start: int) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if not self.running() or time.monotonic() > deadline:
                self.stop()
                with open(self.home.log, "rb") as log:
                    log.seek(log_start)
                    said = log.read().decode(errors="replace")
                raise explain_output(said, "Starting the database", self.home.log)
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with self._connect() as connection:
                return connection.execute("select 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    def _make_roles(self) -> None:
        with self._connect() as connection:
            known = connection.execute("select 1 from pg_roles where rolname = %s", [APP])
            verb = "alter" if known.fetchone() else "create"
            connection.execute(f"{verb} role {APP} {APP_RIGHTS}")

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self.home.sockets),
            port=PORT,
            user=OWNER,
            dbname="postgres",
            connect_timeout=5,
            autocommit=True,
        )

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": "/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
            "HOME": "/",
            "PGTZ": "UTC",
        }

    def _become_account(self, last_order: signal.Signals) -> None:
        os.umask(0o077)
        if self.home.as_root:
            os.setgroups([])
            os.setgid(self.account.pw_gid)
            os.setuid(self.account.pw_uid)
        # After the change of user: the kernel forgets the order when the user changes.
        die_with_parent(last_order)
