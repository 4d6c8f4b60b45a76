"""Ask for long work, in the same transaction as what led to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import g
from flask_babel import gettext as _

from ..access import SIGNED_IN
from ..audit import plain
from ..database import db
from ..entering import allowed, by_grant, registry
from ..errors import Refused
from ..guards import guard
from ..locale import now
from .kinds import Job
from .models import QueuedJob


def enqueue(name: str, arguments: dict[str, Any] | None = None, *, space_id: int) -> QueuedJob:
    """Ask for work in the space of this request; it waits from the commit on.

    The account and the right of the kind are kept with it and checked again when it runs. Raises
    LookupError on a kind that no module registered, Refused without the right to it.
    """
    kind = registry().jobs[name]
    if space_id != g.access.here.id or not may_ask(kind):
        raise Refused(_("You may not ask for this work here."))
    return add(kind, arguments or {}, account_id=g.access.account_id, space_id=space_id)


def enqueue_for_account(
    name: str, arguments: dict[str, Any], account_id: int, delay: dt.timedelta | None = None
) -> QueuedJob:
    """Ask for work of an account's own, outside any space: a mail to it.

    The kind must need no more than SIGNED_IN; for another account than that of the request the map
    must be open for writing. Raises ValueError on another kind.
    """
    kind = registry().jobs[name]
    if kind.needs != SIGNED_IN:
        raise ValueError(f"The job {name} runs in a space.")
    return add(kind, arguments, account_id=account_id, delay=delay)


@guard("jobs.may_ask")
def may_ask(kind: Job) -> bool:
    """Whether the account of this request holds what the work needs."""
    return allowed(kind.needs) and not by_grant(str(kind.needs))


def add(
    kind: Job,
    arguments: dict[str, Any],
    *,
    account_id: int,
    space_id: int | None = None,
    delay: dt.timedelta | None = None,
) -> QueuedJob:
    """Put work into the queue, unasked; enqueue() asks for the right first."""
    job = QueuedJob(
        account_id=account_id,
        in_space_id=space_id,
        kind=kind.name,
        needs=str(kind.needs),
        arguments=plain(arguments),
    )
    if delay:
        job.run_after = now() + delay
    db.session.add(job)
    db.session.flush()
    return job
