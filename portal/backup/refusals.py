"""What goes wrong with a backup, in one sentence that says how to mend it."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import sqlalchemy as sa

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class BackupError(RuntimeError):
    """A backup cannot be made, read or restored; the message is for whoever runs the server."""


@contextmanager
def disk_plainly(doing: str) -> Iterator[None]:
    """Turn faults of the disk into one sentence. Raises BackupError."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise BackupError(f"The disk is full: {doing} failed. Free some space.") from error
        where = f" {error.filename}" if error.filename else ""
        raise BackupError(f"{doing} failed: {error.strerror or error}{where}.") from error


@contextmanager
def said_plainly(doing: str) -> Iterator[None]:
    """Turn faults of disk and database into one sentence. Raises BackupError."""
    try:
        with disk_plainly(doing):
            yield
    except (sa.exc.DBAPIError, psycopg.Error) as error:
        told = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        raise BackupError(f"{doing} failed: {told}.") from error
