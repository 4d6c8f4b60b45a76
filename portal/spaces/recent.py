"""The spaces an account worked in last, kept in its own signed cookie, for the space switcher."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import g, session

from ..access import Membership
from ..accounts.queries import memberships_of
from ..database import db, on_the_map
from .heads import capitalized, open_today, worded
from .models import Level, Oversight, Space

MOST = 5
COOKIE = "recent_spaces"


@dataclass(frozen=True)
class RecentSpace:
    """A space that the switcher offers."""

    id: int
    slug: str
    short_name: str
    level_name: str


def remember_space() -> None:
    """Put the space of this request first among the account's last ones."""
    here = g.access.here
    known = _remembered()
    if here is not None and known[:1] != [here.id]:
        session[COOKIE] = [here.id, *(id for id in known if id != here.id)][:MOST]


def recent_spaces(account_id: int) -> list[RecentSpace]:
    """The spaces worked in last, then the account's own by name; only those it may still enter."""
    last = _remembered()
    held = _memberships(account_id)
    here = g.access.here
    if here is not None and {*last, *(m.space_id for m in held)} == {here.id} and not here.closed:
        # Most accounts work in one space, of which the way in has read everything.
        return [_shown(g.standing.space, g.standing.level)]
    whole = {m.space_id for m in held if m.unlimited}
    overseen = sa.exists().where(
        Oversight.overseer_id.in_(whole), Oversight.space_id == Space.id, Space.id.in_(last)
    )
    own = sa.and_(Space.id.in_({m.space_id for m in held}), open_today())
    lately = sa.func.array_position(sa.bindparam("last", last, sa.ARRAY(sa.Integer)), Space.id)
    rows = db.session.execute(
        sa.select(Space, Level)
        .join(Level, Level.name == Space.level)
        .where(sa.or_(own, overseen))
        .order_by(lately, Space.sort_key, Space.id)
        .limit(MOST)
    )
    return [_shown(space, level) for space, level in rows]


def _shown(space: Space, level: Level) -> RecentSpace:
    return RecentSpace(space.id, space.slug, space.short_name, capitalized(worded(level)))


def _memberships(account_id: int) -> tuple[Membership, ...]:
    """The roles of the account of this request; on the way into a space they were read already."""
    if g.access.here is not None and g.access.account_id == account_id:
        known: tuple[Membership, ...] = g.access.memberships
        return known
    with on_the_map():
        return memberships_of(db.session, account_id)


def _remembered() -> list[int]:
    known: Any = session.get(COOKIE)
    return [id for id in known if isinstance(id, int)] if isinstance(known, list) else []
