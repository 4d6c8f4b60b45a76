"""Verbs on imports: keep a file, read it, write it as a whole, drop it, take it back."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import g, url_for
from flask_babel import gettext as _

from ..database import db
from ..errors import Invalid, Stale
from ..history.actions import undo
from ..jobs import Done, Progress
from ..jobs.actions import enqueue
from ..jobs.models import WAITING as IN_THE_QUEUE
from ..locale import now
from ..sheets import Limits, SheetList, SheetRefused, look_over
from ..text import clean
from . import reading, writing
from .matching import Matching
from .models import DROPPED, MATCHING, WAITING, WRITTEN, SheetImport, SheetImportFile
from .queries import file_of, fillable, import_in, job_of, open_import, outcome_of
from .remembering import reading_kept, remember

AT_ONCE = 2_000
"""More rows are read, written and taken back by jobs, with progress."""
OPEN_DAYS = 7
"""How long a file waits to be agreed to."""
UNDO_DAYS = 90
"""How long the values are kept by which an import is undone."""


def send_in(list_name: str, content: bytes, file_name: str) -> SheetImport:
    """Keep a file for a list, and read its rows, or have a job do so where they are many.

    Nothing is written to the list yet. Raises NotFound, Refused as fillable() does, Invalid beside
    the field on a file that is not read: too large, locked, renamed, damaged, built to harm, or,
    where it was read at once, of another list.
    """
    listed, _importable = fillable(list_name)
    many = _has_many_rows(listed, content, file_name)
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
    file = SheetImportFile(space_id=here, import_id=kept.id, content=content)
    db.session.add(file)
    db.session.flush()
    _read(kept, many=many)
    return kept


def match(import_id: int, matching: Matching, chosen: Mapping[int, str]) -> SheetImport:
    """Read the file with the columns that were chosen, and remember what its headings stand for.

    Raises Invalid as Matching.reading() and send_in() do, Stale while its rows are being worked on.
    """
    kept = open_import(import_id, lock=True)
    _check_idle(kept)
    reading = matching.reading(chosen)
    file = file_of(kept)
    file.reading, file.outcome, kept.state = reading_kept(reading), None, MATCHING
    remember(kept, matching.header, reading)
    listed = fillable(kept.list_name)[0]
    _read(kept, many=_has_many_rows(listed, file.content or b"", kept.file_name))
    return kept


def read_anew(import_id: int) -> SheetImport:
    """Read the file of an open import once more: the list may have changed, or work was cut short.

    Raises Invalid as send_in() does, Stale while its rows are being worked on.
    """
    kept = open_import(import_id, lock=True)
    _check_idle(kept)
    listed, content = fillable(kept.list_name)[0], file_of(kept).content or b""
    _read(kept, many=_has_many_rows(listed, content, kept.file_name))
    return kept


def agree(import_id: int, seen: str, *, fonts_seen: bool = False) -> SheetImport:
    """Write every row of an import, or have a job do so where they are many.

    `seen` is the mark of the outcome that the user looked at, `fonts_seen` that the text in old
    fonts was looked at too. Raises Invalid while a row is faulty, Stale when the outcome is
    another by now (the rows were then held against the list anew) or somebody else has agreed.
    """
    kept = open_import(import_id, lock=True)
    _check_idle(kept)
    outcome = outcome_of(file_of(kept))
    if outcome.faulty:
        raise Invalid(_("Mend the faulty rows first: an import is written as a whole."))
    if outcome.fonts and not fonts_seen:
        raise Invalid(_("Look at the converted text and say that it is right."))
    if not outcome.writes:
        raise Invalid(_("Every row says what is there already; there is nothing to import."))
    if outcome.mark != seen:
        raise Stale(_changed())
    if outcome.rows > AT_ONCE:
        _queue(kept, "imports.write", {"seen": seen})
    elif not _write(kept, seen):
        raise Stale(_changed())
    return kept


def read_by_job(arguments: dict[str, Any], progress: Progress) -> Done:
    """Read the many rows of a file: the work of the job. Raises as read_in() does."""
    kept = open_import(int(arguments["import"]), lock=True)
    outcome = reading.read_in(kept, progress)
    if outcome is None:
        ask = _("Say which columns of the file are meant.")
        return Done(ask, url=url_for("imports.match", space=g.slug, import_id=kept.id))
    read = _("%(rows)s rows were read, %(faulty)s of them have errors.")
    return Done(read % {"rows": outcome.rows, "faulty": outcome.faulty}, url=_page_of(kept))


def write_by_job(arguments: dict[str, Any], progress: Progress) -> Done:
    """Write an import of many rows: the work of the job."""
    kept = open_import(int(arguments["import"]), lock=True)
    if not writing.write(kept, str(arguments["seen"]), progress):
        return Done(str(_changed()), url=_page_of(kept))
    told = _("Imported: %(new)s new, %(changed)s changed.", new=kept.added, changed=kept.changed)
    return Done(told, url=_page_of(kept))


def undo_by_job(arguments: dict[str, Any], progress: Progress) -> Done:
    """Take back an import of many rows: the work of the job. Raises as undo_import() does."""
    kept = import_in(g.access.here.id, int(arguments["import"]))
    undo(kept.event_id or 0)
    return Done(_("The import was undone."), url=_page_of(kept))


def drop(import_id: int) -> None:
    """Throw an open import away, with its file."""
    kept = open_import(import_id, lock=True)
    _check_idle(kept, waiting_too=False)
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
    if kept.added + kept.changed > AT_ONCE:
        _check_idle(kept)
        _queue(kept, "imports.undo", {})
    else:
        undo(kept.event_id)
    return kept


def clear_away(space_id: int) -> None:
    """Drop files that nobody agreed to in time, and values by which nobody may undo any more."""
    moment, f, i = now(), SheetImportFile, SheetImport
    old = sa.and_(i.space_id == space_id, i.id == f.import_id)
    waited = sa.and_(i.state.in_(WAITING), i.sent_at < moment - dt.timedelta(days=OPEN_DAYS))
    settled = sa.and_(i.state == WRITTEN, i.written_at < moment - dt.timedelta(days=UNDO_DAYS))
    silent = {"synchronize_session": False}
    gone = sa.delete(f).where(f.space_id == space_id, sa.exists().where(old, waited | settled))
    db.session.execute(gone, execution_options=silent)
    dropped = sa.update(i).where(i.space_id == space_id, waited).values(state=DROPPED)
    db.session.execute(dropped, execution_options=silent)


def _has_many_rows(listed: SheetList, content: bytes, file_name: str) -> bool:
    """Check what a file is, and whether reading it takes long; a short list is left off soon."""
    limits = listed.limits or Limits()
    try:
        rows = look_over(io.BytesIO(content), file_name, limits, AT_ONCE)
    except SheetRefused as error:
        raise Invalid(str(error), "file") from None
    return rows > AT_ONCE and limits.rows > AT_ONCE


def _read(kept: SheetImport, *, many: bool) -> None:
    if many:
        _queue(kept, "imports.read", {})
    else:
        kept.job_id = None
        reading.read_in(kept)


def _write(kept: SheetImport, seen: str) -> bool:
    # A rule that says no in the middle must leave nothing, though its sentence is shown on a page.
    with db.session.begin_nested():
        return writing.write(kept, seen)


def _queue(kept: SheetImport, name: str, arguments: dict[str, Any]) -> None:
    job = enqueue(name, {"import": kept.id, **arguments}, space_id=kept.space_id)
    kept.job_id = job.id
    db.session.flush()


def _check_idle(kept: SheetImport, *, waiting_too: bool = True) -> None:
    """Refuse an act on an import whose rows are being read or written just now."""
    job = job_of(kept)
    if job is not None and job.is_open and (waiting_too or job.state != IN_THE_QUEUE):
        raise Stale(_("The rows are being worked on. Wait until that has ended."))


def _changed() -> str:
    return _("The list has changed since you looked. Look at the rows once more.")


def _page_of(kept: SheetImport) -> str:
    return url_for("imports.show", space=g.slug, import_id=kept.id)
