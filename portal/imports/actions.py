"""Verbs on imports: keep a file, write it as a whole, drop it, take it back."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_babel import gettext as _

from ..audit import Event, plain, record
from ..database import db
from ..errors import Invalid, Stale
from ..history.actions import undo
from ..history.chain import identify
from ..jobs import Done, Progress
from ..jobs.actions import enqueue
from ..jobs.models import QueuedJob
from ..locale import now
from ..sheets import Change, SheetRefused, UndoRefused, preview, read_workbook
from ..text import clean
from .models import DROPPED, OPEN, UNDONE, WRITTEN, SheetImport, SheetImportFile
from .queries import Outcome, file_of, fillable, filling, import_in, open_import, outcome_of

AT_ONCE = 1_000
"""More rows are written by a job, with progress."""
OPEN_DAYS = 7
"""How long a file waits to be agreed to."""
UNDO_DAYS = 90
"""How long the values are kept by which an import is undone."""


def send_in(list_name: str, content: bytes, file_name: str) -> SheetImport:
    """Keep a file for a list until its rows were looked at; nothing of it is written yet.

    Raises NotFound, Refused as fillable() does, Invalid beside the field on a file that is not
    read: too large, locked, renamed, damaged, built to harm, or of another list.
    """
    listed, _importable = fillable(list_name)
    try:
        preview(read_workbook(io.BytesIO(content), file_name, listed.limits), listed.sheet)
    except SheetRefused as error:
        raise Invalid(str(error), "file") from None
    here = g.access.here.id
    clear_away(here)
    kept = SheetImport(
        space_id=here,
        list_name=list_name,
        file_name=clean(file_name),
        account_id=g.access.account_id,
        account_name=str(db.session.info["actor"].name),
    )
    db.session.add(kept)
    db.session.flush()
    db.session.add(SheetImportFile(space_id=here, import_id=kept.id, content=content))
    db.session.flush()
    return kept


def look_at(import_id: int) -> tuple[SheetImport, Outcome]:
    """An open import, and what it would do to the rows that are there now."""
    kept = open_import(import_id)
    return kept, _outcome(kept)


def agree(import_id: int, seen: str) -> SheetImport | QueuedJob:
    """Write every row of an import, or have a job do so where they are many.

    `seen` is the mark of the outcome that the user looked at. Raises Invalid while a row is
    faulty, Stale when the outcome is another by now or somebody else has agreed.
    """
    kept = open_import(import_id, lock=True)
    outcome = _outcome(kept, locked=True)
    _check_agreed(outcome, seen)
    if len(outcome.writes) > AT_ONCE:
        arguments = {"import": kept.id, "seen": seen}
        return enqueue("imports.write", arguments, space_id=kept.space_id)
    return _write(kept, outcome)


def write_by_job(arguments: dict[str, Any], progress: Progress) -> Done:
    """Write an import of many rows: the work of the job. Raises as agree() does."""
    kept = open_import(int(arguments["import"]), lock=True)
    outcome = _outcome(kept, locked=True)
    _check_agreed(outcome, str(arguments["seen"]))
    progress(0, len(outcome.writes))
    _write(kept, outcome)
    return Done(
        _("Imported: %(new)s new, %(changed)s changed.", new=kept.added, changed=kept.changed)
    )


def drop(import_id: int) -> None:
    """Throw an open import away, with its file."""
    kept = open_import(import_id, lock=True)
    kept.state = DROPPED
    db.session.delete(file_of(kept))
    db.session.flush()


def undo_import(import_id: int) -> SheetImport:
    """Take back what an import wrote, as undoing its event in the history does.

    Raises Stale with the sentence of what stands in the way.
    """
    kept = import_in(g.access.here.id, import_id)
    if kept.event_id is None:
        raise Stale(_("Nothing was imported, so there is nothing to undo."))
    undo(kept.event_id)
    return kept


def take_back(event: Event, payload: dict[str, Any]) -> None:
    """The undo of an import's event: its added rows go, its changed ones are as before."""
    kept = import_in(event.space_id, event.subject_id or 0, lock=True)
    listed, importable = fillable(kept.list_name)
    if kept.state != WRITTEN:
        raise Stale(_("This was already undone."))
    file = file_of(kept)
    changes = [Change(**each) for each in file.changes or ()]
    try:
        with filling(listed, read_only=False):
            importable.undo(changes)
    except UndoRefused as error:
        raise Stale(str(error)) from None
    kept.state = UNDONE
    db.session.delete(file)
    record("imports.undone", kept, before=payload["after"], undoes=event.id)
    db.session.flush()


def clear_away(space_id: int) -> None:
    """Drop files that nobody agreed to in time, and values by which nobody may undo any more."""
    moment, f, i = now(), SheetImportFile, SheetImport
    old = sa.and_(i.space_id == space_id, i.id == f.import_id)
    waited = sa.and_(i.state == OPEN, i.sent_at < moment - dt.timedelta(days=OPEN_DAYS))
    settled = sa.and_(i.state == WRITTEN, i.written_at < moment - dt.timedelta(days=UNDO_DAYS))
    silent = {"synchronize_session": False}
    gone = sa.delete(f).where(f.space_id == space_id, sa.exists().where(old, waited | settled))
    db.session.execute(gone, execution_options=silent)
    dropped = sa.update(i).where(i.space_id == space_id, waited).values(state=DROPPED)
    db.session.execute(dropped, execution_options=silent)


def _outcome(kept: SheetImport, *, locked: bool = False) -> Outcome:
    listed, importable = fillable(kept.list_name)
    content = file_of(kept).content or b""
    with filling(listed, read_only=True):
        if locked:
            importable.lock()
        return outcome_of(listed, importable, content, kept.file_name)


def _check_agreed(outcome: Outcome, seen: str) -> None:
    """Refuse to write what the user did not look at, or rows that are faulty: all or nothing."""
    if outcome.mark != seen:
        raise Stale(_("The list has changed since you looked. Look at the rows once more."))
    if outcome.preview.faulty_count:
        raise Invalid(_("Mend the faulty rows first: an import is written as a whole."))
    if not outcome.writes:
        raise Invalid(_("Every row says what is there already; there is nothing to import."))


def _write(kept: SheetImport, outcome: Outcome) -> SheetImport:
    listed, importable = fillable(kept.list_name)
    with filling(listed, read_only=False):
        changes = importable.apply(outcome.writes)
    file = file_of(kept)
    file.content, file.changes = None, [plain(asdict(change)) for change in changes]
    kept.state, kept.written_at = WRITTEN, now()
    kept.added = sum(1 for change in changes if change.before is None)
    kept.changed = len(changes) - kept.added
    facts = {"file": kept.file_name}
    facts |= {"added": str(kept.added), "changed": str(kept.changed)}
    event = record("imports.written", kept, after=facts)
    kept.event_id = identify(db.session(), event)
    db.session.flush()
    return kept
