"""Read the file of an import once, hold its rows against the list, and keep them in parts."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from ..database import db
from ..errors import Invalid
from ..jobs import Progress
from ..sheets import (
    Importable,
    Layout,
    PreviewRow,
    Reading,
    Renewing,
    Rows,
    Sheet,
    SheetList,
    SheetRefused,
    Table,
    chunk_of,
    find_layout,
    missing_columns,
    read_as,
    read_workbook,
    require_columns,
)
from .models import MATCHING, OPEN, SheetImport
from .outcomes import Counts, Outcome, outcome_from
from .parts import CHANGED, FAULTY, GOOD, HEAD, NEW, Keeping, forget
from .queries import file_of, fillable, filling
from .remembering import keep_head, known_in, reading_from, suspicion

FIRST_ROWS = 100
"""So many of the rows that would be added, and of those that would change, are shown."""
SAME = "same"


def read_in(kept: SheetImport, progress: Progress | None = None) -> Outcome | None:
    """Read the file and keep its rows, with what an agreement would do; nothing else is written.

    Gives None where the user must say first what the headings stand for. Raises NotFound, Refused
    as fillable() does, Invalid with the sentence on a file that is not read: locked, damaged, of
    another list, without rows.
    """
    listed, importable = fillable(kept.list_name)
    file = file_of(kept)
    try:
        said = reading_from(file.reading) if file.reading is not None else None
        content, text_as = io.BytesIO(file.content or b""), said.text_as if said else ""
        table = read_workbook(content, kept.file_name, listed.limits, text_as)
        with db.session.begin_nested():
            layout = _layout(kept, said, listed.sheet, table)
            if layout is None:
                return None
            rows = Rows(layout)
            total = len(layout.grid.rows)
            counts, gone = _keep(kept, listed, importable, rows, total, progress)
            rows.require()
    except SheetRefused as error:
        raise Invalid(str(error), "file") from None
    names = tuple(gone.values())[:FIRST_ROWS]
    outcome = outcome_from(counts, layout, rows, names)
    file.outcome, kept.state = outcome.kept(), OPEN
    db.session.flush()
    return outcome


def _layout(kept: SheetImport, said: Reading | None, sheet: Sheet, table: Table) -> Layout | None:
    """Where the list stands: as the user said, or as found where there is nothing to ask."""
    if said is not None:
        forget(kept, but=HEAD)
        return read_as(table, sheet, said)
    known = known_in(kept.space_id, kept.list_name)
    layout = find_layout(table, sheet, known)
    forget(kept)
    if layout is not None and layout.header.own:
        require_columns(layout.header, sheet)
        return layout
    keep_head(kept, table)
    settled = layout is not None and layout.is_settled(known) and not suspicion(kept)
    if settled and layout is not None and not missing_columns(layout.header.places, sheet):
        return layout
    file_of(kept).outcome, kept.state = None, MATCHING
    db.session.flush()
    return None


def states_of(
    listed: SheetList, importable: Importable, rows: Sequence[PreviewRow]
) -> tuple[list[tuple[PreviewRow, str]], list[PreviewRow]]:
    """Rows without errors, each with whether it adds, changes or says what is there; and others."""
    with filling(listed, read_only=True):
        errors = importable.check([row for row in rows if not row.errors])
        for row in rows:
            for name, sentence in errors.get(row.number, {}).items():
                row.errors.setdefault(name, sentence)
        good = _recognized(importable, [row for row in rows if not row.errors])
        ids = [row.id for row in good if row.id is not None]
        stored = importable.stored(ids) if ids else {}
    told = []
    for row in good:
        present = stored.get(row.id or 0, {})
        differs = any(present.get(name) != value for name, value in row.values.items())
        told.append((row, NEW if row.id is None else CHANGED if differs else SAME))
    return told, [row for row in rows if row.errors]


def left_out(
    listed: SheetList, importable: Importable, rows: Sequence[PreviewRow]
) -> Mapping[int, str]:
    """What the stored rows are called that the file has no more; none where a file only adds."""
    if not isinstance(importable, Renewing):
        return {}
    with filling(listed, read_only=True):
        return importable.left_out(rows)


def _recognized(importable: Importable, rows: list[PreviewRow]) -> list[PreviewRow]:
    if not isinstance(importable, Renewing):
        return rows
    known = importable.recognized(rows)
    return [replace(row, id=known.get(row.number, row.id)) for row in rows]


def count(counts: Counts, states: Iterable[str]) -> None:
    """Count rows without errors."""
    for state in states:
        setattr(counts, state, getattr(counts, state) + 1)


def _keep(
    kept: SheetImport,
    listed: SheetList,
    importable: Importable,
    rows: Rows,
    total: int,
    progress: Progress | None,
) -> tuple[Counts, Mapping[int, str]]:
    counts, keeping, done = Counts(), Keeping(kept), 0
    gone: Mapping[int, str] = {}
    for chunk in chunks(rows, chunk_of(importable)):
        told, faulty = states_of(listed, importable, chunk)
        for row, state in told:
            keeping.add(GOOD, row)
            if state in (NEW, CHANGED) and getattr(counts, state) < FIRST_ROWS:
                keeping.add(state, row)
            count(counts, [state])
        for row in faulty:
            keeping.add(FAULTY, row)
        counts.faulty += len(faulty)
        gone = left_out(listed, importable, [row for row, _state in told])
        done += len(chunk)
        if progress is not None:
            progress(done, total)
    keeping.close()
    gone = gone if not counts.faulty else {}
    counts.gone = len(gone)
    return counts, gone


def chunks(rows: Iterable[PreviewRow], at_once: int | None) -> Iterator[list[PreviewRow]]:
    """Rows so many at a time, or all together."""
    left = iter(rows)
    while chunk := list(left if at_once is None else islice(left, at_once)):
        yield chunk
