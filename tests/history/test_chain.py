"""Events join their chain at commit, once, and only with the change they tell of."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import database
from portal.audit import record
from portal.database import db
from portal.history.models import Event
from portal.history.verifying import verify
from portal.policies import PERSONAL
from portal.reach import Reach, within
from portal.spaces.models import Body
from tests.history.conftest import DAY, make_body

Writing = Callable[..., object]
EVENTS = "select seq, verb, subject_id, subject_name from event order by space_id, seq"


@dataclass
class Citizen:
    """Stands for a row of a Personal table of a module."""

    space_id: int
    id: int
    name: str
    unit_id: int | None = None
    __kind__ = PERSONAL
    __tablename__ = "citizen"


def holds(owner: sa.Connection) -> bool:
    url = owner.engine.url.render_as_string(hide_password=False)
    return all(chain.broken is None for chain in verify(url))


def test_many_events_of_one_commit_follow_each_other(
    writing: Writing, owner: sa.Connection
) -> None:
    with writing("xa-sen") as (space,):
        for name in ("Ban Thường vụ", "Ban Dân vận", "Khối Vận"):
            make_body(space, name)
    rows = owner.execute(sa.text(EVENTS)).all()
    assert [(row.seq, row.subject_name) for row in rows] == [
        (1, "Ban Thường vụ"),
        (2, "Ban Dân vận"),
        (3, "Khối Vận"),
    ]
    assert holds(owner)


def test_a_commit_costs_few_statements_however_many_events(
    app: Flask, writing: Writing, owner: sa.Connection
) -> None:
    sent: list[str] = []
    with app.app_context():
        engine = db.engine
    listener = lambda *args: sent.append(args[2])  # noqa: E731
    with writing("xa-sen") as (space,):
        make_body(space, "Ban Dân vận")
        for n in range(50):
            record("test.body_made", f"row {n}", space_id=space)
        sa.event.listen(engine, "before_cursor_execute", listener)
    sa.event.remove(engine, "before_cursor_execute", listener)
    assert len(sent) == 6, sent
    assert holds(owner)


def test_a_savepoint_that_is_undone_takes_its_events_with_it(
    writing: Writing, owner: sa.Connection
) -> None:
    with writing("xa-sen") as (space,):
        make_body(space, "A")
        with pytest.raises(LookupError), db.session.begin_nested():
            with db.session.begin_nested():
                make_body(space, "B")
            make_body(space, "C")
            raise LookupError
        with db.session.begin_nested():
            make_body(space, "D")
    names = [row.subject_name for row in owner.execute(sa.text(EVENTS))]
    assert names == ["A", "D"]


def test_a_rollback_leaves_no_event_to_a_later_commit(
    writing: Writing, owner: sa.Connection
) -> None:
    with writing("xa-sen") as (space,):
        make_body(space, "A")
        db.session.rollback()
        make_body(space, "B")
        db.session.close()
        make_body(space, "C")
    assert [row.subject_name for row in owner.execute(sa.text(EVENTS))] == ["C"]


def test_a_commit_that_fails_leaves_neither_row_nor_event(
    writing: Writing, owner: sa.Connection
) -> None:
    with pytest.raises(sa.exc.IntegrityError), writing("xa-sen") as (space,):
        body = make_body(space, "A")
        twin = Body(space_id=space, name="B", code=body.code, valid_from=DAY)
        db.session.add(twin)
    assert owner.scalar(sa.text("select count(*) from event")) == 0
    assert owner.scalar(sa.text("select count(*) from body")) == 0
    with writing("xa-sen") as (space,):
        make_body(space, "C")
    assert holds(owner)


def test_a_row_that_was_deleted_or_expired_keeps_its_id_in_the_event(
    writing: Writing, owner: sa.Connection
) -> None:
    with writing("xa-sen") as (space,):
        kept, gone = make_body(space, "A"), make_body(space, "B")
        ids = [kept.id, gone.id]
        db.session.delete(gone)
        db.session.flush()
        db.session.expire_all()
    assert [row.subject_id for row in owner.execute(sa.text(EVENTS))] == ids


def test_text_that_needs_cleaning_still_verifies(writing: Writing, owner: sa.Connection) -> None:
    with writing("xa-sen") as (space,):
        decomposed = "Ha\u0302\u0301p  do\u031bi\u0323  "
        record(
            "test.body_made",
            decomposed,
            space_id=space,
            before={"weight": 1e22, "share": -0.0, "day": DAY, "nul": "a\u0000b"},
            after={decomposed: decomposed},
        )
    assert holds(owner)


def test_the_name_of_a_person_lies_only_where_it_can_be_erased(
    writing: Writing, owner: sa.Connection
) -> None:
    with writing("xa-sen") as (space,):
        record("test.body_made", Citizen(space, 7, "Nguyễn Văn Tí"), after={"name": "Tí"})
    event = owner.execute(sa.text("select subject_type, subject_id, subject_name from event")).one()
    assert tuple(event) == ("citizen", 7, "")
    assert owner.scalar(sa.text("select content->>'name' from event_payload")) == "Nguyễn Văn Tí"
    assert holds(owner)


def test_a_branch_head_leaves_events_that_concern_no_unit(
    app: Flask, space_ids: dict[str, int], owner: sa.Connection
) -> None:
    here = frozenset({space_ids["xa-sen"]})
    reach = Reach(spaces=here, write=here, log=here, logs=("*",), units=frozenset({901}))
    with app.app_context(), within(reach):
        record("test.body_made", "the commune", space_id=space_ids["xa-sen"])
        record("test.body_made", Citizen(space_ids["xa-sen"], 1, "Tí", 901))
        db.session.commit()
        seen = db.session.scalars(sa.select(Event.unit_id)).all()
    assert seen == [901]
    assert owner.scalar(sa.text("select count(*) from event")) == 2


def test_160_concurrent_writes_leave_no_fork_no_gap_no_deadlock(
    app: Flask, space_ids: dict[str, int], owner: sa.Connection
) -> None:
    """40 connections at once, four writes each, over one to three spaces in any order."""
    threads, each = 40, 4
    url = app.extensions["portal_config"].database_url
    engine = sa.create_engine(url, pool_size=threads)
    barrier = Barrier(threads)
    all_ids = frozenset(space_ids.values())
    reach = Reach(spaces=all_ids, write=all_ids, log=all_ids, logs=("*",))

    def work(number: int) -> list[int]:
        dice = random.Random(number)
        written: list[int] = []
        with engine.connect() as connection, app.app_context(), within(reach):
            token = database._request_connection.set(connection)
            barrier.wait()
            for turn in range(each):
                spaces = dice.sample(sorted(all_ids), dice.randint(1, 3))
                for space in spaces:
                    make_body(space, f"{number}-{turn}")
                db.session.commit()
                written += spaces
            db.session.remove()
            database._request_connection.reset(token)
        return written

    with ThreadPoolExecutor(threads) as pool:
        written = [space for spaces in pool.map(work, range(threads)) for space in spaces]
    engine.dispose()
    assert owner.scalar(sa.text("select count(*) from event")) == len(written) >= threads * each
    for space in all_ids:
        seqs = owner.scalars(
            sa.text("select seq from event where space_id = :s order by seq"), {"s": space}
        ).all()
        assert seqs == list(range(1, written.count(space) + 1))
    assert holds(owner)
