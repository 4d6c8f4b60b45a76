"""What PostgreSQL shows and takes within a reach, and that nothing of it leaks."""

from __future__ import annotations

import datetime as dt

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask

from portal.database import db, must_touch
from portal.errors import NotFound, OutOfReach
from portal.reach import Reach, within
from portal.spaces.models import Body

from .conftest import Opens

pytestmark = pytest.mark.database
SETTINGS = ("reach", "write_reach", "personal_reach", "sight", "log_reach", "logs", "map", "units")


def names() -> list[str]:
    return list(db.session.scalars(sa.select(Body.name).order_by(Body.name)))


def new_body(space_id: int) -> Body:
    return Body(space_id=space_id, name="Khối Vận", code="kv", valid_from=dt.date(2021, 1, 1))


def left_behind(app: Flask) -> set[str | None]:
    """What the pooled connections still know of a reach, outside any transaction of the portal."""
    with app.app_context(), db.engine.connect() as connection:
        asked = [sa.func.current_setting(f"portal.{name}", True) for name in SETTINGS]
        found = set(connection.execute(sa.select(*asked)).one())
    return found - {None, ""}


def test_a_transaction_without_a_reach_does_not_begin(app: Flask) -> None:
    with app.app_context(), pytest.raises(OutOfReach):
        db.session.execute(sa.select(Body))


def test_past_the_session_the_database_shows_nothing(app: Flask, bodies: dict[str, int]) -> None:
    with app.app_context(), db.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(Body)) == 0


def test_a_reach_shows_its_spaces_and_no_other(opens: Opens, bodies: dict[str, int]) -> None:
    with opens("xa-sen"):
        assert names() == ["Ban của xa-sen"]
    with opens("xa-sen", "phu-nu-xa-sen"):
        assert names() == ["Ban của phu-nu-xa-sen", "Ban của xa-sen"]
    with opens():
        assert names() == []


@pytest.mark.parametrize(
    "sets", [{"write": {2}}, {"personal": {2}}, {"log": {2}}], ids=lambda s: next(iter(s))
)
def test_what_may_be_written_lies_within_what_may_be_read(sets: dict[str, set[int]]) -> None:
    with pytest.raises(ValueError, match="within reach"):
        Reach(spaces=frozenset({1}), **{name: frozenset(ids) for name, ids in sets.items()})  # type: ignore[arg-type]


def test_a_row_of_a_neighbour_cannot_be_added(opens: Opens, space_ids: dict[str, int]) -> None:
    with opens("xa-sen", "xa-lua", write="xa-sen"):
        db.session.add(new_body(space_ids["xa-lua"]))
        with pytest.raises(sa.exc.ProgrammingError) as refused:
            db.session.flush()
        assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege)


def test_an_own_row_comes_back_with_its_id(opens: Opens, space_ids: dict[str, int]) -> None:
    with opens("xa-sen", write="xa-sen"):
        body = new_body(space_ids["xa-sen"])
        db.session.add(body)
        db.session.flush()
        assert body.id


@pytest.mark.parametrize("statement", [sa.update(Body).values(name="x"), sa.delete(Body)])
def test_outside_the_write_reach_nothing_is_touched_and_the_action_notices(
    opens: Opens, bodies: dict[str, int], statement: sa.Update | sa.Delete
) -> None:
    with opens("xa-sen", "xa-lua", write="xa-sen"):
        theirs = statement.where(Body.id == bodies["xa-lua"])
        with pytest.raises(NotFound):
            must_touch(db.session.execute(theirs))
        must_touch(db.session.execute(statement.where(Body.id == bodies["xa-sen"])))


def test_the_session_notices_a_change_and_a_delete_that_touched_nothing(
    opens: Opens, bodies: dict[str, int]
) -> None:
    with opens("xa-sen"):
        body = db.session.scalars(sa.select(Body)).one()
        body.name = "Khác"
        with pytest.raises(sa.orm.exc.StaleDataError):
            db.session.flush()
        db.session.rollback()
        db.session.delete(db.session.scalars(sa.select(Body)).one())
        with pytest.raises(sa.exc.SAWarning, match="0 were matched"):
            db.session.flush()


