"""A backup, restored elsewhere, is the same installation, table by table and by hash."""

from __future__ import annotations

import hashlib
import stat
import tarfile
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import create_app
from portal.audit import record
from portal.backup.dumping import create
from portal.config import Config
from portal.database import db
from portal.files.store import DiskStore, store_of
from portal.history.verifying import verify as verify_chains
from portal.migrating import upgrade
from portal.plugins import find_core
from portal.reach import Reach, within
from portal.testing.client import Browser
from tests.backup.conftest import CONTENTS, Run, digest_of

pytestmark = pytest.mark.database
Rows = dict[str, tuple[int, str]]


def hashes(owner_url: str) -> Rows:
    """Rows and hash of every table, worked out by PostgreSQL, without the portal's own way."""
    engine = sa.create_engine(owner_url, poolclass=sa.NullPool)
    found: Rows = {}
    with engine.connect() as connection:
        names = "select tablename from pg_tables where schemaname = 'public'"
        for name in connection.scalars(sa.text(names)).all():
            whole = f"select count(*), md5(string_agg(t::text, '|' order by t::text)) from {name} t"
            found[name] = tuple(connection.execute(sa.text(whole)).one())  # type: ignore[assignment]
    engine.dispose()
    return found


def test_restored_elsewhere_it_is_the_same(
    app: Flask, work: int, made: Path, run: Run, run_elsewhere: Run, elsewhere: Config
) -> None:
    before = hashes(app.extensions["portal_config"].owner_url)
    assert before["event"][0] == work
    code, said = run_elsewhere("restore", made)
    assert (code, "Restored and compared" in said) == (0, True), said
    assert hashes(str(elsewhere.owner_url)) == before
    chains = list(verify_chains(str(elsewhere.owner_url)))
    assert sum(chain.events for chain in chains) == work
    assert all(chain.broken is None for chain in chains)
    for content in CONTENTS:
        digest = hashlib.sha256(content).hexdigest()
        with store_of(elsewhere).open(digest) as file:
            assert file.read() == content
    assert sorted(store_of(elsewhere).each()) == sorted(map(digest_of, CONTENTS))
    assert run_elsewhere("verify", made, "--against-database")[0] == 0


def test_files_that_are_lost_or_changed_are_named(
    app: Flask, made: Path, run: Run, tmp_path: Path
) -> None:
    folder = app.extensions["portal_config"].var / "files"
    first, second = (folder / name[:2] / name[2:4] / name for name in map(digest_of, CONTENTS[:2]))
    first.unlink()
    second.write_bytes(b"other")
    code, said = run("verify", made, "--against-database")
    assert code == 1
    assert f"File {first.name} is not in the store." in said
    assert f"File {second.name} was changed in the store." in said
    code, said = run("create", tmp_path / "again")
    assert code == 0
    assert "2 files that rows name are lost or changed" in said
    assert run("verify", tmp_path / "again")[0] == 0


def test_what_was_restored_serves_and_counts_on(
    made: Path, run_elsewhere: Run, elsewhere: Config, space_ids: dict[str, int]
) -> None:
    assert run_elsewhere("restore", made)[0] == 0
    app = create_app(elsewhere)
    app.test_client_class = Browser
    lan = app.test_client().sign_in_as("lan")  # type: ignore[attr-defined]
    assert "dòng hai" in lan.get("/s/xa-sen/history").text
    assert lan.get("/s/xa-lua/history").status_code == 404
    here = frozenset({space_ids["xa-sen"]})
    with app.app_context(), within(Reach(spaces=here, write=here, log=here, logs=("*",))):
        record("accounts.role_granted", "mới", space_id=space_ids["xa-sen"])
        db.session.commit()
        db.engine.dispose()
    assert all(chain.broken is None for chain in verify_chains(str(elsewhere.owner_url)))
    assert run_elsewhere("verify", made, "--against-database")[0] == 1


def test_a_code_used_since_the_backup_does_not_open_again(
    owner: sa.Connection, run: Run, run_elsewhere: Run, elsewhere: Config, tmp_path: Path
) -> None:
    owner.execute(
        sa.text(
            "insert into one_time_code (account_id, code_hash, nonce, made_at, expires_at)"
            " select id, 'hash', 'nonce', now(), now() + interval '3 days' from account"
            " where username = 'tam'"
        )
    )
    assert run("create", tmp_path / "kept")[0] == 0
    assert run_elsewhere("restore", tmp_path / "kept")[0] == 0
    engine = sa.create_engine(str(elsewhere.owner_url), poolclass=sa.NullPool)
    with engine.connect() as connection:
        still = sa.text("select expires_at > now() from one_time_code")
        assert connection.scalars(still).all() == [False]


