"""What a space decided, or inherits from the spaces that lead it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import current_app, g
from sqlalchemy.orm import Session

from .models import Space, SpaceSetting


def decided(session: Session, space_id: int) -> dict[str, Any]:
    """Every decided setting that holds for a space: its own first, then those from above.

    Local settings of the spaces above are left out.
    """
    chain = (
        sa.select(Space.id, Space.parent_id, sa.literal(0).label("depth"))
        .where(Space.id == space_id)
        .cte("chain", recursive=True)
    )
    chain = chain.union_all(
        sa.select(Space.id, Space.parent_id, chain.c.depth + 1).where(Space.id == chain.c.parent_id)
    )
    rows = session.execute(
        sa.select(SpaceSetting.name, SpaceSetting.value, chain.c.depth)
        .join(chain, chain.c.id == SpaceSetting.in_space_id)
        .order_by(chain.c.depth.desc())
    )
    declared = current_app.extensions["portal"].settings
    values: dict[str, Any] = {}
    for name, value, depth in rows:
        setting = declared.get(name)
        if setting is not None and (depth == 0 or not setting.local):
            values[name] = value
    return values


def value_of(name: str, settings: dict[str, Any] | None = None) -> Any:
    """A setting's value in the space of this request, or among those decided for another one.

    Raises KeyError on an undeclared name.
    """
    setting = current_app.extensions["portal"].settings[name]
    known = g.get("settings", {}) if settings is None else settings
    return known.get(name, setting.default)
