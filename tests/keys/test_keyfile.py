"""The file of keys: what it must be before a production portal starts."""

from __future__ import annotations

import base64
import json
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal import create_app, keyfile, keys
from portal.config import ConfigError
from portal.embedded.demo_settings import make_keys
from portal.keyfile import KINDS

Change = Callable[[dict[str, Any]], Any]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def production(portal: Flask, path: Path) -> Flask:
    settings = portal.extensions["portal_config"]
    app = create_app(replace(settings, environment="production", keys_file=path))
    keys.refuse_at_start(app)
    return app


def test_production_starts_with_keys_of_its_own(portal: Flask, path: Path) -> None:
    keyfile.write(path, keyfile.fresh_ring(), new=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with production(portal, path).app_context():
        assert keys.unseal(keys.seal("0867", "x"), "x") == "0867"


def test_production_does_not_start_without(portal: Flask, path: Path) -> None:
    with pytest.raises(ConfigError, match="run `flask keys make`"):
        production(portal, path)


def test_the_demo_keys_start_a_demo_and_no_production(portal: Flask, path: Path) -> None:
    make_keys(path)
    assert keyfile.read(path, production=False).demo
    with pytest.raises(ConfigError, match="are the demo's"):
        production(portal, path)
    content = json.loads(path.read_text())
    del content["demo"]
    path.write_text(json.dumps(content))
    with pytest.raises(ConfigError, match="are the demo's"):
        production(portal, path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_production_refuses_a_file_that_others_read(portal: Flask, path: Path, mode: int) -> None:
    keyfile.write(path, keyfile.fresh_ring(), new=True)
    path.chmod(mode)
    with pytest.raises(ConfigError, match="chmod 600"):
        production(portal, path)


def test_production_refuses_a_file_of_somebody_else(
    portal: Flask, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyfile.write(path, keyfile.fresh_ring(), new=True)
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(ConfigError, match="must belong to the account that serves"):
        production(portal, path)


def weak(content: dict[str, Any]) -> None:
    content["hash"][0]["key"] = base64.b64encode(b"a" * 32).decode()


def short(content: dict[str, Any]) -> None:
    content["encryption"][0]["key"] = base64.b64encode(os.urandom(16)).decode()


def twice(content: dict[str, Any]) -> None:
    content["encryption"] *= 2


def unnamed(content: dict[str, Any]) -> None:
    content["encryption"][0]["id"] = "a.b"


def unreadable(content: dict[str, Any]) -> None:
    content["encryption"][0]["key"] = "not base64!"


def none_left(content: dict[str, Any]) -> None:
    content["hash"] = []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (weak, "is weak"),
        (short, "is weak"),
        (twice, "an id twice"),
        (unnamed, "no id of a key"),
        (unreadable, "cannot be read"),
        (none_left, "no hash key"),
    ],
)
def test_an_unfit_file_is_refused_everywhere(
    portal: Flask, path: Path, change: Change, says: str
) -> None:
    keyfile.write(path, keyfile.fresh_ring(), new=True)
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))
    with pytest.raises(ConfigError, match=says):
        create_app(replace(portal.extensions["portal_config"], keys_file=path))


@pytest.mark.parametrize("text", ["", "[]", "{", "\xff"])
def test_a_broken_file_is_refused_with_a_sentence(path: Path, text: str) -> None:
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigError, match="restore it from its copy"):
        keyfile.read(path, production=False)


def test_a_file_is_never_written_over_by_a_new_one(path: Path) -> None:
    keyfile.write(path, keyfile.fresh_ring(), new=True)
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        keyfile.write(path, keyfile.fresh_ring(), new=True)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_keys_do_not_show_in_what_is_logged() -> None:
    ring = keyfile.fresh_ring()
    for kind in KINDS:
        assert repr(ring.of(kind)[0].secret) not in repr(ring)