def test_a_plain_backup_opens_with_nothing_but_tar(made: Path) -> None:
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    with tarfile.open(made) as tar:
        names = tar.getnames()
        account = tar.extractfile("tables/account/000000")
        assert account is not None
        assert "Nguyễn Thị Lan" in account.read().decode()
    assert (names[0], names[-1]) == ("head.json", "manifest.json")


def test_an_encrypted_one_shows_nothing_and_needs_its_passphrase(
    run: Run, run_elsewhere: Run, work: int, tmp_path: Path
) -> None:
    right, wrong, short = (tmp_path / name for name in ("right", "wrong", "short"))
    right.write_text("sen hồng đồng tháp\nnot this line\n")
    wrong.write_text("sen hồng đồng nai\n")
    short.write_text("sen\n")
    path = tmp_path / "kept"
    assert "at least" in run("create", path, "--passphrase-file", short)[1]
    assert list(tmp_path.glob(".kept*")) == []
    code, said = run("create", path, "--passphrase-file", right)
    assert (code, "not encrypted" in said) == (0, False)
    assert "The passphrase is wrong" in run("verify", path, "--passphrase-file", wrong)[1]
    assert "is encrypted" in run("verify", path)[1]
    assert run("verify", path, "--passphrase-file", right)[0] == 0
    assert run_elsewhere("restore", path, "--passphrase-file", right)[0] == 0


def test_writes_meanwhile_come_whole_or_not_at_all(
    app: Flask,
    run: Run,
    run_elsewhere: Run,
    elsewhere: Config,
    space_ids: dict[str, int],
    tmp_path: Path,
) -> None:
    """Every event that was kept has its values and its place in the chain."""
    here = frozenset(space_ids.values())
    over, begun = threading.Event(), threading.Event()

    def write() -> None:
        with app.app_context(), within(Reach(spaces=here, write=here, log=here, logs=("*",))):
            while not over.is_set():
                for space in sorted(here):
                    record("accounts.role_granted", "x", space_id=space, after={"a": 1})
                db.session.commit()
                begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert begun.wait(10)
        code, said = run("create", tmp_path / "kept")
    finally:
        over.set()
        writer.join()
    assert code == 0, said
    code, said = run_elsewhere("restore", tmp_path / "kept")
    assert (code, "Every chain of events holds." in said) == (0, True), said
    rows = hashes(str(elsewhere.owner_url))
    assert rows["event"][0] == rows["event_payload"][0] > 0
    assert rows["event"][0] % len(here) == 0


def test_one_of_an_older_portal_is_restored_as_it_was_and_then_upgraded(
    app: Flask, server, run_elsewhere: Run, elsewhere: Config, tmp_path: Path
) -> None:
    name = "portal_older"
    server.create(name)
    try:
        url = server.owner_url(name)
        upgrade(url, find_core(), to={"portal": "0006"})
        create(tmp_path / "older", url, DiskStore(tmp_path / "files"))
        before = hashes(url)
    finally:
        server.drop(name)
    code, said = run_elsewhere("restore", tmp_path / "older")
    assert (code, "flask db upgrade" in said) == (0, True), said
    assert hashes(str(elsewhere.owner_url)) == before
    upgrade(str(elsewhere.owner_url), app.extensions["portal"].plugins)
    assert hashes(str(elsewhere.owner_url)).keys() > before.keys()


def test_the_newest_backups_of_a_folder_are_kept(run: Run, tmp_path: Path) -> None:
    for name in ("portal-20250101T000000Z.tar.gz", "portal-20250102T000000Z.tar.gz.sealed"):
        (tmp_path / name).touch()
    (tmp_path / "portal-notes.txt").touch()
    code, said = run("create", tmp_path, "--keep", "2")
    assert code == 0, said
    left = sorted(path.name for path in tmp_path.iterdir())
    assert len(left) == 3
    assert left[0] == "portal-20250102T000000Z.tar.gz.sealed"
    assert left[2] == "portal-notes.txt"
    assert run("create", tmp_path / "file", "--keep", "2")[0] == 1
