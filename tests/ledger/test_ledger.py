"""kill -9 under writes: nothing acknowledged is lost, nothing is doubled, all comes back."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from portal.history.verifying import verify
from tests.ledger.conftest import RunningDemo
from tests.ledger.writers import ECHO_EVERY, PAGE, Writer

WRITERS = 6
BETWEEN_SECONDS = 1.5
AGAIN = 20
"""So many more writes must be acknowledged after each kill."""
JOBS_SECONDS = 120


def kill(pids: list[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):  # a process of PostgreSQL's ends the others
            os.kill(pid, signal.SIGKILL)


def asks_for_a_job(value: str) -> bool:
    return int(value.partition("-")[2]) % ECHO_EVERY == 0


def written(writers: list[Writer]) -> int:
    return sum(len(writer.acknowledged) for writer in writers)


def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(
    demo: RunningDemo, eventually: Callable[..., None]
) -> None:
    writers = [Writer(demo.port, n, gives_up=n % 3 == 2) for n in range(WRITERS)]
    for writer in writers:
        writer.sign_in()
    over = threading.Event()
    with ThreadPoolExecutor(WRITERS) as pool:
        working = [pool.submit(writer.write_until, over) for writer in writers]
        try:
            for victims in (
                lambda: demo.web_workers()[:1],
                demo.job_workers,
                demo.database,
                demo.web_workers,
                demo.database,
                demo.job_workers,
            ):
                time.sleep(BETWEEN_SECONDS)
                before = victims()
                assert before, "there is nothing to kill"
                kill(before)
                enough = written(writers) + AGAIN
                eventually(lambda enough=enough: written(writers) >= enough)
                for done in working:
                    if done.done():
                        done.result()
        finally:
            over.set()
        for done in working:
            done.result(120)

    assert writers[0].ask("GET", PAGE)[0] == 200
    assert set().union(*(writer.statuses for writer in writers)) <= {200, 302, 303, 503}
    assert not any(writer.unasked_waits for writer in writers)
    assert sum(writer.broken for writer in writers) > 0, "no kill met a request"
    assert sum(writer.hung_up for writer in writers) > 0
    acknowledged = [value for writer in writers for value in writer.acknowledged]
    unknown = {value for writer in writers for value in writer.unknown}
    assert len(set(acknowledged)) == len(acknowledged)

    with demo.owner() as owner:
        entries = Counter(owner.scalars(sa.text("select name from ledger_entry")))
        assert [value for value, count in entries.items() if count > 1] == []
        assert set(acknowledged) - entries.keys() == set()
        assert entries.keys() - set(acknowledged) <= unknown

        open_jobs = sa.text("select count(*) from job where state in ('waiting', 'running')")

        def all_done() -> bool:
            owner.rollback()
            return owner.scalar(open_jobs) == 0

        eventually(all_done, JOBS_SECONDS)
        assert owner.scalar(sa.text("select count(*) from job where state <> 'done'")) == 0
        echoes = Counter(owner.scalars(sa.text("select name from ledger_echo")))
        assert echoes == Counter(value for value in entries if asks_for_a_job(value))
        events = dict(
            owner.execute(sa.text("select verb, count(*) from event group by verb")).tuples().all()
        )
    assert (events["ledger.added"], events["ledger.echoed"]) == (len(entries), len(echoes))
    assert len(echoes) > 0
    assert [chain.slug for chain in verify(demo.owner_url()) if chain.broken is not None] == []


@pytest.mark.usefixtures("demo")
def test_the_killed_ones_are_replaced(demo: RunningDemo, eventually: Callable[..., None]) -> None:
    for of in (demo.web_workers, demo.job_workers, demo.database):
        before = of()
        kill(before)
        eventually(lambda of=of, before=before: of() and not set(before) & set(of()))
    visitor = Writer(demo.port, 99)
    eventually(lambda: answers(visitor) == 200)


def answers(visitor: Writer) -> int | None:
    try:
        return visitor.ask("GET", "/sign-in")[0]
    except OSError:
        return None
