"""Settings of a space: declared once, decided by the space or inherited from above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Setting:
    """One declared setting. `type` is bool, int, str or a tuple of choices.

    `local` settings are never inherited (a document head belongs to one space).
    """

    name: str
    label: Any
    default: Any
    type: type | tuple[str, ...] = str
    hint: Any = ""
    local: bool = False
    group: str = "general"
