"""File locks that the kernel lifts when their holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def hold(path: Path, *, shared: bool = False, wait: bool = True) -> int | None:
    """Lock the file and return its descriptor; close it to let go. None: held by another."""
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, kind if wait else kind | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        except BaseException:
            os.close(descriptor)
            raise
        if _still_named(path, descriptor):
            return descriptor
        os.close(descriptor)  # removed while we waited: lock the file that is there now


def is_held(path: Path) -> bool:
    """Whether some process holds the file exclusively."""
    descriptor = hold(path, shared=True, wait=False)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the file for as long as the block runs."""
    descriptor = hold(path)
    assert descriptor is not None
    try:
        yield
    finally:
        os.close(descriptor)


def _still_named(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
