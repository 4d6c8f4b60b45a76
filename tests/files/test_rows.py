"""Whose files they are: a neighbour finds nothing, not even that the bytes are known."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.database import db
from portal.errors import NotFound
from portal.files.actions import drop, files, keep
from portal.files.models import PersonalFile, StoredFile
from portal.files.sending import as_attachment
from portal.files.sweeping import faults, kept, sweep
from portal.testing.cast import UNIT_ONE, UNIT_TWO
from tests.files.conftest import Working

pytestmark = pytest.mark.database
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
        assert sweep() == 0
        drop(db.session.get_one(PersonalFile, (sen, second.id)))
    with working("xa-sen"):
        assert sweep() == 1
        assert list(files().each()) == []


def test_bytes_without_a_row_are_swept(working: Working) -> None:
    """As after a kill between the bytes and the commit."""
    with working("xa-sen"):
        files().put(b"nobody's")
        assert sweep() == 1


def test_a_sweep_waits_for_what_is_being_kept(working: Working, app) -> None:
    """Bytes whose row is not yet committed have no row that a sweep could see."""
    other = sa.create_engine(app.extensions["portal_config"].database_url, poolclass=sa.NullPool)
    with working("xa-sen") as space:
        keep(TEXT, "a.txt", space_id=space)
        with other.connect() as sweeper, pytest.raises(sa.exc.OperationalError, match="lock"):
            sweeper.execute(sa.text("set lock_timeout = '200ms'"))
            sweeper.execute(sa.text("select pg_advisory_xact_lock(7301022)"))
    other.dispose()


def test_lost_and_changed_bytes_are_named(working: Working, app) -> None:
    with working("xa-sen") as space:
        lost = keep(b"one", "a.txt", space_id=space)
        changed = keep(b"two", "b.txt", space_id=space)
        sound = keep(b"three", "c.txt", space_id=space)
        assert list(faults()) == []
        store = files()
        store.remove(lost.digest)
        store._place(changed.digest).write_bytes(b"twx")  # type: ignore[attr-defined]
        found = sorted(faults())
        assert sound.digest in kept()
    assert found == sorted(
        [f"{lost.digest}: the bytes are lost.", f"{changed.digest}: the bytes have changed."]
    )


def test_the_commands_say_what_is_wrong(working: Working, app) -> None:
    runner = app.test_cli_runner()
    with working("xa-sen") as space:
        file = keep(TEXT, "a.txt", space_id=space, personal=True)
    assert "1 files are sound." in runner.invoke(args=["files", "check"]).output
    with working("xa-sen"):
        files().put(b"nobody's")
    assert "1 files removed." in runner.invoke(args=["files", "sweep"]).output
    with working("xa-sen"):
        files().remove(file.digest)
    done = runner.invoke(args=["files", "check"])
    assert done.exit_code == 1
    assert "the bytes are lost" in done.output


def test_lost_bytes_answer_as_no_file(app) -> None:
    with app.test_request_context(), pytest.raises(NotFound):
        as_attachment("0" * 64, "a.txt", "text/plain")
