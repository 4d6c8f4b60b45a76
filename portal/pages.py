"""What modules add to pages, as data: the core asks for the right before it shows any of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from .access import Needs

GROUPS = ("home", "organization", "activity", "planning", "setup")


@dataclass(frozen=True)
class Badge:
    """How much there is to act on, and whether any of it is overdue, which shows in crimson."""

    count: int
    overdue: bool = False


@dataclass(frozen=True)
class MenuItem:
    """An entry of the side navigation; `badge` counts what this user must act on.

    A badge that is `contained` sees to its reach and its faults by itself: only of the core.
    `lines` names the organizations in whose spaces the entry stands; empty: in all of them.
    """

    endpoint: str
    label: Any
    needs: Needs
    group: str = "activity"
    icon: str = "point"
    order: int = 100
    badge: Callable[[], int | Badge] | None = None
    contained: bool = False
    lines: tuple[str, ...] = ()


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
    """Fills a named place in another module's page; `render(**context)` returns markup.

    One that never `asks` the database, such as a link, spares the page four statements.
    """

    place: str
    needs: str
    render: Callable[..., Any]
    order: int = 100
    asks: bool = True


@dataclass(frozen=True)
class UnitSource:
    """Units that a role may be narrowed to: `choices()` gives (id, name) of those of this space.

    It runs in the request that hands the role out, within the reach of that right.
    """

    name: str
    choices: Callable[[], Iterable[tuple[int, str]]]


@dataclass(frozen=True)
class InboxAct:
    """What is done about an entry where it stands: a button that posts to `endpoint`.

    It is shown to who holds the right of that route in the entry's space. Afterwards the user is
    back on the list, with what the act flashed (its undo), unless it `leads_on` to a page of its
    own. It must need no more than the id; where more is to be typed it `opens` the form instead.
    """

    label: Any
    endpoint: str
    id_argument: str = "id"
    leads_on: bool = False
    opens: bool = False


@dataclass(frozen=True)
class InboxSource:
    """Things to do: `select()` gives rows (space_id, id, title, due), due as a date or null.

    It is made once and kept for the day, so it must depend on nothing but today() and the language.
    Each leads to `endpoint` in its own space, with its id as `id_argument`; an empty one leaves
    the id out. `needs` is a permission. A source of the core may read accounts and roles, which
    lie `on_the_map`; what it shows is still cut to the spaces that the permission opens.
    `act` is done about an entry without leaving the list. Where titles hold no name of a person
    say `names_nobody`: then messages about them, which leave the house, repeat the title.
    """

    name: str
    label: Any
    needs: str
    select: Callable[[], sa.Select[Any]]
    endpoint: str
    id_argument: str = "id"
    on_the_map: bool = False
    act: InboxAct | None = None
    names_nobody: bool = False


@dataclass(frozen=True)
class SearchSource:
    """Rows to find: `select(folded)` gives (space_id, id, title, detail), the nearest first.

    It runs within every space where the account holds `needs`, as far as its roles go there;
    `portal.finding` has the conditions. Without an `id_argument` the space itself is the find.
    """

    name: str
    label: Any
    needs: Needs
    select: Callable[[str], sa.Select[Any]]
    endpoint: str
    id_argument: str = "id"
    order: int = 100
    on_the_map: bool = False
    """Whether it looks among accounts and roles. Only the core may; it narrows by `in_reach`."""
