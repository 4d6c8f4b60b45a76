"""A backup that is damaged, foreign or too new is refused with a sentence, and changes nothing."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.config import Config
from tests.backup.conftest import Run

DAMAGED = "is cut off or was changed"
PLACES = 10


def tables(config: Config) -> list[str]:
    engine = sa.create_engine(str(config.owner_url), poolclass=sa.NullPool)
    with engine.connect() as connection:
        found = sa.text("select tablename from pg_tables where schemaname = 'public'")
        names = list(connection.scalars(found))
    engine.dispose()
    return names


@pytest.mark.parametrize("sealed", [False, True], ids=["plain", "encrypted"])
def test_no_byte_may_change_and_none_be_missing(
    run: Run, work: int, tmp_path: Path, sealed: bool
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("sen hồng đồng tháp")
    words = ["--passphrase-file", secret] if sealed else []
    path, other = tmp_path / "kept", tmp_path / "other"
    assert run("create", path, *words)[0] == 0
    whole = path.read_bytes()
    places = {0, 5, 9, len(whole) - 1, len(whole) - 6}
    places |= {len(whole) * n // PLACES for n in range(PLACES)}
    for place in sorted(places):
        changed = bytearray(whole)
        changed[place] ^= 0x10
        other.write_bytes(changed)
        code, said = run("verify", other, *words)
        assert code == 1, place
        assert "changed" in said or "no backup" in said or "wrong" in said, (place, said)
        other.write_bytes(whole[:place])
        code, said = run("verify", other, *words)
        assert code == 1, place
        assert said.startswith("Error: ") and said.count("\n") == 1, said
    other.write_bytes(whole + b"\0more")
    assert run("verify", other, *words)[0] == 1


def test_a_damaged_one_is_noticed_before_anything_is_written(
    made: Path, run_elsewhere: Run, elsewhere: Config
) -> None:
    made.write_bytes(made.read_bytes()[:-20])
    code, said = run_elsewhere("restore", made)
    assert (code, DAMAGED in said) == (1, True)
    assert tables(elsewhere) == []


def test_what_is_no_backup(run: Run, tmp_path: Path) -> None:
    for content in (b"", b"hello", b"\x1f\x8b"):
        (tmp_path / "x").write_bytes(content)
        code, said = run("verify", tmp_path / "x")
        assert (code, "no backup" in said) == (1, True)


def test_a_database_with_rows_is_left_alone(made: Path, run: Run, app: Flask) -> None:
    code, said = run("restore", made)
    assert (code, "is not empty" in said) == (1, True)
    assert run("verify", made, "--against-database")[0] == 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            "update alembic_version set version_num = '9999'",
            "stands at migration 9999 of portal, which this portal does not know",
        ),
        (
            "create table alembic_version_ghost as select 'g1'::text as version_num",
            "the module ghost, which is not installed",
        ),
        ("alter table body add extra text", "do not make table body as it was"),
        ("create table stray (id int)", "do not make table stray as it was"),
    ],
)
def test_what_this_portal_cannot_make_is_refused_and_leaves_an_empty_database(
    owner: sa.Connection,
    run: Run,
    run_elsewhere: Run,
    elsewhere: Config,
    tmp_path: Path,
    change: str,
    says: str,
) -> None:
    owner.exec_driver_sql(change)
    assert run("create", tmp_path / "kept")[0] == 0
    code, said = run_elsewhere("restore", tmp_path / "kept")
    assert (code, says in said) == (1, True), said
    assert tables(elsewhere) == []


def test_a_broken_chain_is_not_restored_in_silence(
    owner: sa.Connection, work: int, run: Run, run_elsewhere: Run, tmp_path: Path
) -> None:
    owner.exec_driver_sql("update event set subject_name = 'forged' where seq = 3")
    assert run("create", tmp_path / "kept")[0] == 0
    code, said = run_elsewhere("restore", tmp_path / "kept")
    assert (code, "chain of events" in said) == (1, True)


def test_differences_from_the_database_are_named(
    owner: sa.Connection, made: Path, run: Run
) -> None:
    owner.exec_driver_sql("update account set display_name = 'Z' where username = 'tam'")
    owner.exec_driver_sql("select nextval('event_id_seq')")
    code, said = run("verify", made, "--against-database")
    assert code == 1
    count = owner.scalar(sa.text("select count(*) from account"))
    assert f"Table account: {count} rows in the backup, {count} here." in said
    assert "Sequence event_id_seq stands elsewhere." in said
    assert "differs in 2 places" in said


def test_a_full_disk_leaves_no_half_of_a_backup(app: Flask, work: int, tmp_path: Path) -> None:
    config: Config = app.extensions["portal_config"]
    code = (
        "import sys\nfrom pathlib import Path\nfrom portal.backup.dumping import create\n"
        "from portal.backup.refusals import BackupError\n"
        "from portal.files.store import DiskStore\n"
        "try:\n    create(Path(sys.argv[1]), sys.argv[2], DiskStore(Path(sys.argv[1])))\n"
        "except BackupError as error:\n    print(error)\n    sys.exit(3)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "kept"), str(config.owner_url)],
        capture_output=True,
        text=True,
        cwd=Path.cwd(),
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)),
    )
    assert ended.returncode == 3, ended.stderr
    assert ended.stdout.startswith("The disk is full: ")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(made: Path, run: Run, tmp_path: Path) -> None:
    before = made.read_bytes()
    code, said = run("create", made)
    assert (code, "is there already" in said) == (1, True)
    assert made.read_bytes() == before
    assert "failed" in run("create", tmp_path / "nowhere" / "kept")[1]
