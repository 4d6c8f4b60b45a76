"""The rows that an import keeps, some hundred to a part."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from ..audit import plain
from ..database import db
from ..sheets import Change, PreviewRow, rows_from, rows_kept
from .models import SheetImport, SheetImportPart

PART_ROWS = 500
HEAD, GOOD, FAULTY = "head", "good", "faulty"
NEW, CHANGED, CHANGES = "new", "changed", "changes"
"""The first rows of the file; rows without errors and with them; the first ones that add and
change; what was written."""


class Keeping:
    """Takes rows one by one, of several kinds, and keeps them in parts; close() keeps the last."""

    def __init__(self, kept: SheetImport) -> None:
        self.kept = kept
        self._waiting: dict[str, list[PreviewRow]] = {}
        self._places: dict[str, int] = {}

    def add(self, kind: str, row: PreviewRow) -> None:
        """Keep a row."""
        waiting = self._waiting.setdefault(kind, [])
        waiting.append(row)
        if len(waiting) == PART_ROWS:
            self._write(kind)

    def close(self) -> None:
        """Keep what is left."""
        for kind, waiting in self._waiting.items():
            if waiting:
                self._write(kind)

    def _write(self, kind: str) -> None:
        place = self._places[kind] = self._places.get(kind, -1) + 1
        keep(self.kept, kind, place, rows_kept(self._waiting[kind]))
        self._waiting[kind].clear()


def keep(kept: SheetImport, kind: str, place: int, content: str) -> None:
    """Keep one part of an import."""
    values = {"space_id": kept.space_id, "import_id": kept.id, "kind": kind, "place": place}
    db.session.execute(sa.insert(SheetImportPart).values(content=content, **values))


def forget(kept: SheetImport, but: str = "") -> None:
    """Drop the parts of an import, of all kinds but one."""
    p = SheetImportPart
    own = (p.space_id == kept.space_id, p.import_id == kept.id, p.kind != but)
    gone = sa.delete(p).where(*own)
    db.session.execute(gone, execution_options={"synchronize_session": False})


def content_of(kept: SheetImport, kind: str, place: int = 0) -> str | None:
    """One part of an import, if it is there."""
    return db.session.scalar(_select(kept, kind).where(SheetImportPart.place == place))


def rows_in(kept: SheetImport, kind: str, at_once: int | None = None) -> Iterator[list[PreviewRow]]:
    """The rows of a kind in the order of the file, so many at a time or all together."""
    chunk: list[PreviewRow] = []
    for content in _contents(kept, kind, SheetImportPart.place):
        chunk += rows_from(content)
        while at_once is not None and len(chunk) >= at_once:
            yield chunk[:at_once]
            chunk = chunk[at_once:]
    if chunk:
        yield chunk


def page_in(kept: SheetImport, kind: str, first: int, rows: int) -> list[PreviewRow]:
    """Some rows of a kind, from the one at `first` (from 0) on; both fit into parts evenly."""
    place, offset = divmod(first, PART_ROWS)
    content = content_of(kept, kind, place)
    return rows_from(content)[offset : offset + rows] if content else []


def keep_changes(kept: SheetImport, place: int, changes: Sequence[Change]) -> None:
    """Keep what one step of the writing changed."""
    content = [[each["id"], each["before"], each["after"]] for each in map(asdict, changes)]
    keep(kept, CHANGES, place, json.dumps(plain({"": content})[""], ensure_ascii=False))


def changes_back(kept: SheetImport) -> Iterator[list[Change]]:
    """What the import changed, the last step first."""
    for content in _contents(kept, CHANGES, SheetImportPart.place.desc()):
        yield [Change(*each) for each in json.loads(content)]


def _contents(kept: SheetImport, kind: str, order: Any) -> Iterator[str]:
    """Part by part: all of them at once would be every row of the file."""
    places = sa.select(SheetImportPart.place).where(*_of(kept, kind)).order_by(order)
    for place in db.session.scalars(places).all():
        yield content_of(kept, kind, place) or "[]"


def _select(kept: SheetImport, kind: str) -> sa.Select[tuple[str]]:
    return sa.select(SheetImportPart.content).where(*_of(kept, kind))


def _of(kept: SheetImport, kind: str) -> list[sa.ColumnElement[bool]]:
    p = SheetImportPart
    return [p.space_id == kept.space_id, p.import_id == kept.id, p.kind == kind]
