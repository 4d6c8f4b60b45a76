"""The one file of a backup: a compressed tar that is written and read as a stream.

`head.json` first (what is needed to read the rest), then `tables/<name>/<n>` in pieces of COPY's
text, `files/<digest>`, and last `manifest.json` with the rows and hashes of all that came before.
Without a passphrase it is a plain .tar.gz that opens with nothing but tar.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import secrets
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from .refusals import BackupError, disk_plainly
from .sealing import MARK, Opening, Sealing

HEAD, MANIFEST, TABLES, FILES = "head.json", "manifest.json", "tables", "files"
FORMAT = 1
LEVEL = 4
GZIP = bytes.fromhex("1f8b08000000000000ff")
"""What every plain backup begins with: gzip, without a name or a time."""
DAMAGED = "The backup is cut off or was changed: take another one."


class Writer:
    """Adds members to an archive."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar

    def add(self, name: str, content: bytes) -> None:
        """Add a member that is at hand."""
        self.add_stream(name, io.BytesIO(content), len(content))

    def add_stream(self, name: str, content: BinaryIO, size: int) -> None:
        """Add a member of a known size."""
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self.tar.addfile(member, content)

    def add_json(self, name: str, content: Any) -> None:
        """Add a member of JSON."""
        self.add(name, json.dumps(content, indent=1, ensure_ascii=False).encode())


@contextmanager
def writing(path: Path, passphrase: str | None) -> Iterator[Writer]:
    """Write an archive: under another name until it is whole and on the disk, for its owner alone.

    Raises BackupError where the disk is full or the file is there already.
    """
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")
    with disk_plainly(f"Writing {path}"):
        if path.exists():
            raise BackupError(f"{path} is there already; nothing was written.")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with open(descriptor, "wb") as file:
                yield from _tar_into(file, passphrase)
                file.flush()
                os.fsync(file.fileno())
            os.link(partial, path)
            _sync_folder(path.parent)
        finally:
            partial.unlink(missing_ok=True)


def _tar_into(file: BinaryIO, passphrase: str | None) -> Iterator[Writer]:
    with ExitStack() as stack:
        target = file
        if passphrase is not None:
            target = cast(BinaryIO, stack.enter_context(Sealing(file, passphrase)))
        packed = stack.enter_context(
            gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=target, mtime=0)
        )
        tar = stack.enter_context(
            tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT)
        )
        yield Writer(tar)


@contextmanager
def reading(path: Path, passphrase: str | None) -> Iterator[Iterator[tuple[str, BinaryIO]]]:
    """The members of an archive in their order, each read before the next is asked for.

    Reads to the very end. Raises BackupError on a file that is damaged, sealed or no backup.
    """
    with disk_plainly(f"Reading {path}"), path.open("rb") as file:
        stream = _opened(file, passphrase)
        try:
            with (
                gzip.GzipFile(fileobj=stream) as packed,
                tarfile.open(fileobj=packed, mode="r|") as tar,
            ):
                yield _members(tar)
                while packed.read(1 << 20):
                    pass
        except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise BackupError(DAMAGED) from error


def _opened(file: BinaryIO, passphrase: str | None) -> BinaryIO:
    start = file.read(len(MARK))
    file.seek(0)
    if start == MARK:
        if passphrase is None:
            raise BackupError("The backup is encrypted; name the file of its passphrase.")
        return io.BufferedReader(Opening(file, passphrase))
    if not start.startswith(GZIP):
        raise BackupError("This is no backup of the portal, or it was changed.")
    return file


def _members(tar: tarfile.TarFile) -> Iterator[tuple[str, BinaryIO]]:
    for member in tar:
        content = tar.extractfile(member) if member.isreg() else None
        if content is None:
            raise BackupError(DAMAGED)
        yield member.name, cast(BinaryIO, content)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
