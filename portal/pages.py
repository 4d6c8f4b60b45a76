"""What modules add to pages, as data: the core asks for the right before it shows any of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from .access import Needs

GROUPS = ("home", "organization", "activity", "planning", "setup")


@dataclass(frozen=True)
class MenuItem:
    """An entry of the side navigation; `badge` counts what this user must act on."""

    endpoint: str
    label: Any
    needs: Needs
    group: str = "activity"
    icon: str = "point"
    order: int = 100
    badge: Callable[[], int] | None = None


@dataclass(frozen=True)
class Finding:
    """One line of what needs action first: a number, the fact, who, and one verb to act."""

    count: int
    fact: Any
    who: str = ""
    verb: Any = ""
    url: str = ""
    urgent: bool = False


@dataclass(frozen=True)
class Widget:
    """Offers findings for the overview; `find()` runs within the reach of `needs`."""

    name: str
    needs: str
    find: Callable[[], list[Finding]]
    order: int = 100


@dataclass(frozen=True)
class Slot:
    """Fills a named place in another module's page; `render(**context)` returns markup."""

    place: str
    needs: str
    render: Callable[..., Any]
    order: int = 100


@dataclass(frozen=True)
class InboxSource:
    """Things to do: `select()` gives rows (space_id, id, title, due), due as a date or null."""

    name: str
    label: Any
    needs: str
    select: Callable[[], sa.Select[Any]]
    endpoint: str
    id_argument: str = "id"


@dataclass(frozen=True)
class SearchSource:
    """Rows to find: `select(folded)` gives (space_id, id, title, detail); prefix or infix match."""

    name: str
    label: Any
    needs: str
    select: Callable[[str], sa.Select[Any]]
    endpoint: str
    id_argument: str = "id"
    options: dict[str, Any] = field(default_factory=dict)
