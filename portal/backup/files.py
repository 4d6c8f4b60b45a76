"""The files of a backup: every content of the store, by the hash that is its name."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from . import archive
from .archive import Writer

IN_MEMORY = 8 << 20


class Store(Protocol):
    """What a backup needs of the place where files are kept."""

    def each(self) -> Iterator[str]: ...

    def open(self, digest: str) -> BinaryIO: ...

    def has(self, digest: str) -> bool: ...

    def put(self, content: bytes) -> str: ...


def add_files(writer: Writer, store: Store | None) -> dict[str, int]:
    """Add every file of the store; gives their sizes by digest.

    One that is removed meanwhile, because its last row went, is left out.
    """
    sizes: dict[str, int] = {}
    for digest in sorted(store.each()) if store is not None else ():
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as copy:
            try:
                with store.open(digest) as content:  # type: ignore[union-attr]
                    shutil.copyfileobj(content, copy)
            except FileNotFoundError:
                continue
            sizes[digest] = copy.tell()
            copy.seek(0)
            writer.add_stream(f"{archive.FILES}/{digest}", copy, sizes[digest])  # type: ignore[arg-type]
    return sizes


def put_file(store: Store | None, digest: str, content: BinaryIO) -> None:
    """Put a file back where it is missing."""
    if store is not None and not store.has(digest):
        store.put(content.read())
