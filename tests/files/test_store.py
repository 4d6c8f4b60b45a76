"""The store: the same promises on a disk and in an S3-compatible service."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import boto3
import pytest
from flask import Flask
from moto.server import ThreadedMotoServer

from portal import create_app
from portal.config import ConfigError
from portal.files.models import StoredFile
from portal.files.sending import as_attachment, fetch
from portal.files.store import DiskStore, S3Store, Store, store_of

TEXT = "Biên bản họp chi hội".encode()
DIGEST = hashlib.sha256(TEXT).hexdigest()


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["disk", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch) -> Iterator[Store]:
    if request.param == "disk":
        yield DiskStore(tmp_path / "files")
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    endpoint = request.getfixturevalue("s3")
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    client.create_bucket(Bucket="portal")
    kept = S3Store("portal", "one/two/", endpoint_url=endpoint, region_name="us-east-1")
    yield kept
    for digest in list(kept.each()):
        kept.remove(digest)


def test_what_is_put_is_there_under_its_digest(store: Store) -> None:
    assert store.put(TEXT) == DIGEST
    assert store.has(DIGEST)
    with store.open(DIGEST) as content:
        assert content.read() == TEXT
    assert list(store.each()) == [DIGEST]


def test_the_same_bytes_are_kept_once(store: Store) -> None:
    assert store.put(TEXT) == store.put(TEXT)
    assert list(store.each()) == [DIGEST]


def test_bytes_are_listed_by_their_age(store: Store) -> None:
    store.put(TEXT)
    hour = dt.timedelta(hours=1)
    assert list(store.each(dt.datetime.now(dt.UTC) - hour)) == []
    assert list(store.each(dt.datetime.now(dt.UTC) + hour)) == [DIGEST]


def test_bytes_that_are_put_again_are_fresh_and_mended(tmp_path: Path) -> None:
    """Nobody can tell by the clock, or by what a sweep does, whether the bytes were there."""
    store = DiskStore(tmp_path)
    store.put(TEXT)
    place = next(tmp_path.glob("??/??/*"))
    place.write_bytes(b"damaged")
    os.utime(place, (0, 0))
    store.put(TEXT)
    assert place.read_bytes() == TEXT
    assert list(store.each(dt.datetime.now(dt.UTC) - dt.timedelta(hours=1))) == []


def test_what_root_puts_belongs_to_the_installation(tmp_path: Path, monkeypatch) -> None:
    """A restore runs as root; the service must still read the files, and remove them."""
    owner, given = tmp_path.stat(), []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "chown", lambda path, *ids: given.append((Path(path), ids)))
    DiskStore(tmp_path / "files").put(TEXT)
    place = tmp_path / "files" / DIGEST[:2] / DIGEST[2:4]
    assert [path for path, _ in given[:3]] == [tmp_path / "files", place.parent, place]
    assert {ids for _, ids in given} == {(owner.st_uid, owner.st_gid)}
    assert len(given) == 4


def test_what_is_removed_is_gone(store: Store) -> None:
    store.put(TEXT)
    store.remove(DIGEST)
    store.remove(DIGEST)
    assert not store.has(DIGEST)
    assert list(store.each()) == []
    with pytest.raises(KeyError):
        store.open(DIGEST)


def test_many_are_all_listed(store: Store) -> None:
    wanted = {store.put(str(number).encode()) for number in range(30)}
    assert set(store.each()) == wanted


def test_a_stranger_in_the_folder_is_no_file(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    store.put(TEXT)
    (tmp_path / "ab" / "cd").mkdir(parents=True)
    (tmp_path / "ab" / "cd" / "notes.txt").write_text("not ours")
    assert list(store.each()) == [DIGEST]


KILLED = """
import os, signal, sys
from pathlib import Path
from portal.files import store
os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)
store.DiskStore(Path(sys.argv[1])).put(b"half a file")
"""


def test_a_kill_while_writing_leaves_no_half_file(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert done.returncode == -signal.SIGKILL
    store = DiskStore(tmp_path)
    assert list(store.each()) == []
    assert store.clear_unfinished(dt.datetime(2000, 1, 1, tzinfo=dt.UTC)) == 0
    assert store.clear_unfinished(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)) == 1
    assert list(tmp_path.glob(".*")) == []


def test_the_setting_chooses_the_store(portal: Flask, s3: str, monkeypatch) -> None:
    config = portal.extensions["portal_config"]
    assert isinstance(store_of(config), DiskStore)
    address = f"s3://portal/files?endpoint={s3}&region=us-east-1"
    found = store_of(replace(config, file_store_url=address))
    assert isinstance(found, S3Store)
    assert (found.bucket, found.prefix) == ("portal", "files/")


@pytest.mark.parametrize("address", ["portal", "http://portal/x", "s3:///x", "s3://b/x?place=a"])
def test_an_address_that_names_no_store_is_refused(portal: Flask, address: str) -> None:
    config = replace(portal.extensions["portal_config"], file_store_url=address)
    with pytest.raises(ConfigError, match="PORTAL_FILE_STORE"):
        store_of(config)
    with pytest.raises(ConfigError, match="PORTAL_FILE_STORE"):
        create_app(config)


def test_what_is_opened_is_read_in_pieces(store: Store) -> None:
    store.put(TEXT)
    found = io.BytesIO()
    with store.open(DIGEST) as content:
        while piece := content.read(4):
            found.write(piece)
    assert found.getvalue() == TEXT


def test_a_file_is_sent_from_either_store(
    store: Store, portal: Flask, request: pytest.FixtureRequest, monkeypatch
) -> None:
    config = portal.extensions["portal_config"]
    if isinstance(store, S3Store):
        address = f"s3://portal/one/two?endpoint={request.getfixturevalue('s3')}&region=us-east-1"
        changed = replace(config, file_store_url=address)
    else:
        changed = replace(config, var=store.folder.parent)  # type: ignore[attr-defined]
    monkeypatch.setitem(portal.extensions, "portal_config", changed)
    file = StoredFile(digest=DIGEST, name="Biên bản.txt", media_type="text/plain", size=len(TEXT))
    store.put(TEXT)
    with portal.test_request_context():
        answer = as_attachment(file)
        answer.direct_passthrough = False
        assert answer.get_data() == TEXT == fetch(file)
        assert answer.headers["Content-Length"] == str(len(TEXT))
