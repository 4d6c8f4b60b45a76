"""Where the bytes lie, by their SHA-256: on this machine's disk or in an S3-compatible store."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast
from urllib.parse import parse_qs, urlsplit

from ..config import Config, ConfigError

DIGEST = re.compile(r"[0-9a-f]{64}")
UNFINISHED = ".fresh-"


class Store(Protocol):
    """Bytes by their digest (64 hex digits). A missing one is a KeyError."""

    def put(self, content: bytes) -> str:
        """Keep the bytes, durably, and give their digest; the same bytes are kept once.

        They are written even where they are: how long it takes tells nobody that another space
        has them, bytes that were damaged are mended, and a sweep sees that they are fresh.
        """

    def open(self, digest: str) -> BinaryIO:
        """Open the bytes for reading. Raises KeyError where there are none."""

    def has(self, digest: str) -> bool:
        """Whether there are bytes of that digest."""

    def each(self, before: dt.datetime | None = None) -> Iterator[str]:
        """Every digest there is, or those whose bytes were last written before a moment."""

    def remove(self, digest: str) -> None:
        """Forget the bytes; nothing happens where there are none."""

    def clear_unfinished(self, before: dt.datetime) -> int:
        """Remove what a kill left half written before a moment; gives how many there were."""


@cache
def store_of(config: Config) -> Store:
    """The store of an installation, the same for all who ask in this process.

    Raises ConfigError on an address that names none.
    """
    if config.file_store_url is None:
        return DiskStore(config.var / "files")
    return _s3_at(config.file_store_url)


class DiskStore:
    """Bytes in folders of this machine, two letters deep twice."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Write beside the place and move there, so that a kill leaves the whole file or none."""
        digest = hashlib.sha256(content).hexdigest()
        place = self._place(digest)
        place.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        for folder in (self.folder, place.parent.parent, place.parent):
            self._hand_over(folder)
        descriptor, fresh = tempfile.mkstemp(dir=self.folder, prefix=UNFINISHED)
        try:
            with open(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            self._hand_over(Path(fresh))
            os.replace(fresh, place)
        except BaseException:
            os.unlink(fresh)
            raise
        for folder in (place.parent, place.parent.parent, self.folder):
            _settle(folder)
        return digest

    def open(self, digest: str) -> BinaryIO:
        try:
            return self._place(digest).open("rb")
        except FileNotFoundError:
            raise KeyError(digest) from None

    def has(self, digest: str) -> bool:
        return self._place(digest).exists()

    def each(self, before: dt.datetime | None = None) -> Iterator[str]:
        for path in sorted(self.folder.glob("??/??/*")):
            if DIGEST.fullmatch(path.name) and (before is None or _older(path, before)):
                yield path.name

    def remove(self, digest: str) -> None:
        self._place(digest).unlink(missing_ok=True)

    def clear_unfinished(self, before: dt.datetime) -> int:
        found = [path for path in self.folder.glob(f"{UNFINISHED}*") if _older(path, before)]
        for path in found:
            path.unlink(missing_ok=True)
        return len(found)

    def _hand_over(self, path: Path) -> None:
        """Give what root made, as in a restore, to whom the folder of the installation belongs."""
        if os.geteuid() == 0:
            owner = self.folder.parent.stat()
            os.chown(path, owner.st_uid, owner.st_gid)

    def _place(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest[2:4] / digest


class S3Store:
    """Bytes as objects of an S3-compatible store; keys come from boto3's own settings."""

    def __init__(self, bucket: str, prefix: str = "", **options: str) -> None:
        import boto3  # half a second that installations with a disk need not wait

        self.bucket = bucket
        self.prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self.client: Any = boto3.client("s3", **options)

    def put(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        self.client.put_object(Bucket=self.bucket, Key=self._key(digest), Body=content)
        return digest

    def open(self, digest: str) -> BinaryIO:
        try:
            found = self.client.get_object(Bucket=self.bucket, Key=self._key(digest))
        except self.client.exceptions.NoSuchKey:
            raise KeyError(digest) from None
        return cast(BinaryIO, found["Body"])

    def has(self, digest: str) -> bool:
        try:
            self.client.head_object(Bucket=self.bucket, Key=self._key(digest))
        except self.client.exceptions.ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return False
            raise
        return True

    def each(self, before: dt.datetime | None = None) -> Iterator[str]:
        pages = self.client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self.bucket, Prefix=self.prefix):
            for found in page.get("Contents", ()):
                name = found["Key"].rpartition("/")[2]
                if DIGEST.fullmatch(name) and (before is None or found["LastModified"] < before):
                    yield name

    def remove(self, digest: str) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=self._key(digest))

    def clear_unfinished(self, before: dt.datetime) -> int:
        """Nothing to do: an object appears whole or not at all."""
        return 0

    def _key(self, digest: str) -> str:
        return f"{self.prefix}{digest[:2]}/{digest}"


def check(config: Config) -> None:
    """Refuse, at boot, an address that names no store. Raises ConfigError."""
    if config.file_store_url is not None:
        _parts_of(config.file_store_url)


def _s3_at(address: str) -> S3Store:
    bucket, prefix, options = _parts_of(address)
    return S3Store(bucket, prefix, **options)


def _parts_of(address: str) -> tuple[str, str, dict[str, str]]:
    """Bucket, prefix and options of `s3://bucket/prefix?endpoint=https://…&region=…`."""
    parts = urlsplit(address)
    if parts.scheme != "s3" or not parts.netloc:
        raise ConfigError("PORTAL_FILE_STORE must be like s3://bucket/prefix?endpoint=https://…")
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    known = {"endpoint": "endpoint_url", "region": "region_name"}
    if unknown := set(asked) - set(known):
        raise ConfigError(f"PORTAL_FILE_STORE has the unknown option {min(unknown)}.")
    return parts.netloc, parts.path, {known[name]: value for name, value in asked.items()}


def _older(path: Path, moment: dt.datetime) -> bool:
    """Whether a file was last written before a moment; one that is gone was not."""
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        return False


def _settle(folder: Path) -> None:
    """Bring the names in a folder to the disk, not only the bytes of its files."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
