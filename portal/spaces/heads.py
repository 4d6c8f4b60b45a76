"""How a space stands at the head of its pages and documents: level, who leads it, who issues."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ..locale import current_language, today
from .models import Area, Level, Space, SpaceKind
from .naming import DocumentHead, document_head_for

SUPERIOR, ISSUER, PLACE = "spaces.head_superior", "spaces.head_issuer", "spaces.head_place"
"""The settings by which a space words the three lines otherwise; empty means as usual."""


@dataclass(frozen=True)
class Standing:
    """A space with what its head is made of, as one select of the map read it."""

    space: Space
    kind: SpaceKind
    level: Level
    area: Area
    above: Area | None
    leader: str | None


@dataclass(frozen=True)
class ShownSpace:
    """The space of the address as the layout prints it, in the reader's language."""

    slug: str
    name: str
    short_name: str
    level_name: str
    superior: str
    document_head: str
    closed: bool


_ABOVE, _LEADER = aliased(Area), aliased(Space)


def standings(*before: Any) -> sa.Select[Any]:
    """Spaces with what their heads are made of: these columns, then those of a Standing."""
    return (
        sa.select(*before, Space, SpaceKind, Level, Area, _ABOVE, _LEADER.name)
        .join(SpaceKind, SpaceKind.name == Space.kind)
        .join(Level, Level.name == Space.level)
        .join(Area, Area.id == Space.area_id)
        .outerjoin(_ABOVE, _ABOVE.id == Area.parent_id)
        .outerjoin(_LEADER, _LEADER.id == Space.parent_id)
    )


def head_of(standing: Standing, settings: Mapping[str, Any]) -> DocumentHead:
    """The head of a space's documents: as its kind suggests, or as its own settings word it."""
    usual = document_head_for(
        standing.kind, standing.area, standing.above, standing.leader, standing.space.name
    )
    return DocumentHead(
        superior=settings.get(SUPERIOR) or usual.superior,
        issuer=settings.get(ISSUER) or usual.issuer,
        place=settings.get(PLACE) or usual.place,
    )


def shown(standing: Standing, settings: Mapping[str, Any]) -> ShownSpace:
    """What the layout prints of a space."""
    space, head = standing.space, head_of(standing, settings)
    return ShownSpace(
        slug=space.slug,
        name=space.name,
        short_name=space.short_name,
        level_name=capitalized(worded(standing.level)),
        superior=head.superior,
        document_head=head.issuer,
        closed=is_closed(space),
    )


def is_closed(space: Space) -> bool:
    """Whether a space is closed today."""
    return space.closed_on is not None and space.closed_on <= today()


def open_today() -> sa.ColumnElement[bool]:
    """The condition that a space is not closed today."""
    return open_on(today())


def open_on(day: dt.date) -> sa.ColumnElement[bool]:
    """The condition that a space had not been closed by a day."""
    return sa.or_(Space.closed_on.is_(None), Space.closed_on > day)


def worded(word: Any) -> str:
    """The label of a level, line or kind in the reader's language."""
    return str(word.label_en if current_language() == "en" else word.label)


def capitalized(text: str) -> str:
    """A text with a great first letter, the rest as it is."""
    return text[:1].upper() + text[1:]
