"""What went wrong, in one sentence that says how to mend it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

FULL_DISK_WORDS = "No space left on device"


class Refusal(RuntimeError):
    """The embedded database or the demo cannot go on; the message is for the person at the desk."""


def explain(error: OSError, doing: str) -> Refusal:
    """The sentence for an operating-system error met while `doing` something."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Refusal(f"The disk is full: {doing} failed. Free some space and run it again.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Refusal(f"{doing} failed: no right to write {error.filename or 'there'}.")
    return Refusal(f"{doing} failed: {error}.")


def explain_output(output: str, doing: str, log: Path | None = None) -> Refusal:
    """The sentence for a program that failed, from what it printed."""
    if FULL_DISK_WORDS in output:
        return Refusal(f"The disk is full: {doing} failed. Free some space and run it again.")
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower() or "FATAL" in line]
    reason = (telling or lines or ["it said nothing"])[-1]
    where = f" More is in {log}." if log else ""
    return Refusal(f"{doing} failed: {reason.rstrip('.')}.{where}")


def need_space(folder: Path, megabytes: int, purpose: str) -> None:
    """Raise Refusal unless the disk that holds (or will hold) `folder` has this much left."""
    existing = folder
    while not existing.exists():
        existing = existing.parent
    disk = os.statvfs(existing)
    free = disk.f_bavail * disk.f_frsize // (1024 * 1024)
    if free < megabytes:
        raise Refusal(
            f"Only {free} MB are free on the disk of {existing}; {purpose} needs {megabytes} MB."
        )
