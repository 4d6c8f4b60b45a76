"""Whether rows and bytes agree: bytes that are lost or changed, bytes that nobody keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import sqlalchemy as sa

from ..database import db
from ..jobs.models import QueuedJob
from .actions import LOCK, files
from .models import PersonalFile, StoredFile

CHUNK = 1024 * 1024
RESULT = QueuedJob.result["file"]["digest"].as_string()


def kept() -> set[str]:
    """The digests that some row keeps, in every space within reach, and results of jobs.

    For work on the command line, whose reach is the whole portal.
    """
    found: set[str] = set()
    for query in (
        sa.select(StoredFile.digest).distinct(),
        sa.select(PersonalFile.digest).distinct(),
        sa.select(RESULT).where(RESULT.is_not(None)).distinct(),
    ):
        found |= set(db.session.scalars(query))
    return found


def faults() -> Iterator[str]:
    """A sentence for every kept file whose bytes are lost or have changed."""
    store = files()
    for digest in sorted(kept()):
        try:
            with store.open(digest) as content:
                sound = _digest_of(content.read, digest)
        except KeyError:
            yield f"{digest}: the bytes are lost."
            continue
        if not sound:
            yield f"{digest}: the bytes have changed."


def sweep() -> int:
    """Remove the bytes that no row keeps; gives how many there were.

    What is being kept just now waits for the lock, or is waited for.
    """
    store = files()
    loose = set(store.each()) - kept()
    if loose:
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        loose -= kept()
        for digest in loose:
            store.remove(digest)
    return len(loose)


def _digest_of(read: object, wanted: str) -> bool:
    digest = hashlib.sha256()
    while chunk := read(CHUNK):  # type: ignore[operator]
        digest.update(chunk)
    return digest.hexdigest() == wanted
