"""Whether rows and bytes agree: bytes that are lost or changed, bytes that nobody keeps."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..database import Model, db
from ..jobs.models import QueuedJob
from ..jobs.results import RESULT, forget_results
from ..locale import now
from ..locks import BYTES
from .actions import files, key_of
from .models import FileRow
from .store import Store

CHUNK = 1024 * 1024
OLD = dt.timedelta(days=1)


def kept() -> set[str]:
    """The digests that some row keeps, in every space within reach, and results of jobs.

    For work on the command line, whose reach is the whole portal.
    """
    found: set[str] = set()
    for digest in _columns():
        found |= set(db.session.scalars(sa.select(digest).where(digest.is_not(None)).distinct()))
    return found


def _columns() -> list[Any]:
    """Where digests stand: every table of files, those of modules included, and jobs."""
    rows = [m.class_ for m in Model.registry.mappers if issubclass(m.class_, FileRow)]
    return [*(row.digest for row in rows), RESULT]


def faults() -> Iterator[str]:
    """A sentence for every row whose bytes are lost or have changed; its name may be a person's."""
    store = files()
    for digest in sorted(kept()):
        try:
            with store.open(digest) as content:
                fault = "" if _is(content.read, digest) else "the bytes have changed"
        except KeyError:
            fault = "the bytes are lost"
        if fault:
            yield from (f"{row}: {fault} ({digest})." for row in _rows_of(digest))


def _rows_of(digest: str) -> Iterator[str]:
    """The rows that keep some bytes, as who looks for them in the database names them."""
    for column in _columns():
        model: Any = column.class_ if column is not RESULT else QueuedJob
        place = QueuedJob.in_space_id if model is QueuedJob else model.space_id
        found = db.session.execute(sa.select(place, model.id).where(column == digest))
        for space_id, row_id in found:
            yield f"{model.__tablename__} {row_id} of space {space_id}"


@dataclass(frozen=True)
class Swept:
    """What a sweep removed: bytes that nobody keeps, results of jobs, half-written files."""

    files: int
    results: int
    unfinished: int


def sweep(old: dt.timedelta = OLD) -> Swept:
    """Let go of results of jobs that are past their days, then of bytes that no row keeps.

    Only bytes written longer ago than `old` go: a restore puts them before their rows.
    """
    store, before = files(), now() - old
    results = forget_results()
    loose = set(store.each(before)) - kept()
    removed = sum(_remove(store, digest) for digest in loose)
    return Swept(removed, results, store.clear_unfinished(before))


def _remove(store: Store, digest: str) -> bool:
    """Remove bytes unless somebody keeps them by now, or is about to: then it is left for later."""
    lock = BYTES, key_of(digest)
    if not db.session.scalar(sa.select(sa.func.pg_try_advisory_lock(*lock))):
        return False
    try:
        is_kept = any(
            db.session.scalar(sa.select(sa.literal(1)).where(column == digest).limit(1))
            for column in _columns()
        )
        if not is_kept:
            store.remove(digest)
        return not is_kept
    finally:
        db.session.execute(sa.select(sa.func.pg_advisory_unlock(*lock)))


def _is(read: Callable[[int], bytes], wanted: str) -> bool:
    digest = hashlib.sha256()
    while chunk := read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest() == wanted