def test_a_row_one_may_only_read_cannot_be_locked(opens: Opens, bodies: dict[str, int]) -> None:
    with opens("xa-sen", "phu-nu-xa-sen", write="xa-sen"):
        locked = db.session.scalars(sa.select(Body.name).with_for_update())
        assert list(locked) == ["Ban của xa-sen"]


def test_a_row_never_moves_to_another_space(
    opens: Opens, bodies: dict[str, int], space_ids: dict[str, int]
) -> None:
    with opens("xa-sen", "xa-lua", write="xa-sen"), pytest.raises(sa.exc.ProgrammingError):
        db.session.execute(sa.update(Body).values(space_id=space_ids["xa-lua"]))


def test_reading_runs_read_only(opens: Opens, space_ids: dict[str, int]) -> None:
    with opens("xa-sen", write="xa-sen", read_only=True):
        db.session.add(new_body(space_ids["xa-sen"]))
        with pytest.raises(sa.exc.InternalError) as refused:
            db.session.flush()
        assert isinstance(refused.value.orig, psycopg.errors.ReadOnlySqlTransaction)


def test_a_savepoint_keeps_the_reach(
    opens: Opens, bodies: dict[str, int], space_ids: dict[str, int]
) -> None:
    with opens("xa-sen", write="xa-sen"):
        with pytest.raises(sa.exc.ProgrammingError), db.session.begin_nested():
            db.session.execute(sa.insert(Body).values(space_id=space_ids["xa-lua"]))
        assert names() == ["Ban của xa-sen"]
        with db.session.begin_nested():
            db.session.add(new_body(space_ids["xa-sen"]))
        assert names() == ["Ban của xa-sen", "Khối Vận"]


def test_each_transaction_begins_with_the_reach_then_in_force(
    app: Flask, bodies: dict[str, int], space_ids: dict[str, int]
) -> None:
    with app.app_context():
        for slug in ("xa-sen", "xa-lua", "huyen-xa"):
            with within(Reach(spaces=frozenset({space_ids[slug]}))):
                assert names() == [f"Ban của {slug}"]
                db.session.commit()
        with pytest.raises(OutOfReach):
            names()


def test_two_sessions_see_their_own_reach_only(
    app: Flask, bodies: dict[str, int], space_ids: dict[str, int]
) -> None:
    with app.app_context():
        sessions = [
            sa.orm.Session(db.engine, info={"reach": Reach(spaces=frozenset({space_ids[slug]}))})
            for slug in ("xa-sen", "xa-lua")
        ]
        for _ in range(2):
            assert [session.scalars(sa.select(Body.name)).all() for session in sessions] == [
                ["Ban của xa-sen"],
                ["Ban của xa-lua"],
            ]
        for session in sessions:
            session.close()


@pytest.mark.parametrize("fails", [False, True])
def test_the_pool_keeps_nothing_of_a_reach(
    app: Flask, opens: Opens, bodies: dict[str, int], fails: bool
) -> None:
    with opens("xa-sen", write="xa-sen"):
        names()
        if fails:
            with pytest.raises(sa.exc.ProgrammingError):
                db.session.execute(sa.text("select no_such_column"))
        else:
            db.session.commit()
        db.session.remove()
    assert left_behind(app) == set()


def test_copy_into_a_guarded_table_is_refused(opens: Opens, space_ids: dict[str, int]) -> None:
    with opens("xa-sen", write="xa-sen"):
        driver = db.session.connection().connection.driver_connection
        assert driver is not None
        with (
            pytest.raises(psycopg.errors.FeatureNotSupported),
            driver.cursor() as cursor,
            cursor.copy("copy body (space_id, name, code, valid_from) from stdin") as copy,
        ):
            copy.write_row((space_ids["xa-sen"], "Ban", "b", "2021-01-01"))


def test_settings_in_force_are_those_of_the_reach(opens: Opens, space_ids: dict[str, int]) -> None:
    with opens("xa-sen", write="xa-sen"):
        asked = sa.select(sa.func.current_setting("portal.write_reach", True))
        assert db.session.scalar(asked) == f"{{{space_ids['xa-sen']}}}"
