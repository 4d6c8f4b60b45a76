"""What a module says of the messages it offers to copy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Said:
    """What a message says: a sentence without any name of a person, and a deadline if there is."""

    what: str
    deadline: dt.date | None = None


@dataclass(frozen=True)
class MessageKind:
    """A reminder or an invitation that is pasted into Zalo: it leaves the house.

    `say(row_id)` runs within the reach of the permission `needs` in the space of the address, and
    gives None where there is no such row. The short link leads whoever holds `needs` to
    `endpoint`, with the row's id as `id_argument`; an empty one leaves the id out. Every inbox
    source offers messages of its own accord, under its own name.
    """

    name: str
    label: Any
    needs: str
    say: Callable[[int], Said | None]
    endpoint: str
    id_argument: str = "id"
