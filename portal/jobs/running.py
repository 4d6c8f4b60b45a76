"""Run one job: as its account, within its reach, in one transaction with its end."""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import sqlalchemy as sa
from flask import Flask, current_app, g
from flask_babel import gettext as _
from flask_babel import refresh

from ..accounts.sessions import SignedIn
from ..audit import Actor
from ..away import is_away
from ..database import db, one_connection
from ..entering import module_is_on, registry
from ..errors import PortalError, Refused
from ..files.actions import keep_result
from ..reach import NOTHING, Reach, put_in_force
from . import telling
from .kinds import Done, Job
from .models import DONE, FAILED, QueuedJob
from .queue import HEARTBEAT_SECONDS, Claim, Lost, Queue, keep
from .results import read_by
from .standing import Standing, standing_of

INTERRUPTIONS = 3
"""So many times a job may be cut short by a kill before it is given up."""
BACKOFF_SECONDS = 30
PROGRESS_SECONDS = 0.5
TRANSIENT = ("40001", "40P01")
"""Serialization failure and deadlock: the same work may succeed a moment later."""


class Stopping(BaseException):
    """The worker was told to stop: the job goes back into the queue, undone."""


class Guarded:
    """Whether the worker may be interrupted: not while a job's end is being committed."""

    def __init__(self) -> None:
        self.interruptible = False


def run(app: Flask, queue: Queue, claim: Claim, state: Guarded) -> None:
    """Do a job and mark its end. A fault of the database itself is raised, for a later try."""
    kind = app.extensions["portal"].jobs.get(claim.kind)
    base = app.extensions["portal_config"].public_url or "http://localhost"
    with app.test_request_context("/", base_url=base):
        try:
            with _as_asked(claim) as standing, _living(queue, claim):
                _do(queue, claim, kind, standing, state)
        except Stopping:
            with contextlib.suppress(Lost):
                queue.give_back(claim, counted=False)
            raise
        except Lost:
            app.logger.warning("Job %s was taken over by another worker", claim.id)
        except PortalError as error:
            _end(claim, str(error.message))
        except Exception as error:
            _after_fault(queue, claim, kind, error)


def _do(queue: Queue, claim: Claim, kind: Job | None, standing: Standing, state: Guarded) -> None:
    if kind is None or str(kind.needs) != claim.needs:
        raise Refused(_("The portal no longer does this work. Ask for it anew."))
    if not module_is_on(registry().owner_of("jobs", kind)):
        raise Refused(_("The module was switched off."))
    if claim.attempts > kind.retries + INTERRUPTIONS:
        raise Refused(_("The work was cut short several times and is given up."))
    state.interruptible = True
    done = kind.run(claim.arguments, Reporter(queue, claim)) or Done()
    db.session.flush()
    state.interruptible = False
    if standing.reach.read_only:
        # What only read ends here; its result is written in a transaction of its own.
        db.session.rollback()
        put_in_force(replace(standing.reach, read_only=False, write=NOTHING))
    _mark(claim, done, standing)
    db.session.commit()


def _mark(claim: Claim, done: Done, standing: Standing) -> None:
    """Keep the result. Raises Lost when another worker holds the job by now."""
    result: dict[str, object] = {"text": str(done.text), "url": done.url}
    if done.file is not None and claim.space_id is None:
        raise ValueError(f"{claim.kind} works outside of a space, where no page shows its file.")
    if done.file is not None:
        result["file"] = {
            **keep_result(done.file),
            "needs": done.file.needs or claim.needs,
            "read": read_by(done.file.within or standing.reach),
        }
    telling.tell_of_end(claim)
    keep(
        db.session,
        claim,
        state=DONE,
        result=result,
        ended_at=sa.func.now(),
        done=sa.func.coalesce(QueuedJob.total, QueuedJob.done),
        locked_by=None,
    )


class Reporter:
    """The work's way to tell how far it is; at most twice a second."""

    def __init__(self, queue: Queue, claim: Claim) -> None:
        self.queue = queue
        self.claim = claim
        self._told = 0.0

    def __call__(self, done: int, total: int) -> None:
        moment = time.monotonic()
        if moment - self._told >= PROGRESS_SECONDS:
            self._told = moment
            self.queue.progress(self.claim, done, total)


@contextmanager
def _as_asked(claim: Claim) -> Iterator[Standing]:
    """Stand where the account stood when it asked: its right, its space, its language."""
    with one_connection():
        standing = standing_of(claim)
        account = standing.account
        g.slug, g.access, g.settings = standing.slug, standing.access, standing.settings
        g.language = account.language
        g._login_user = SignedIn(
            account.id,
            account.username,
            account.display_name,
            account.language,
            account.theme,
            account.must_choose_password,
            0,
            "",
        )
        refresh()
        put_in_force(standing.reach)
        db.session.info["actor"] = Actor(account.id, account.display_name)
        try:
            yield standing
        finally:
            put_in_force(None)


@contextmanager
def _living(queue: Queue, claim: Claim) -> Iterator[None]:
    """Say from a thread of its own that the worker lives, however long one step takes."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(HEARTBEAT_SECONDS):
            try:
                queue.beat(claim)
            except Lost:
                return
            except sa.exc.DBAPIError:
                continue

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _after_fault(queue: Queue, claim: Claim, kind: Job | None, error: Exception) -> None:
    if is_away(error):
        raise error
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    if state in TRANSIENT:
        with contextlib.suppress(Lost):
            queue.give_back(claim, 1)
        return
    code = secrets.token_hex(3).upper()
    current_app.logger.exception("Job %s: fault %s", claim.id, code, exc_info=error)
    if kind is not None and claim.attempts <= kind.retries:
        with contextlib.suppress(Lost):
            queue.give_back(claim, BACKOFF_SECONDS * 2 ** (claim.attempts - 1))
        return
    _end(claim, _("The work failed. Give the code %(code)s to the support.", code=code))


def _end(claim: Claim, sentence: str) -> None:
    """End the job with a sentence that says why, and tell whoever asked."""
    put_in_force(Reach(map="write"))
    try:
        with contextlib.suppress(Lost), one_connection():
            ended = {"state": FAILED, "error": sentence, "ended_at": sa.func.now()}
            keep(db.session, claim, **ended, locked_by=None)
            telling.tell_of_failure(claim)
            db.session.commit()
    finally:
        put_in_force(None)
