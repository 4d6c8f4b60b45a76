"""Several processes, one server: started once, stopped when the last user goes."""

from __future__ import annotations

import os
import signal

import psycopg
import pytest

from portal.embedded import Refusal, ensure, remove
from portal.embedded.keeper import keeper_of
from portal.embedded.leftovers import living
from portal.embedded.places import home_of

USER = """
import sys
from portal.embedded import ensure
instance = ensure(sys.argv[1], durable=False)
with instance.connect() as connection:
    print(connection.execute("select pg_postmaster_start_time()::text").fetchone()[0], flush=True)
sys.stdin.read()
"""


def test_processes_that_start_at_once_share_one_server(var, spawn):
    users = [spawn(USER, var) for _ in range(5)]
    starts = {user.stdout.readline() for user in users}
    assert len(starts) == 1
    assert starts != {""}


def test_the_server_stays_until_the_last_user_has_gone(var, spawn, eventually):
    home = home_of(var)
    first, second = spawn(USER, var), spawn(USER, var)
    assert first.stdout.readline() == second.stdout.readline()
    first.stdin.close()
    first.wait()
    third = ensure(var, durable=False)
    second.send_signal(signal.SIGKILL)
    second.wait()
    with third.connect() as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    third.release(wait=20)
    assert keeper_of(home) is None
    assert living(home) == []


def test_a_user_that_comes_while_the_server_stops_gets_a_new_one(var):
    for _ in range(3):
        instance = ensure(var, durable=False)
        instance.release()
        with ensure(var, durable=False) as again, again.connect() as connection:
            assert connection.execute("select 1").fetchone() == (1,)


def test_stop_ends_it_for_everyone(var, spawn):
    user = spawn(USER, var)
    user.stdout.readline()
    ensure(var, durable=False).stop()
    assert living(home_of(var)) == []


def test_a_durable_server_is_not_joined_as_a_quick_one(var):
    with ensure(var, durable=False), pytest.raises(Refusal, match="already runs as a quick one"):
        ensure(var)


def test_databases_are_made_copied_and_dropped(var):
    with ensure(var, durable=False) as instance:
        instance.create_database("pattern")
        with instance.connect(dbname="pattern") as connection:
            connection.execute("create table thing as select 7 as n")
        instance.create_database("copy", template="pattern")
        with instance.connect(dbname="copy") as connection:
            assert connection.execute("select n from thing").fetchone() == (7,)
            with pytest.raises(psycopg.errors.DuplicateDatabase):
                instance.create_database("copy")
        instance.drop_database("copy")
        assert instance.has_database("pattern")
        assert not instance.has_database("copy")


def test_the_app_role_holds_nothing(var):
    with ensure(var, durable=False) as instance, instance.connect("portal_app") as connection:
        rights = connection.execute(
            "select rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls"
            " from pg_roles where rolname = current_user"
        ).fetchone()
        owned = connection.execute(
            "select count(*) from pg_shdepend where deptype = 'o'"
            " and refobjid = (select oid from pg_roles where rolname = current_user)"
        ).fetchone()
    assert rights == (False,) * 6
    assert owned == (0,)


def test_only_the_user_who_owns_it_gets_in(var):
    with ensure(var, durable=False) as instance:
        assert instance.sockets.stat().st_mode & 0o777 == 0o700
        with instance.connect() as connection:
            assert connection.execute("show listen_addresses").fetchone() == ("",)
        if os.geteuid() == 0:
            stranger = f"host={instance.sockets} user=portal_owner dbname=postgres"
            child = os.fork()
            if child == 0:
                try:
                    instance.sockets.chmod(0o777)
                    (instance.sockets / ".s.PGSQL.5432").chmod(0o777)
                    os.setgid(65534)
                    os.setuid(65534)
                    psycopg.connect(stranger)
                    os._exit(1)
                except psycopg.OperationalError as refused:
                    os._exit(0 if "Peer authentication failed" in str(refused) else 2)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
            instance.sockets.chmod(0o700)


def test_an_instance_in_use_is_not_removed(var):
    instance = ensure(var, durable=False)
    with pytest.raises(Refusal, match="is in use"):
        remove(var)
    instance.release(wait=20)
    remove(var)
    assert not home_of(var).folder.exists()
