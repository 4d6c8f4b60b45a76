"""Whatever is killed, the server comes back with all that was acknowledged."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psycopg

from portal.embedded import ensure
from portal.embedded.keeper import keeper_of
from portal.embedded.leftovers import living
from portal.embedded.places import home_of


def serving(instance) -> bool:
    try:
        with instance.connect() as connection:
            return connection.execute("select 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def postmaster(home) -> int:
    return int((home.data / "postmaster.pid").read_text().split()[0])


def test_a_killed_server_is_started_again_with_its_rows(var, eventually):
    with ensure(var) as instance:
        with instance.connect() as connection:
            connection.execute("create table kept as select generate_series(1, 100) as n")
        before = postmaster(instance.home)
        os.kill(before, signal.SIGKILL)
        eventually(lambda: not serving(instance) or postmaster(instance.home) != before)
        eventually(lambda: serving(instance) and postmaster(instance.home) != before)
        with instance.connect() as connection:
            assert connection.execute("select count(*) from kept").fetchone() == (100,)


def test_all_its_processes_killed_at_once_under_a_busy_session(var, eventually):
    with ensure(var) as instance:
        with instance.connect() as connection:
            connection.execute("create table kept (n int)")
            busy = instance.connect()
            for number in range(200):
                connection.execute("insert into kept values (%s)", [number])
            old = living(instance.home)
            for process in old:
                os.kill(process, signal.SIGKILL)
        busy.close()
        eventually(lambda: serving(instance) and not set(old) & set(living(instance.home)))
        with instance.connect() as connection:
            assert connection.execute("select count(*) from kept").fetchone() == (200,)


def test_a_killed_keeper_takes_the_server_along_and_is_revived(var, eventually):
    with ensure(var, durable=False) as instance:
        assert instance.revive() is False
        keeper = keeper_of(instance.home)
        os.kill(keeper.pid, signal.SIGKILL)
        eventually(lambda: keeper_of(instance.home) is None and not living(instance.home))
        assert instance.revive() is True
        assert serving(instance)
        assert keeper_of(instance.home).pid != keeper.pid


def test_a_pid_file_that_names_a_living_stranger_is_stale(var):
    home = home_of(var)
    ensure(var, durable=False).stop()
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        (home.data / "postmaster.pid").write_text(
            f"{stranger.pid}\n{home.data}\n1\n5432\n{home.sockets}\n\n  1  1\nready\n"
        )
        (home.sockets / ".s.PGSQL.5432.lock").write_text(f"{stranger.pid}\n{home.data}\n1\n")
        (home.sockets / ".s.PGSQL.5432").touch()
        with ensure(var, durable=False) as instance:
            assert serving(instance)
            assert postmaster(home) != stranger.pid
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_server_whose_keeper_is_gone_is_ended_before_its_files_are_touched(var, eventually):
    home = home_of(var)
    first = ensure(var, durable=False)
    server = postmaster(home)
    os.kill(server, signal.SIGSTOP)
    os.kill(keeper_of(home).pid, signal.SIGKILL)
    eventually(lambda: keeper_of(home) is None)
    try:
        with ensure(var, durable=False) as second:
            assert serving(second)
            assert postmaster(home) != server
            assert server not in living(home)
    finally:
        first.release()


def test_a_half_made_data_folder_is_thrown_away(var):
    home = home_of(var)
    ensure(var, durable=False).stop()
    half = home.cluster / "making-half"
    home.data.rename(half)
    (half / "PG_VERSION").unlink()
    with ensure(var, durable=False) as instance:
        assert serving(instance)
    assert not half.exists()
