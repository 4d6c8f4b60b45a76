"""The worker's side of the queue: take a job, say that it lives, give it back, end it.

Each of these is a short transaction on a connection of its own, so that it shows at once. Times
are the database's, which all workers share. Whoever lost a job to another worker changes nothing:
every statement names the worker that must still hold it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..reach import Reach
from .models import RUNNING, WAITING, QueuedJob

HEARTBEAT_SECONDS = 2.0
STALE_SECONDS = 10
"""A job whose worker has not been heard of for so long is taken by another."""


@dataclass(frozen=True)
class Claim:
    """A job that a worker took, with all that must be checked before it runs."""

    id: int
    account_id: int
    space_id: int | None
    kind: str
    needs: str
    arguments: dict[str, Any]
    attempts: int
    worker: str


class Lost(RuntimeError):
    """Another worker has taken the job over: whatever this one did must not commit."""


class Queue:
    """The queue, as one worker sees it."""

    def __init__(self, engine: sa.Engine, worker: str) -> None:
        self.engine = engine
        self.worker = worker

    def claim(self) -> Claim | None:
        """Take the next job that is due, or one whose worker has died; None when there is none."""
        now, j = sa.func.now(), QueuedJob
        due = sa.and_(j.state == WAITING, j.run_after <= now)
        stale = now - sa.cast(dt.timedelta(seconds=STALE_SECONDS), sa.Interval)
        dead = sa.and_(j.state == RUNNING, j.heartbeat_at < stale)
        next_one = (
            sa.select(j.id)
            .where(sa.or_(due, dead))
            .order_by(j.run_after, j.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        taken = (
            sa.update(j)
            .where(j.id == next_one.scalar_subquery())
            .values(
                state=RUNNING,
                locked_by=self.worker,
                heartbeat_at=now,
                attempts=j.attempts + 1,
                started_at=sa.func.coalesce(j.started_at, now),
            )
            .returning(
                j.id,
                j.account_id,
                j.in_space_id.label("space_id"),
                j.kind,
                j.needs,
                j.arguments,
                j.attempts,
            )
        )
        with self._short() as session:
            row = session.execute(taken).first()
        return None if row is None else Claim(**row._mapping, worker=self.worker)

    def beat(self, claim: Claim) -> None:
        """Say that the worker lives. Raises Lost."""
        self._change(claim, heartbeat_at=sa.func.now())

    def progress(self, claim: Claim, done: int, total: int) -> None:
        """Say how far the work is. Raises Lost."""
        self._change(claim, done=done, total=total, heartbeat_at=sa.func.now())

    def give_back(self, claim: Claim, seconds: float = 0.0, *, counted: bool = True) -> None:
        """Let the job wait again, from so many seconds on; uncounted as if never begun."""
        later = sa.func.now() + sa.cast(dt.timedelta(seconds=seconds), sa.Interval)
        attempts = claim.attempts if counted else claim.attempts - 1
        self._change(
            claim, state=WAITING, run_after=later, attempts=attempts, locked_by=None, done=0
        )

    def _change(self, claim: Claim, **values: Any) -> None:
        with self._short() as session:
            keep(session, claim, **values)

    @contextmanager
    def _short(self) -> Iterator[Session]:
        reach = Reach(map="write")
        with Session(self.engine, info={"reach": reach}) as session, session.begin():
            yield session


def keep(session: Any, claim: Claim, **values: Any) -> None:
    """Write to a job that this worker still holds. Raises Lost."""
    changed = session.execute(
        sa.update(QueuedJob)
        .where(
            QueuedJob.id == claim.id,
            QueuedJob.state == RUNNING,
            QueuedJob.locked_by == claim.worker,
        )
        .values(values)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:
        raise Lost(f"Job {claim.id} was taken over.")
