"""Whose files they are: a neighbour finds nothing, not even that the bytes are known."""

from __future__ import annotations

import contextlib
import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.database import db
from portal.errors import NotFound
from portal.files.actions import drop, files, keep
from portal.files.models import FileRow, PersonalFile, StoredFile
from portal.files.sending import as_attachment
from portal.files.sweeping import _columns, faults, kept, sweep
from portal.testing.cast import UNIT_ONE, UNIT_TWO
from tests.files.conftest import Working

pytestmark = pytest.mark.database
AT_ONCE = -dt.timedelta(seconds=5)
"""Bytes written until just now are old enough."""
TEXT = b"Quy ch\xe1\xba\xbf l\xc3\xa0m vi\xe1\xbb\x87c"


def test_two_spaces_share_bytes_and_see_only_their_own_row(working: Working) -> None:
    with working("xa-sen") as sen:
        mine = keep(TEXT, "quy-che.txt", space_id=sen)
    with working("xa-lua") as lua:
        theirs = keep(TEXT, "ten-khac.txt", space_id=lua)
        assert db.session.get(StoredFile, (sen, mine.id)) is None
        assert db.session.scalars(sa.select(StoredFile)).all() == [theirs]
        assert theirs.digest == mine.digest
        assert list(files().each()) == [mine.digest]


def test_a_file_about_people_opens_to_the_space_alone(working: Working) -> None:
    with working("xa-sen") as space:
        file = keep(TEXT, "danh-sach.txt", space_id=space, personal=True)
    with working("xa-sen", personal=False):
        assert db.session.scalars(sa.select(PersonalFile)).all() == []
    with working("xa-sen"):
        assert db.session.get(PersonalFile, (space, file.id)) is not None


def test_an_officer_of_one_unit_opens_no_file_of_another(working: Working) -> None:
    with working("xa-sen") as space:
        keep(TEXT, "to-hai.txt", space_id=space, unit_id=UNIT_TWO)
    with working("xa-sen", units=frozenset({UNIT_ONE})):
        assert db.session.scalars(sa.select(StoredFile)).all() == []
    with working("xa-sen", units=frozenset({UNIT_TWO})):
        assert len(db.session.scalars(sa.select(StoredFile)).all()) == 1


def test_bytes_go_with_the_last_row_that_keeps_them(working: Working) -> None:
    with working("xa-sen") as sen:
        first = keep(TEXT, "a.txt", space_id=sen)
        second = keep(TEXT, "b.txt", space_id=sen, personal=True)
    with working("xa-sen"):
        drop(db.session.get_one(StoredFile, (sen, first.id)))
    with working("xa-sen"):
        assert sweep(AT_ONCE).files == 0
        drop(db.session.get_one(PersonalFile, (sen, second.id)))
    with working("xa-sen"):
        assert sweep(AT_ONCE).files == 1
        assert list(files().each()) == []


def test_bytes_without_a_row_are_swept(working: Working) -> None:
    """As after a kill between the bytes and the commit."""
    with working("xa-sen"):
        files().put(b"nobody's")
        assert sweep().files == 0
        assert sweep(AT_ONCE).files == 1


def test_a_sweep_leaves_what_is_being_kept(working: Working, app: Flask) -> None:
    """Bytes whose row is not yet committed have no row that a sweep could see."""

    def sweep_beside() -> int:
        with working("xa-lua"):
            return sweep(AT_ONCE).files

    with ThreadPoolExecutor(1) as beside, working("xa-sen") as space:
        file = keep(TEXT, "a.txt", space_id=space)
        files().put(b"nobody's")
        assert beside.submit(sweep_beside).result() == 1
        assert list(files().each()) == [file.digest]


def test_a_kill_between_the_bytes_and_the_commit_leaves_what_a_sweep_takes(
    working: Working, app: Flask
) -> None:
    with contextlib.suppress(KeyboardInterrupt), working("xa-sen") as space:
        keep(TEXT, "a.txt", space_id=space)
        raise KeyboardInterrupt
    with working("xa-sen"):
        assert db.session.scalars(sa.select(StoredFile)).all() == []
        assert len(list(files().each())) == 1
        assert sweep(AT_ONCE).files == 1


def test_tables_of_modules_keep_their_bytes() -> None:
    """A sweep asks every table of files that there is, not only those of the core."""
    assert {StoredFile.digest, PersonalFile.digest} <= set(_columns())
    assert all(issubclass(each.class_, FileRow) for each in _columns()[:-1])


def test_a_space_keeps_nothing_in_another(working: Working, space_ids: dict[str, int]) -> None:
    refused = pytest.raises(sa.exc.ProgrammingError, match="row-level security")
    with refused, working("xa-sen"):
        keep(TEXT, "a.txt", space_id=space_ids["xa-lua"])


def test_lost_and_changed_bytes_are_named(working: Working, app) -> None:
    with working("xa-sen") as space:
        lost = keep(b"one", "a.txt", space_id=space)
        changed = keep(b"two", "b.txt", space_id=space, personal=True)
        sound = keep(b"three", "c.txt", space_id=space)
        assert list(faults()) == []
        store = files()
        store.remove(lost.digest)
        store._place(changed.digest).write_bytes(b"twx")  # type: ignore[attr-defined]
        found = sorted(faults())
        assert sound.digest in kept()
    assert found == sorted(
        [
            f"stored_file {lost.id} of space {space}: the bytes are lost ({lost.digest}).",
            f"personal_file {changed.id} of space {space}:"
            f" the bytes have changed ({changed.digest}).",
        ]
    )


def test_the_commands_say_what_is_wrong(working: Working, app) -> None:
    runner = app.test_cli_runner()
    with working("xa-sen") as space:
        file = keep(TEXT, "a.txt", space_id=space, personal=True)
    assert "1 files are sound." in runner.invoke(args=["files", "check"]).output
    with working("xa-sen"):
        files().put(b"nobody's")
    assert "0 files, " in runner.invoke(args=["files", "sweep"]).output
    assert "1 files, " in runner.invoke(args=["files", "sweep", "--hours", "0"]).output
    with working("xa-sen"):
        files().remove(file.digest)
    done = runner.invoke(args=["files", "check"])
    assert done.exit_code == 1
    assert "the bytes are lost" in done.output


def test_lost_bytes_answer_as_no_file(app) -> None:
    with app.test_request_context(), pytest.raises(NotFound):
        as_attachment(StoredFile(digest="0" * 64, name="a", media_type="text/plain", size=1))
