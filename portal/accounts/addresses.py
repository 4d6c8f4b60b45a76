"""Addresses that lead somewhere after an act."""

from __future__ import annotations

from urllib.parse import urlsplit

from ..guards import guard


@guard("accounts.own_address")
def is_own_address(target: str) -> bool:
    """Whether an address to go to lies in this portal; anything else would help a forger."""
    if any(ord(character) < 33 for character in target) or "\\" in target:
        return False
    parts = urlsplit(target)
    return target.startswith("/") and not (parts.scheme or parts.netloc)
