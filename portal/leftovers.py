"""Rows that have served their time: what ended so long ago that nobody asks for it any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from .accounts.models import AccountSession, OneTimeCode, UsedFormKey
from .config import current_config
from .database import map_session, touched
from .jobs.models import DONE, FAILED, QueuedJob
from .locale import now
from .notifications.models import Notice

JOB_DAYS = 90
NOTICE_DAYS = 365
DOOR_DAYS = 365
"""Days after which a sign-in that ended, or a one-time code that ran out, is forgotten."""


def sweep() -> dict[str, int]:
    """Remove such rows, and say how many of each table; for the command line, on the map."""
    with map_session(write=True) as session:
        return {
            model.__tablename__: touched(session.execute(sa.delete(model).where(*old)))
            for model, *old in _old(now())
        }


def _old(moment: dt.datetime) -> Iterator[tuple[Any, ...]]:
    """Each table with the conditions under which a row of it goes."""

    def before(days: int) -> dt.datetime:
        return moment - dt.timedelta(days=days)

    ended = QueuedJob.state.in_((DONE, FAILED))
    yield QueuedJob, ended, QueuedJob.ended_at < before(JOB_DAYS)
    # A form's key is good for its session only; once no session lasts, nobody can send it again.
    lasting = current_config().absolute_limit + dt.timedelta(days=1)
    yield UsedFormKey, UsedFormKey.at < moment - lasting
    yield Notice, Notice.at < before(NOTICE_DAYS)
    yield OneTimeCode, OneTimeCode.expires_at < before(DOOR_DAYS)
    yield AccountSession, AccountSession.expires_at < before(DOOR_DAYS)
