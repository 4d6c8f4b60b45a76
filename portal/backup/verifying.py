"""Read a backup from end to end and recompute every hash in it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from . import archive
from .archive import DAMAGED
from .dumping import Manifest
from .refusals import BackupError
from .tables import Tally

PIECE = 1 << 20


def verify(path: Path, passphrase: str | None = None) -> Manifest:
    """The manifest of a backup that is whole. Raises BackupError on any other."""
    tallies: dict[str, Tally] = {}
    files: dict[str, int] = {}
    head: Manifest | None = None
    manifest: Manifest | None = None
    with archive.reading(path, passphrase) as members:
        for name, content in members:
            place, _, rest = name.partition("/")
            if manifest is not None or (head is None) != (name == archive.HEAD):
                raise BackupError(DAMAGED)
            if name == archive.HEAD:
                head = head_of(content)
            elif name == archive.MANIFEST:
                manifest = _json(content)
            elif place == archive.TABLES:
                _count(content, tallies.setdefault(rest.partition("/")[0], Tally()))
            elif place == archive.FILES:
                files[rest] = _size_of(content, rest)
            else:
                raise BackupError(DAMAGED)
    if head is None or manifest is None:
        raise BackupError(DAMAGED)
    prints = {name: asdict(tallies.get(name, Tally()).print()) for name in manifest["tables"]}
    said = {
        name: {key: kept[key] for key in ("rows", "sha256")}
        for name, kept in manifest["tables"].items()
    }
    if prints != said or tallies.keys() - said.keys() or files != manifest["files"]:
        raise BackupError(DAMAGED)
    return manifest


def head_of(content: BinaryIO) -> Manifest:
    """The head of a backup. Raises BackupError on one of a later form."""
    head: Manifest = _json(content)
    if head.get("format") != archive.FORMAT:
        raise BackupError("A newer portal made this backup: update the portal, then try again.")
    return head


def _json(content: BinaryIO) -> Any:
    try:
        return json.loads(content.read())
    except ValueError as error:
        raise BackupError(DAMAGED) from error


def _count(content: BinaryIO, tally: Tally) -> None:
    while piece := content.read(PIECE):
        tally.add(piece)


def _size_of(content: BinaryIO, digest: str) -> int:
    """The size of a file whose content is what its name says. Raises BackupError."""
    found, size = hashlib.sha256(), 0
    while piece := content.read(PIECE):
        found.update(piece)
        size += len(piece)
    if found.hexdigest() != digest:
        raise BackupError(DAMAGED)
    return size
