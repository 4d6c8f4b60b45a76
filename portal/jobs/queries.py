"""The jobs that an account asked for in a space."""

from __future__ import annotations

import sqlalchemy as sa

from ..database import db
from ..listing import Page, Sorts, View, page_of
from .models import RUNNING, STATES, WAITING, QueuedJob

SORTS = Sorts({"asked": (QueuedJob.asked_at,), "state": (QueuedJob.state,)}, QueuedJob.id, "-asked")


def jobs_in(space_id: int, state: str, view: View) -> Page[QueuedJob]:
    """A page of this account's jobs in a space; the policies leave out all others."""
    query = sa.select(QueuedJob).where(QueuedJob.in_space_id == space_id)
    if state in STATES:
        query = query.where(QueuedJob.state == state)
    return page_of(db.session, query, SORTS, view)


def job_in(space_id: int, job_id: int) -> QueuedJob | None:
    """One job of this account in a space."""
    query = sa.select(QueuedJob).where(QueuedJob.in_space_id == space_id, QueuedJob.id == job_id)
    return db.session.scalars(query).one_or_none()


OPEN = (
    sa.select(sa.func.count())
    .select_from(QueuedJob)
    .where(
        QueuedJob.in_space_id == sa.bindparam("here"),
        sa.or_(QueuedJob.state == WAITING, QueuedJob.state == RUNNING),
    )
)
"""How many jobs of this account in a space have yet to end; asked with what else waits for it."""
