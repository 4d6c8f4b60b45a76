"""What a space decided, or inherits from the spaces that lead it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app, g
from sqlalchemy.orm import Session

from ..database import columns_of
from ..locale import today
from ..settings import Setting
from .models import Space, SpaceSetting


@dataclass(frozen=True)
class Decision:
    """A value that holds in a space, and which space decided it; depth 0 is the space itself."""

    setting: Setting
    value: Any
    depth: int
    space_name: str


_chain = (
    sa.select(Space.id, Space.parent_id, sa.literal(0).label("depth"))
    .where(Space.id == sa.bindparam("space"))
    .cte("chain", recursive=True)
)
_chain = _chain.union_all(
    sa.select(Space.id, Space.parent_id, _chain.c.depth + 1).where(Space.id == _chain.c.parent_id)
)
DECIDED = (
    sa.select(SpaceSetting.name, SpaceSetting.value, _chain.c.depth, Space.name)
    .join(_chain, _chain.c.id == SpaceSetting.in_space_id)
    .join(Space, Space.id == _chain.c.id)
    .where(
        sa.or_(
            _chain.c.depth == 0, Space.closed_on.is_(None), Space.closed_on > sa.bindparam("day")
        )
    )
    .order_by(_chain.c.depth.desc())
)
"""What a space and those above it decided, the farthest first; built once, asked by every page."""


def decisions(session: Session, space_id: int) -> list[Decision]:
    """Every decision that a space must follow, from the farthest above down to its own.

    Left out are local settings of the spaces above, and what a closed space above decided, since
    nobody could change it any more.
    """
    rows = columns_of(session, DECIDED, {"space": space_id, "day": today()})
    declared: dict[str, Setting] = current_app.extensions["portal"].settings
    return [
        Decision(declared[name], value, depth, space_name)
        for name, value, depth, space_name in rows
        if name in declared
        and declared[name].fits(value)
        and (depth == 0 or not declared[name].local)
    ]


def decided(session: Session, space_id: int) -> dict[str, Any]:
    """Every decided setting that holds for a space: its own first, then those from above."""
    return {each.setting.name: each.value for each in decisions(session, space_id)}


def value_of(name: str, settings: dict[str, Any] | None = None) -> Any:
    """A setting's value in the space of this request, or among those decided for another one.

    Raises KeyError on an undeclared name.
    """
    known: dict[str, Any] = getattr(g, "settings", {}) if settings is None else settings
    setting = current_app.extensions["portal"].settings[name]
    return known.get(name, setting.default)


def spaces_with(session: Session, switch: Setting) -> int:
    """In how many open spaces a yes-or-no setting holds, by their own word or from above."""
    closed = sa.and_(Space.closed_on.is_not(None), Space.closed_on <= today())
    said = sa.and_(SpaceSetting.in_space_id == Space.id, SpaceSetting.name == switch.name)
    rows = session.execute(
        sa.select(Space.id, Space.parent_id, closed, SpaceSetting.value).outerjoin(
            SpaceSetting, said
        )
    )
    known = {space: (parent, ended, value) for space, parent, ended, value in rows}

    def holds(space: int) -> bool:
        at: int | None = space
        while at is not None:
            parent, ended, value = known[at]
            if switch.fits(value) and (at == space or not ended):
                return bool(value)
            at = parent
        return bool(switch.default)

    return sum(holds(space) for space, (_, ended, _) in known.items() if not ended)
