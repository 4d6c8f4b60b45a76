"""Where things lie: short socket paths, closed folders, nobody else's rights touched."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portal.embedded import ensure, places
from portal.embedded.keeper import keeper_of
from portal.embedded.leftovers import living
from portal.embedded.places import MEMORY, SOCKET_LIMIT, SOCKET_NAME, home_of, memory, prepare

ASK = """
import sys
from portal.embedded import ensure, remove
from portal.embedded.keeper import stop_keeper
with ensure(sys.argv[1], durable=False) as instance:
    with instance.connect() as connection:
        where = connection.execute("show data_directory").fetchone()[0]
    print(instance.sockets, where, sep="\\n")
    instance.stop()
remove(sys.argv[1])
"""


def rights(folder: Path) -> list[tuple[Path, int, int, int]]:
    seen = [(p, p.stat()) for p in (folder, *folder.parents)]
    return [(p, stat.S_IMODE(s.st_mode), s.st_uid, s.st_gid) for p, s in seen]


def test_parents_keep_their_rights(tmp_path, var):
    tmp_path.chmod(0o700)
    before = rights(tmp_path), rights(Path("/var/lib"))
    with ensure(var, durable=False) as instance:
        assert stat.S_IMODE(instance.home.cluster.stat().st_mode) == 0o700
    assert (rights(tmp_path), rights(Path("/var/lib"))) == before


@pytest.mark.parametrize("root", [True, False])
def test_the_socket_path_fits_however_deep_the_checkout_lies(root, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1234)
    deep = tmp_path.joinpath(*["a-rather-long-name"] * 12, "var")
    home = home_of(deep)
    assert len(os.fsencode(home.sockets / SOCKET_NAME)) <= SOCKET_LIMIT
    assert home_of(deep.parent / "other").sockets != home.sockets


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become someone else")
def test_an_ordinary_user_keeps_everything_in_the_checkout(spawn):
    nobody = pwd.getpwnam("nobody")
    try:
        subprocess.run([sys.executable, "-c", "import portal.embedded"], check=True, user="nobody")
    except (PermissionError, subprocess.CalledProcessError):
        pytest.skip("nobody may not run the Python of this machine: it lies in a closed home")
    top = Path(tempfile.mkdtemp(prefix="checkout-"))
    os.chown(top, nobody.pw_uid, nobody.pw_gid)
    deep = top.joinpath(*["a-rather-long-name"] * 6, "var")
    try:
        asked = spawn(ASK, deep, user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[], cwd="/")
        sockets, data = asked.communicate()[0].split()
        assert asked.returncode == 0
        assert Path(data) == deep / "pg" / "data"
        assert Path(sockets).parent == Path("/tmp")
    finally:
        shutil.rmtree(top)


@pytest.mark.skipif(os.geteuid() != 0, reason="concerns root alone")
def test_under_root_the_server_runs_as_someone_else(var):
    with ensure(var, durable=False) as instance:
        owner = pwd.getpwuid(instance.home.data.stat().st_uid)
        process = (instance.home.data / "postmaster.pid").read_text().split()[0]
        assert owner.pw_name == "portal-embedded"
        assert Path(f"/proc/{process}").stat().st_uid == owner.pw_uid
        assert not var.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives folders away")
def test_those_who_start_at_once_make_the_same_folders(tmp_path, monkeypatch):
    """Each folder is made as root and then given away: nobody may look at it in between."""
    given = os.chown

    def slowly(path, uid, gid):
        time.sleep(0.2)
        given(path, uid, gid)

    monkeypatch.setattr(os, "chown", slowly)
    home = home_of(tmp_path / "var")
    try:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(prepare, [home, home]))
        assert home.cluster.stat().st_uid == home.account().pw_uid
    finally:
        shutil.rmtree(home.folder, ignore_errors=True)


def test_passing_data_lie_in_memory_until_the_last_user_has_gone(var):
    home = home_of(var)
    if memory() is None:
        pytest.skip("this machine has no room in memory")
    with ensure(var, durable=False, passing=True) as first:
        first.create_database("kept")
        lies_in = home.data.resolve()
        assert lies_in.parent == MEMORY
        assert lies_in.stat().st_mode & 0o777 == 0o700
        second = ensure(var, durable=False, passing=True)
    assert second.has_database("kept")
    second.release(wait=20)
    assert not lies_in.exists()
    with ensure(var, durable=False, passing=True) as third:
        assert not third.has_database("kept")


def test_a_machine_without_room_in_memory_keeps_data_on_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "MEMORY", tmp_path / "nowhere")
    assert places.memory() is None
    monkeypatch.setattr(places, "MEMORY", Path("/"))
    monkeypatch.setattr(places, "MEMORY_MEGABYTES", 2**40)
    assert places.memory() is None


def test_what_was_in_memory_is_made_anew_after_a_restart_of_the_machine(var, eventually):
    home = home_of(var)
    if memory() is None:
        pytest.skip("this machine has no room in memory")
    with ensure(var, durable=False, passing=True) as instance:
        os.kill(keeper_of(home).pid, signal.SIGKILL)
        instance.release()
    lies_in = home.data.resolve()
    eventually(lambda: not living(home))
    shutil.rmtree(lies_in)
    with ensure(var, durable=False, passing=True) as instance, instance.connect() as connection:
        assert connection.execute("select 1").fetchone() == (1,)
        assert home.data.resolve() != lies_in
