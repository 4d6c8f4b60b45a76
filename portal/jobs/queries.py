"""The jobs that an account asked for in a space."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_babel import gettext as _

from ..access import Access
from ..database import db
from ..errors import NotFound, Refused
from .models import RUNNING, WAITING, QueuedJob
from .standing import still_holds

SHOWN = 50


def jobs_in(space_id: int) -> Sequence[QueuedJob]:
    """The last jobs of this account in a space, newest first; the policies leave out all others."""
    query = sa.select(QueuedJob).where(QueuedJob.in_space_id == space_id)
    return db.session.scalars(query.order_by(QueuedJob.id.desc()).limit(SHOWN)).all()


def job_in(space_id: int, job_id: int) -> QueuedJob | None:
    """One job of this account in a space."""
    query = sa.select(QueuedJob).where(QueuedJob.in_space_id == space_id, QueuedJob.id == job_id)
    return db.session.scalars(query).one_or_none()


def result_of(job: QueuedJob, access: Access) -> dict[str, Any]:
    """What is known of the file that a job made, for who still holds the right it was asked under.

    Raises NotFound where it made none, Refused where the right is gone.
    """
    if not still_holds(access, job.needs):
        raise Refused(_("You no longer hold the right to this work."))
    file: dict[str, Any] | None = (job.result or {}).get("file")
    if file is None:
        raise NotFound()
    return file


def open_jobs() -> int:
    """How many jobs of this account in this space have yet to end, for the menu."""
    here = g.access.here
    query = sa.select(sa.func.count()).select_from(QueuedJob)
    states = QueuedJob.state.in_((WAITING, RUNNING))
    return db.session.scalar(query.where(QueuedJob.in_space_id == here.id, states)) or 0
