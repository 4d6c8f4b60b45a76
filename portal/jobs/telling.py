"""What the account that asked for work is told at its end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import current_app, url_for
from flask_babel import lazy_gettext as _l

from ..database import db
from ..locale import now
from ..notifications import NoticeKind
from ..notifications.actions import notify
from ..spaces.models import Space
from .models import QueuedJob
from .queue import Claim

LONG = dt.timedelta(seconds=30)
"""Whoever waited no longer saw the end on the page of the work itself."""


def tell_of_end(claim: Claim) -> None:
    """Tell of work in a space that took long; what ends at once is seen at once."""
    job = db.session.get_one(QueuedJob, claim.id)
    if now() - job.asked_at >= LONG:
        _tell(claim, "jobs.done")


def tell_of_failure(claim: Claim) -> None:
    """Tell of work in a space that failed, however soon."""
    _tell(claim, "jobs.failed")


def notices() -> list[NoticeKind]:
    """What the queue tells: both can wait until the account looks in."""
    shown = {"work": _label}
    return [
        NoticeKind("jobs.done", _l("Work is done"), _l("Done: %(work)s."), shown, mailed=False),
        NoticeKind(
            "jobs.failed",
            _l("Work has failed"),
            _l("Failed: %(work)s. Open it to see why."),
            shown,
            mailed=False,
        ),
    ]


def _tell(claim: Claim, kind: str) -> None:
    if claim.space_id is None:
        return
    slug = db.session.get_one(Space, claim.space_id).slug
    url = url_for("jobs.show", space=slug, job_id=claim.id)
    notify([claim.account_id], kind, {"work": claim.kind}, space_id=claim.space_id, url=url)


def _label(name: str) -> Any:
    kind = current_app.extensions["portal"].jobs.get(name)
    return kind.label if kind else name
