"""The files of a backup: every content of the store, by the hash that is its name."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from typing import BinaryIO, cast

from ..files.store import Store
from . import archive
from .archive import Writer
from .tables import Connection

IN_MEMORY = 8 << 20
NAMED = """
    select digest from stored_file union select digest from personal_file
    union select result #>> '{file,digest}' from job where result #>> '{file,digest}' is not null
"""


def add_files(writer: Writer, store: Store) -> dict[str, int]:
    """Add every file of the store whose content is what its name says; gives their sizes.

    One that changed on the disk counts as lost: it must not make the whole backup unfit.
    """
    sizes: dict[str, int] = {}
    for digest in sorted(store.each()):
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as copy:
            try:
                with store.open(digest) as content:
                    shutil.copyfileobj(content, copy)
            except KeyError:
                continue  # swept meanwhile, since no row names it any more
            size = copy.tell()
            copy.seek(0)
            if hashlib.file_digest(copy, "sha256").hexdigest() != digest:
                continue
            copy.seek(0)
            sizes[digest] = size
            name = f"{archive.FILES}/{digest}"
            writer.add_stream(name, cast(BinaryIO, copy), sizes[digest])
    return sizes


def lost(connection: Connection, sizes: dict[str, int], tables: list[str]) -> list[str]:
    """The digests that rows name and the store does not have."""
    if "stored_file" not in tables:
        return []
    named = {str(digest) for (digest,) in connection.execute(NAMED).fetchall()}
    return sorted(named - sizes.keys())


def put_file(store: Store, digest: str, content: BinaryIO) -> None:
    """Put a file back where it is missing."""
    if not store.has(digest):
        store.put(content.read())


def differing(store: Store, digests: list[str]) -> list[str]:
    """A sentence for each file of a backup that the store has lost or changed."""
    found = []
    for digest in digests:
        try:
            with store.open(digest) as content:
                if hashlib.file_digest(content, "sha256").hexdigest() != digest:  # type: ignore[arg-type]
                    found.append(f"File {digest} was changed in the store.")
        except KeyError:
            found.append(f"File {digest} is not in the store.")
    return found
