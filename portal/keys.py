"""Encrypt values and hash them under a key, with keys that lie outside the database.

A sealed value is `s1.<key id>.<base64>`, a keyed hash `h1.<key id>.<base64>`: each names its key,
so that keys rotate while old values stay readable. Key and purpose are bound into both: a value
that was copied into a column of another purpose does not open there.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import threading
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask, current_app, has_app_context

from . import keyfile
from .config import Config
from .keyfile import Key, KeyRing
from .text import nfc

SEALED, HASHED = "s1", "h1"
NONCE_BYTES = 12
EXTENSION = "portal_keys"
outside: list[KeyRing] = []
"""The keys where no app is at work; only tests put one here."""


class CannotUnseal(RuntimeError):
    """A sealed value does not open: its key is gone, it was altered, or made for another use."""


class CurrentKeys:
    """The keys of a running process; a file that was rotated is read anew without a restart."""

    def __init__(self, path: Path, production: bool) -> None:
        self.path = path
        self.production = production
        self._lock = threading.Lock()
        self._seen: tuple[int, ...] | None = None
        self._ring: KeyRing | None = None

    def ring(self) -> KeyRing:
        """The keys as the file has them now. Raises ConfigError."""
        try:
            found = self.path.stat()
        except OSError:
            return keyfile.read(self.path, production=self.production)
        seen = (found.st_ino, found.st_mtime_ns, found.st_size, found.st_mode, found.st_uid)
        with self._lock:
            if self._ring is None or seen != self._seen:
                self._ring = keyfile.read(self.path, production=self.production)
                self._seen = seen
            return self._ring


def init_app(app: Flask, settings: Config) -> None:
    """Give the app its keys. Raises ConfigError on a file that is there and unfit.

    A file that is not there yet is met when a key is first needed, or by refuse_at_start().
    """
    keys = CurrentKeys(settings.keys_file, settings.production)
    if settings.keys_file.exists():
        keys.ring()
    app.extensions[EXTENSION] = keys


def refuse_at_start(app: Flask) -> None:
    """Do not serve in production without keys of its own. Raises ConfigError."""
    keys: CurrentKeys = app.extensions[EXTENSION]
    if keys.production:
        keys.ring()


def current_ring() -> KeyRing:
    """The keys of the app at work. Raises ConfigError."""
    if outside and not has_app_context():
        return outside[-1]
    keys: CurrentKeys = current_app.extensions[EXTENSION]
    return keys.ring()


def seal(value: str | bytes, purpose: str) -> str:
    """Encrypt a value so that it opens only with the same purpose and a key of the file."""
    content = value.encode() if isinstance(value, str) else value
    key, nonce = current_ring().encryption[0], os.urandom(NONCE_BYTES)
    closed = AESGCM(key.secret).encrypt(nonce, content, _bound(key, purpose))
    return f"{SEALED}.{key.id}.{_encode(nonce + closed)}"


def unseal(sealed: str, purpose: str) -> str:
    """The text of a sealed value. Raises CannotUnseal."""
    return unseal_bytes(sealed, purpose).decode()


def unseal_bytes(sealed: str, purpose: str) -> bytes:
    """The bytes of a sealed value. Raises CannotUnseal."""
    form, _, rest = sealed.partition(".")
    key_id, _, encoded = rest.partition(".")
    if form != SEALED:
        raise CannotUnseal("This is no sealed value.")
    key = next((key for key in current_ring().encryption if key.id == key_id), None)
    if key is None:
        raise CannotUnseal(f"The key {key_id} is not in the keys file.")
    try:
        raw = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
        closed = raw[NONCE_BYTES:]
        return AESGCM(key.secret).decrypt(raw[:NONCE_BYTES], closed, _bound(key, purpose))
    except (InvalidTag, ValueError, binascii.Error):
        raise CannotUnseal("The sealed value was altered, or made for another purpose.") from None


def keyed_hash(text: str, purpose: str) -> str:
    """A hash that recognizes the same text, and from which nobody without the key finds it."""
    return _hashed(current_ring().hash[0], text, purpose)


def hashes_under_all(text: str, purpose: str) -> list[str]:
    """The hashes of a text under every key: for look-ups while old hashes are still there.

    The one of the key in use comes first.
    """
    return [_hashed(key, text, purpose) for key in current_ring().hash]


def key_id_of(value: str) -> str:
    """The name of the key under which a value was sealed or hashed."""
    return value.split(".", 2)[1]


def _hashed(key: Key, text: str, purpose: str) -> str:
    content = _bound(key, purpose) + nfc(text).encode()
    return f"{HASHED}.{key.id}.{_encode(hmac.new(key.secret, content, hashlib.sha256).digest())}"


def _bound(key: Key, purpose: str) -> bytes:
    if not purpose or "\0" in purpose:
        raise ValueError("A purpose is a short text, such as member.citizen_id.")
    return f"portal\0{key.id}\0{purpose}\0".encode()


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
