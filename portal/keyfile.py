"""The file of keys, which lies outside the database: read, checked, written, rotated.

JSON: `demo`, and under `encryption` and `hash` a list of `{id, key}`, the key 32 bytes in base64.
The first of each kind is in use; later ones open old values. `demo: true` keeps the demo's keys
out of production.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import os
import re
import secrets
import stat
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from .config import ConfigError

Kind = Literal["encryption", "hash"]
KINDS: tuple[Kind, ...] = ("encryption", "hash")
KEY_BYTES = 32
DISTINCT_BYTES = 12
"""Fewer different bytes than this among 32 never come from a random source."""
ID = re.compile(r"[a-z0-9-]{1,40}")
DEMO_ID = "demo-"


@dataclass(frozen=True)
class Key:
    """One key and the name under which values remember it."""

    id: str
    secret: bytes

    def __repr__(self) -> str:
        return f"Key({self.id})"


@dataclass(frozen=True)
class KeyRing:
    """All keys of an installation: the first of each kind is in use, later ones open old values."""

    encryption: tuple[Key, ...]
    hash: tuple[Key, ...]
    demo: bool = False

    def of(self, kind: Kind) -> tuple[Key, ...]:
        """The keys of one kind."""
        return self.encryption if kind == "encryption" else self.hash

    def rotated(self, kind: Kind) -> KeyRing:
        """The same ring with a fresh first key of this kind."""
        return self._with(kind, (fresh_key(), *self.of(kind)))

    def without(self, key_id: str) -> KeyRing:
        """The same ring without a key. Raises LookupError on an unknown one, or on one in use."""
        for kind in KINDS:
            ids = [key.id for key in self.of(kind)]
            if key_id in ids:
                if ids[0] == key_id:
                    raise LookupError(f"{key_id} is the {kind} key in use; rotate first.")
                kept = tuple(key for key in self.of(kind) if key.id != key_id)
                return self._with(kind, kept)
        raise LookupError(f"There is no key {key_id} in the file.")

    def _with(self, kind: Kind, keys: tuple[Key, ...]) -> KeyRing:
        return replace(self, encryption=keys) if kind == "encryption" else replace(self, hash=keys)


def fresh_key() -> Key:
    """A random key, named by the day it was made."""
    day = dt.datetime.now(dt.UTC).strftime("%Y%m%d")
    return Key(f"k{day}-{secrets.token_hex(4)}", secrets.token_bytes(KEY_BYTES))


def fresh_ring() -> KeyRing:
    """A ring with one random key of each kind."""
    return KeyRing((fresh_key(),), (fresh_key(),))


def read(path: Path, *, production: bool) -> KeyRing:
    """Read and check the file. Raises ConfigError with a sentence that says how to mend it.

    In production the file must be closed to others, and the keys not the demo's.
    """
    try:
        if production:
            _check_rights(path)
        content = json.loads(path.read_text())
    except FileNotFoundError:
        raise ConfigError(f"There is no keys file {path}; run `flask keys make`.") from None
    except PermissionError:
        raise ConfigError(f"The keys file {path} may not be read by this account.") from None
    except (OSError, ValueError):
        raise ConfigError(
            f"The keys file {path} cannot be read; restore it from its copy."
        ) from None
    ring = _ring_from(content, path)
    if production and (ring.demo or any(k.id.startswith(DEMO_ID) for k in _all(ring))):
        raise ConfigError(
            f"The keys in {path} are the demo's; production needs its own: `flask keys make`."
        )
    return ring


def write(path: Path, ring: KeyRing, *, new: bool = False) -> None:
    """Write the whole file or nothing, for its owner alone; who owns it stays so.

    Raises FileExistsError where a `new` one is there already, OSError where it cannot be written.
    """
    content: dict[str, Any] = {"demo": True} if ring.demo else {}
    for kind in KINDS:
        content[kind] = [
            {"id": key.id, "key": base64.b64encode(key.secret).decode()} for key in ring.of(kind)
        ]
    descriptor, fresh = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with open(descriptor, "w") as file:
            file.write(json.dumps(content, indent=2) + "\n")
            file.flush()
            if not new:
                before = path.stat()
                os.fchown(file.fileno(), before.st_uid, before.st_gid)
            os.fsync(file.fileno())
        if new:
            os.link(fresh, path)
            os.unlink(fresh)
        else:
            os.replace(fresh, path)
    except BaseException:
        os.unlink(fresh)
        raise


def _all(ring: KeyRing) -> tuple[Key, ...]:
    return ring.encryption + ring.hash


def _check_rights(path: Path) -> None:
    found = path.stat()
    me = os.geteuid()
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise ConfigError(f"The keys file {path} is open to others; run: chmod 600 {path}")
    if me != 0 and found.st_uid != me:
        raise ConfigError(f"The keys file {path} must belong to the account that serves.")


def _ring_from(content: Any, path: Path) -> KeyRing:
    if not isinstance(content, dict):
        raise ConfigError(f"The keys file {path} holds no keys; restore it from its copy.")
    encryption, hash_ = (_keys_from(content.get(kind), kind, path) for kind in KINDS)
    ring = KeyRing(encryption, hash_, demo=content.get("demo") is True)
    ids = [key.id for key in _all(ring)]
    if len(set(ids)) < len(ids):
        raise ConfigError(f"The keys file {path} uses an id twice.")
    return ring


def _keys_from(listed: Any, kind: Kind, path: Path) -> tuple[Key, ...]:
    if not isinstance(listed, list) or not listed:
        raise ConfigError(f"The keys file {path} has no {kind} key.")
    return tuple(_key_from(entry, kind, path) for entry in listed)


def _key_from(entry: Any, kind: Kind, path: Path) -> Key:
    try:
        key_id, secret = str(entry["id"]), base64.b64decode(entry["key"], validate=True)
    except (TypeError, KeyError, binascii.Error):
        raise ConfigError(f"The keys file {path}: one {kind} key cannot be read.") from None
    if not ID.fullmatch(key_id):
        raise ConfigError(f"The keys file {path}: {key_id!r} is no id of a key.")
    if len(secret) != KEY_BYTES or len(set(secret)) < DISTINCT_BYTES:
        raise ConfigError(
            f"The keys file {path}: the {kind} key {key_id} is weak; it needs {KEY_BYTES} random"
            " bytes, as `flask keys rotate` makes them."
        )
    return Key(key_id, secret)
