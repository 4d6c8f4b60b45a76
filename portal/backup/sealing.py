"""A stream that lies encrypted in a file, under a passphrase: no byte can be changed or cut off.

`PORTAL-SEALED-1`, 16 bytes of salt, then blocks: 4 bytes of length and AES-256-GCM, whose nonce
is the number of the block and whether it is the last. The key is scrypt's, of the passphrase.
"""

from __future__ import annotations

import io
import os
import struct
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from .refusals import BackupError

MARK = b"PORTAL-SEALED-1\n"
SALT_BYTES = 16
BLOCK = 1 << 20
TAG_BYTES = 16
LENGTH = struct.Struct(">I")
SHORTEST = 12
"""Characters of the shortest passphrase that is taken."""


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    if len(passphrase) < SHORTEST:
        raise BackupError(f"The passphrase needs at least {SHORTEST} characters.")
    return AESGCM(Scrypt(salt=salt, length=32, n=1 << 16, r=8, p=1).derive(passphrase.encode()))


def _nonce(number: int, last: bool) -> bytes:
    return struct.pack(">IQ", int(last), number)


class Sealing(io.RawIOBase):
    """Encrypts what is written into it; close() writes the last block."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        self.file = file
        salt = os.urandom(SALT_BYTES)
        self.cipher = _cipher(passphrase, salt)
        self.number = 0
        self.kept = bytearray()
        file.write(MARK + salt)

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self.kept += piece
        while len(self.kept) > BLOCK:
            self._block(bytes(self.kept[:BLOCK]), last=False)
            del self.kept[:BLOCK]
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._block(bytes(self.kept), last=True)
            super().close()

    def _block(self, clear: bytes, *, last: bool) -> None:
        sealed = self.cipher.encrypt(_nonce(self.number, last), clear, MARK)
        self.file.write(LENGTH.pack(len(sealed)) + sealed)
        self.number += 1


class Opening(io.RawIOBase):
    """Reads what Sealing wrote. Raises BackupError on a wrong passphrase, a changed or cut file."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        self.file = file
        file.read(len(MARK))
        self.cipher = _cipher(passphrase, file.read(SALT_BYTES))
        self.number = 0
        self.ended = False
        self.kept = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        while not self.kept and not self.ended:
            self._next()
        view = memoryview(buffer)  # type: ignore[arg-type]
        piece, self.kept = self.kept[: len(view)], self.kept[len(view) :]
        view[: len(piece)] = piece
        return len(piece)

    def _next(self) -> None:
        head = self.file.read(LENGTH.size)
        size = LENGTH.unpack(head)[0] if len(head) == LENGTH.size else 0
        if not TAG_BYTES <= size <= BLOCK + TAG_BYTES:
            raise BackupError("The backup is cut off or was changed: take another one.")
        sealed = self.file.read(size)
        for last in (False, True):
            try:
                self.kept = self.cipher.decrypt(_nonce(self.number, last), sealed, MARK)
            except InvalidTag:
                continue
            self.number += 1
            self.ended = last
            if last and self.file.read(1):
                raise BackupError("Something was added to the end of the backup: take another one.")
            return
        if self.number == 0:
            raise BackupError("The passphrase is wrong, or the backup was changed.")
        raise BackupError("The backup is cut off or was changed: take another one.")
