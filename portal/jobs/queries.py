"""The jobs that an account asked for in a space."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from ..database import db
from .models import QueuedJob

SHOWN = 50


def jobs_in(space_id: int) -> Sequence[QueuedJob]:
    """The last jobs of this account in a space, newest first; the policies leave out all others."""
    query = sa.select(QueuedJob).where(QueuedJob.in_space_id == space_id)
    return db.session.scalars(query.order_by(QueuedJob.id.desc()).limit(SHOWN)).all()


def job_in(space_id: int, job_id: int) -> QueuedJob | None:
    """One job of this account in a space."""
    query = sa.select(QueuedJob).where(QueuedJob.in_space_id == space_id, QueuedJob.id == job_id)
    return db.session.scalars(query).one_or_none()
