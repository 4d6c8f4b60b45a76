"""What a form about the tree offers to choose from: kinds, areas, leaders."""

from __future__ import annotations

import sqlalchemy as sa
from flask import g

from ..access import where_allowed
from ..database import db
from ..entering import registry
from .models import Area, Level, Space, SpaceKind


def kinds_under(leader: Space) -> list[SpaceKind]:
    """The kinds of space that may, or once might, stand under a leader."""
    ranks = dict(db.session.execute(sa.select(Level.name, Level.rank)).tuples().all())
    kinds = db.session.scalars(sa.select(SpaceKind).order_by(SpaceKind.rank))
    return [
        kind
        for kind in kinds
        if kind.name != leader.kind
        and ranks[kind.level] >= ranks[leader.level]
        and (not kind.led_by or leader.kind in {entry["kind"] for entry in kind.led_by})
    ]


def areas_within(leader: Space, levels: set[str]) -> list[Area]:
    """The leader's own area and those it holds, of some levels, by level and name."""
    held = sa.select(Area.id).where(Area.id == leader.area_id).cte(recursive=True)
    held = held.union_all(sa.select(Area.id).where(Area.parent_id == held.c.id))
    return list(
        db.session.scalars(
            sa.select(Area)
            .join(Level, Level.name == Area.level)
            .where(Area.id.in_(sa.select(held.c.id)), Area.level.in_(levels))
            .order_by(Level.rank, Area.name, Area.valid_from)
        )
    )


def leaders_for(space: Space) -> list[Space]:
    """The open spaces this account administers under which a space may, or once might, stand."""
    permission = registry().permissions["spaces.manage"]
    led = where_allowed(g.access, permission) - {space.id, space.parent_id} - g.access.here.below
    kind = db.session.get_one(SpaceKind, space.kind)
    select = sa.select(Space).where(Space.id.in_(led), Space.closed_on.is_(None))
    if kind.led_by:
        select = select.where(Space.kind.in_({entry["kind"] for entry in kind.led_by}))
    return list(db.session.scalars(select.order_by(Space.sort_key, Space.id)))
