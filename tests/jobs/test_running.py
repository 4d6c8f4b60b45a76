"""A job runs once, as the account that asked, while that account still may."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g, url_for
from flask_login import current_user

from portal.access import MEMBER, SIGNED_IN
from portal.audit import record
from portal.database import db
from portal.errors import Invalid, Refused
from portal.jobs import Done, Progress
from portal.jobs.actions import enqueue, enqueue_for_account
from portal.jobs.queue import Queue
from portal.jobs.running import Stopping
from portal.jobs.worker import Worker
from portal.spaces.models import Body
from tests.jobs.conftest import Asking, Kind, count_bodies, make_body

States = Callable[[], list[tuple[str, str | None]]]
BODIES = "select s.slug, b.name from body b join space s on s.id = b.space_id order by b.id"


def bodies(owner: sa.Connection) -> list[tuple[str, str]]:
    return [tuple(row) for row in owner.execute(sa.text(BODIES))]


def test_work_is_done_where_and_as_it_was_asked(
    asking: Asking, kind: Kind, worker: Worker, states: States, owner: sa.Connection
) -> None:
    def tell(arguments: dict[str, Any], progress: Progress) -> Done:
        make_body(arguments, progress)
        record("spaces.renamed", f"by {current_user.display_name}", space_id=g.access.here.id)
        return Done(text="Made.", url=url_for("jobs.index"))

    kind(tell)
    with asking("lan", "xa-sen") as space:
        enqueue("test.tell", {"name": "A"}, space_id=space)
    assert states() == [("waiting", None)]
    assert worker.drain() == 1
    assert states() == [("done", None)]
    assert bodies(owner) == [("xa-sen", "A")]
    told = owner.execute(sa.text("select account_name, subject_name from event")).one()
    assert tuple(told) == ("Nguyễn Thị Lan", "by Nguyễn Thị Lan")
    result = owner.scalar(sa.text("select result from job"))
    assert result == {"text": "Made.", "url": "/s/xa-sen/jobs"}
    assert worker.drain() == 0


def test_work_that_was_asked_in_vain_is_not_done(
    asking: Asking, kind: Kind, worker: Worker, states: States
) -> None:
    kind(make_body)
    with pytest.raises(LookupError), asking("lan", "xa-sen") as space:
        enqueue("test.make_body", {"name": "A"}, space_id=space)
        raise LookupError
    assert states() == []
    assert worker.drain() == 0


def test_nobody_asks_beyond_their_rights(
    asking: Asking, kind: Kind, states: States, space_ids: dict[str, int]
) -> None:
    kind(make_body)
    with asking("tam", "xa-sen") as space, pytest.raises(Refused):
        enqueue("test.make_body", {"name": "A"}, space_id=space)
    with asking("lan", "xa-sen"), pytest.raises(Refused):
        enqueue("test.make_body", {"name": "A"}, space_id=space_ids["xa-lua"])
    with asking("lan", "xa-sen") as space, pytest.raises(KeyError):
        enqueue("test.unknown", {}, space_id=space)
    with asking("lan", "xa-sen"), pytest.raises(ValueError, match="in a space"):
        enqueue_for_account("test.make_body", {}, g.access.account_id)
    assert states() == []


LATER = {
    "the membership ended": "update space_membership set valid_to = '2020-12-31'",
    "the role was taken": "update space_membership set role = 'viewer'",
    "the account was disabled": "update account set disabled_at = now()",
    "the space was closed": "update space set closed_on = '2020-12-31'",
}


@pytest.mark.parametrize("what", LATER)
@pytest.mark.parametrize("needs", ["accounts.manage", MEMBER, SIGNED_IN])
def test_account_and_right_are_checked_again_when_it_runs(
    asking: Asking,
    kind: Kind,
    worker: Worker,
    states: States,
    owner: sa.Connection,
    what: str,
    needs: Any,
) -> None:
    ran: list[str] = []

    def note(arguments: dict[str, Any], progress: Progress) -> None:
        ran.append("ran")

    kind(note, needs=needs)
    with asking("lan", "xa-sen") as space:
        if needs == SIGNED_IN:
            enqueue_for_account("test.note", {}, g.access.account_id)
        else:
            enqueue("test.note", space_id=space)
    owner.exec_driver_sql(LATER[what])
    assert worker.drain() == 1
    harmless = {
        "accounts.manage": (),
        str(MEMBER): ("the role was taken",),
        str(SIGNED_IN): tuple(LATER)[:2] + tuple(LATER)[3:],
    }
    may = what in harmless[str(needs)]
    assert ran == (["ran"] if may else [])
    assert states()[0][0] == ("done" if may else "failed")
    if not may:
        assert states()[0][1]


def test_a_kind_that_needs_another_right_by_now_is_not_run(
    asking: Asking, kind: Kind, worker: Worker, states: States, owner: sa.Connection
) -> None:
    kind(make_body, needs="history.undo")
    with asking("lan", "xa-sen") as space:
        enqueue("test.make_body", {"name": "A"}, space_id=space)
    kind(make_body, needs="accounts.manage")
    worker.drain()
    assert states()[0][0] == "failed"
    assert bodies(owner) == []


def test_work_that_only_views_cannot_write_and_sees_its_own_reach(
    asking: Asking, kind: Kind, worker: Worker, states: States, owner: sa.Connection
) -> None:
    owner.exec_driver_sql(
        "insert into body (space_id, name, code, valid_from)"
        " select id, slug, 'x', '2020-01-01' from space"
    )
    kind(count_bodies, needs="history.view")
    kind(make_body, needs="accounts.view_people")
    for who, slug in (("lan", "xa-sen"), ("hoa", "huyen")):
        with asking(who, slug) as space:
            enqueue("test.count_bodies", space_id=space)
    with asking("lan", "xa-sen") as space:
        enqueue("test.make_body", {"name": "A"}, space_id=space)
    worker.drain()
    results = owner.scalars(sa.text("select result->>'text' from job order by id")).all()
    assert results == ["2 bodies", "6 bodies", None]
    assert [state for state, _ in states()] == ["done", "done", "failed"]
    assert len(bodies(owner)) == 7


def test_work_writes_nowhere_but_in_its_space(
    asking: Asking,
    kind: Kind,
    worker: Worker,
    states: States,
    owner: sa.Connection,
    space_ids: dict[str, int],
) -> None:
    def stray(arguments: dict[str, Any], progress: Progress) -> None:
        here = Body(space_id=arguments["space"], name="A", code="x", valid_from="2020-01-01")
        db.session.add(here)

    kind(stray)
    with asking("lan", "xa-sen") as space:
        enqueue("test.stray", {"space": space_ids["xa-lua"]}, space_id=space)
    worker.drain()
    assert states()[0][0] == "failed"
    assert bodies(owner) == []


def test_a_job_taken_over_by_another_worker_has_one_effect(
    app: Flask, asking: Asking, kind: Kind, states: States, owner: sa.Connection
) -> None:
    """The first worker is not dead, only silent: both do the work, one of them commits."""
    second = Worker(app)
    turns: list[int] = []

    def slow(arguments: dict[str, Any], progress: Progress) -> Done:
        turns.append(1)
        make_body(arguments, progress)
        db.session.flush()
        if len(turns) == 1:
            owner.exec_driver_sql("update job set heartbeat_at = now() - interval '1 hour'")
            with ThreadPoolExecutor(1) as pool:
                assert pool.submit(second.work_once).result() is True
        return Done()

    def make_once(arguments: dict[str, Any], progress: Progress) -> Done:
        return slow({"name": f"turn {len(turns)}"}, progress)

    kind(make_once)
    with asking("lan", "xa-sen") as space:
        enqueue("test.make_once", {}, space_id=space)
    first = Worker(app)
    assert first.work_once() is True
    assert len(turns) == 2
    assert bodies(owner) == [("xa-sen", "turn 1")]
    assert states() == [("done", None)]


def test_workers_never_take_the_same_job(
    app: Flask, asking: Asking, kind: Kind, owner: sa.Connection
) -> None:
    kind(make_body)
    with asking("lan", "xa-sen") as space:
        for number in range(24):
            enqueue("test.make_body", {"name": str(number)}, space_id=space)
    engine = sa.create_engine(app.extensions["portal_config"].database_url, pool_size=8)

    def take(number: int) -> list[int]:
        queue, mine = Queue(engine, f"worker-{number}"), []
        while claim := queue.claim():
            mine.append(claim.id)
        return mine

    with ThreadPoolExecutor(8) as pool:
        taken = [job for mine in pool.map(take, range(8)) for job in mine]
    engine.dispose()
    assert len(taken) == len(set(taken)) == 24


def test_a_fault_gets_a_code_and_no_detail(
    asking: Asking, kind: Kind, worker: Worker, states: States, owner: sa.Connection
) -> None:
    def breaks(arguments: dict[str, Any], progress: Progress) -> None:
        make_body({"name": "A"}, progress)
        raise RuntimeError("secret of the house")

    kind(breaks)
    with asking("lan", "xa-sen") as space:
        enqueue("test.breaks", space_id=space)
    assert worker.drain() == 1
    state, error = states()[0]
    assert state == "failed"
    assert error
    assert "secret" not in error
    assert bodies(owner) == []


def test_a_rule_that_says_no_is_told_in_its_own_words(
    asking: Asking, kind: Kind, worker: Worker, states: States
) -> None:
    def refuses(arguments: dict[str, Any], progress: Progress) -> None:
        raise Invalid("The list has no rows.")

    kind(refuses, retries=3)
    with asking("lan", "xa-sen") as space:
        enqueue("test.refuses", space_id=space)
    assert worker.drain() == 1
    assert states() == [("failed", "The list has no rows.")]


def test_work_with_retries_is_begun_anew_later(
    asking: Asking, kind: Kind, worker: Worker, states: States, owner: sa.Connection
) -> None:
    def breaks(arguments: dict[str, Any], progress: Progress) -> None:
        raise OSError

    kind(breaks, retries=1)
    with asking("lan", "xa-sen") as space:
        enqueue("test.breaks", space_id=space)
    assert worker.drain() == 1
    assert states() == [("waiting", None)]
    assert owner.scalar(sa.text("select run_after > now() + interval '20 s' from job"))
    owner.exec_driver_sql("update job set run_after = now()")
    assert worker.drain() == 1
    assert states()[0][0] == "failed"


def test_a_worker_that_is_told_to_stop_gives_its_job_back(
    asking: Asking, kind: Kind, worker: Worker, owner: sa.Connection
) -> None:
    def stops(arguments: dict[str, Any], progress: Progress) -> None:
        make_body({"name": "A"}, progress)
        raise Stopping

    kind(stops)
    with asking("lan", "xa-sen") as space:
        enqueue("test.stops", space_id=space)
    with pytest.raises(Stopping):
        worker.drain()
    row = owner.execute(sa.text("select state, attempts, locked_by from job")).one()
    assert tuple(row) == ("waiting", 0, None)
    assert bodies(owner) == []


def test_work_that_kills_its_worker_again_and_again_is_given_up(
    asking: Asking, kind: Kind, worker: Worker, states: States, owner: sa.Connection
) -> None:
    kind(make_body)
    with asking("lan", "xa-sen") as space:
        enqueue("test.make_body", {"name": "A"}, space_id=space)
    for _ in range(3):
        assert worker.queue.claim() is not None
        owner.exec_driver_sql("update job set heartbeat_at = now() - interval '1 hour'")
    assert worker.drain() == 1
    assert states()[0][0] == "failed"
    assert bodies(owner) == []


def test_progress_shows_while_the_work_runs(
    asking: Asking, kind: Kind, worker: Worker, owner: sa.Connection
) -> None:
    seen: list[tuple[int, int]] = []

    def counts(arguments: dict[str, Any], progress: Progress) -> None:
        progress(3, 10)
        seen.extend(tuple(r) for r in owner.execute(sa.text("select done, total from job")))

    kind(counts)
    with asking("lan", "xa-sen") as space:
        enqueue("test.counts", space_id=space)
    worker.drain()
    assert seen == [(3, 10)]
    assert tuple(owner.execute(sa.text("select done, total from job")).one()) == (10, 10)


def test_old_jobs_are_cleared(
    app: Flask, asking: Asking, kind: Kind, worker: Worker, states: States, owner: sa.Connection
) -> None:
    kind(make_body)
    for name in "ABC":
        with asking("lan", "xa-sen") as space:
            enqueue("test.make_body", {"name": name}, space_id=space)
        if name != "C":
            worker.drain()
    owner.exec_driver_sql("update job set ended_at = now() - interval '91 days' where id = 1")
    said = app.test_cli_runner().invoke(args=["sweep"]).output
    assert "job: 1 rows removed.\n" in said
    assert [state for state, _ in states()] == ["done", "waiting"]
