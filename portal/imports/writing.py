"""Write the rows of an import, all or none, and take them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import gettext as _

from ..audit import Event, record
from ..database import db
from ..errors import Stale
from ..history.chain import identify
from ..jobs import Progress
from ..locale import now
from ..sheets import (
    Change,
    Importable,
    Renewing,
    SheetList,
    UndoRefused,
    chunk_of,
)
from . import parts
from .models import UNDONE, WRITTEN, SheetImport
from .outcomes import Counts
from .queries import file_of, fillable, filling, import_in, outcome_of
from .reading import SAME, count, left_out, read_in, states_of

Told = Callable[[int], None]


def write(kept: SheetImport, seen: str, progress: Progress | None = None) -> bool:
    """Write every row of an import in this transaction, unless the outcome is another by now.

    Nobody else changes the list meanwhile. Where the outcome is not the one that was `seen`,
    nothing is written, and the rows are held against the list anew, to be looked at.
    """
    listed, importable = fillable(kept.list_name)
    with filling(listed, read_only=True):
        importable.lock()
    file = file_of(kept)
    total = outcome_of(file).rows
    same = _same(kept, listed, importable, seen, half(progress, total, 0))
    if same is None:
        read_in(kept)
        return False
    gone = _apply(kept, listed, same, half(progress, total, 1))
    parts.forget(kept, but=parts.CHANGES)
    file.content = file.outcome = None
    kept.state, kept.written_at = WRITTEN, now()
    facts = {"file": kept.file_name}
    facts |= {"added": str(kept.added), "changed": str(kept.changed)}
    facts |= {"gone": str(gone)} if gone else {}
    event = record("imports.written", kept, after=facts)
    kept.event_id = identify(db.session(), event)
    db.session.flush()
    return True


def take_back(event: Event, payload: dict[str, Any]) -> None:
    """The undo of an import's event: its added rows go, its changed ones are as before."""
    kept = import_in(event.space_id, event.subject_id or 0, lock=True)
    listed, importable = fillable(kept.list_name)
    if kept.state != WRITTEN:
        raise Stale(_("This was already undone."))
    file = file_of(kept)
    try:
        with filling(listed, read_only=True):
            importable.lock()
        for changes in _steps_back(kept, importable):
            with filling(listed, read_only=False):
                importable.undo(changes)
    except UndoRefused as error:
        raise Stale(str(error)) from None
    kept.state = UNDONE
    db.session.delete(file)
    record("imports.undone", kept, before=payload["after"], undoes=event.id)
    db.session.flush()


def _steps_back(kept: SheetImport, importable: Importable) -> Iterable[list[Change]]:
    steps = parts.changes_back(kept)
    if chunk_of(importable) is not None:
        return steps
    return [[change for changes in steps for change in changes]]


def half(progress: Progress | None, total: int, which: int) -> Told:
    """Tell of the first or the second way through the rows as a half of the whole."""

    def tell(done: int) -> None:
        if progress is not None:
            progress((which * total + done) // 2, total)

    return tell


def _same(
    kept: SheetImport, listed: SheetList, importable: Importable, seen: str, told: Told
) -> set[int] | None:
    """The rows that say what is there already; None where the outcome is not the one seen."""
    counts, same = Counts(), set[int]()
    for chunk in parts.rows_in(kept, parts.GOOD, chunk_of(importable)):
        states, faulty = states_of(listed, importable, chunk)
        count(counts, (state for _row, state in states))
        counts.faulty += len(faulty)
        counts.gone = len(left_out(listed, importable, [row for row, _state in states]))
        same |= {row.number for row, state in states if state == SAME}
        told(counts.rows)
    return same if counts.mark == seen else None


def _apply(kept: SheetImport, listed: SheetList, same: set[int], told: Told) -> int:
    """Write rows; gives how many stored ones were marked as gone from a list that files renew."""
    _listed, importable = fillable(kept.list_name)
    done = gone = 0
    for place, chunk in enumerate(parts.rows_in(kept, parts.GOOD, chunk_of(importable))):
        writes, changes = [row for row in chunk if row.number not in same], list[Change]()
        lost = list(left_out(listed, importable, chunk))  # before new rows are among the stored
        if writes:
            with filling(listed, read_only=False):
                changes = importable.apply(writes)
        went = _mark_gone(listed, importable, lost)
        gone, changes = gone + len(went), [*changes, *went]
        parts.keep_changes(kept, place, changes)
        added = sum(1 for change in changes if change.before is None)
        kept.added, kept.changed = kept.added + added, kept.changed + len(changes) - added
        done += len(chunk)
        told(done)
    return gone


def _mark_gone(listed: SheetList, importable: Importable, ids: list[int]) -> list[Change]:
    if not ids or not isinstance(importable, Renewing):
        return []
    with filling(listed, read_only=False):
        return importable.mark_gone(ids)
