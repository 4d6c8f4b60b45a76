"""Short links: a code that says which row of which space is meant, and nothing else.

No table keeps them. The code holds two numbers, which stand in the address of the page anyway, and
forty bits of a keyed hash over them and the kind: which kind is meant is found out by that hash,
and nobody without the key makes a code that leads anywhere. It opens no door: whoever follows it
signs in and must hold the right of the kind in that space.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Iterator

from ..keys import hashes_under_all

CHECKED = 5
"""Bytes of the keyed hash: 40 bits, so that a code typed wrong leads nowhere."""
LARGEST = 2**31
LOOKALIKES = str.maketrans("018", "OLB")
PURPOSE = "messages.link"


def code_of(kind: str, space_id: int, row_id: int) -> str:
    """The code of a row of a space: 12 to 20 letters and digits, the same whenever it is asked."""
    check = next(_checks(kind, space_id, row_id))
    raw = bytes([*_packed(space_id), *_packed(row_id)]) + check
    return _written(raw)


def meant_by(code: str, kinds: Iterable[str]) -> tuple[str, int, int] | None:
    """Kind, space and row that a code means, among the kinds that there are; None for no code."""
    typed = code.upper().replace("-", "").translate(LOOKALIKES)
    try:
        raw = base64.b32decode(typed + "=" * (-len(typed) % 8))
    except (binascii.Error, ValueError):
        return None
    if _written(raw) != typed:  # the last letter has bits to spare, which would count for nothing
        return None
    numbers, check = list(_unpacked(raw[:-CHECKED])), raw[-CHECKED:]
    if len(numbers) != 2 or max(numbers) >= LARGEST:
        return None
    space_id, row_id = numbers
    for kind in kinds:
        if any(hmac.compare_digest(check, each) for each in _checks(kind, space_id, row_id)):
            return kind, space_id, row_id
    return None


def _written(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=")


def _checks(kind: str, space_id: int, row_id: int) -> Iterator[bytes]:
    """The check under every key, that of the key in use first."""
    for hashed in hashes_under_all(f"{kind}:{space_id}:{row_id}", PURPOSE):
        yield hashlib.sha256(hashed.encode()).digest()[:CHECKED]


def _packed(number: int) -> Iterator[int]:
    """A number in as few bytes as it needs: seven bits each, the lowest first."""
    while number > 127:
        yield number & 127 | 128
        number >>= 7
    yield number


def _unpacked(raw: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in raw:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield number
            number = shift = 0
    if shift:
        yield LARGEST
