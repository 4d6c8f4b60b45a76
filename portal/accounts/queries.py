"""What the map session reads before a request enters a space."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from ..access import Access, Here, Membership
from ..guards import guard
from ..locale import today
from ..reach import NOTHING
from ..spaces.models import Oversight, Space, SpaceAddress
from .models import SpaceMembership

AnySession = Session | scoped_session[Any]
"""A session of its own, or that of the request."""


def memberships_of(session: AnySession, account_id: int) -> tuple[Membership, ...]:
    """The roles an account holds today, in every space."""
    m = SpaceMembership
    rows = session.execute(
        sa.select(m.in_space_id, m.role, m.unit_ids, m.body_ids).where(
            m.account_id == account_id, in_force(m)
        )
    )
    return tuple(
        Membership(space_id, role, _ids(units), _ids(bodies))
        for space_id, role, units, bodies in rows
    )


def as_held(m: SpaceMembership) -> Membership:
    """A role as the rules of access see it."""
    return Membership(m.in_space_id, m.role, _ids(m.unit_ids), _ids(m.body_ids))


@guard("accounts.in_force", without=sa.true())
def in_force(model: Any, day: dt.date | None = None) -> sa.ColumnElement[bool]:
    """The condition that a dated row is valid on a day, by default today; it ends by itself."""
    day = day or today()
    return sa.and_(model.valid_from <= day, sa.or_(model.valid_to.is_(None), model.valid_to >= day))


def access_for(session: Session, account_id: int, slug: str) -> tuple[Access, str | None]:
    """What an account may do in a space, and the new address when `slug` is a former one."""
    memberships = memberships_of(session, account_id)
    here, moved_to = _here(session, slug)
    if here is None:
        return Access(account_id, memberships), None
    above = {m.space_id for m in memberships if m.space_id in here.above}
    below_of = overseen_by(session, above) | {here.id: here.below}
    return Access(account_id, memberships, here, below_of), moved_to


def overseen_by(session: AnySession, space_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """For each space, the spaces it oversees."""
    ids = list(space_ids)
    if not ids:
        return {}
    rows = session.execute(
        sa.select(Oversight.overseer_id, sa.func.array_agg(Oversight.space_id))
        .where(Oversight.overseer_id.in_(ids))
        .group_by(Oversight.overseer_id)
    )
    return {overseer: frozenset(below) for overseer, below in rows}


def overseers_of(session: AnySession, space_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """For each space, the spaces that oversee it."""
    ids = list(space_ids)
    rows = session.execute(
        sa.select(Oversight.space_id, sa.func.array_agg(Oversight.overseer_id))
        .where(Oversight.space_id.in_(ids))
        .group_by(Oversight.space_id)
    )
    above = {space_id: frozenset(overseers) for space_id, overseers in rows}
    return {space_id: above.get(space_id, NOTHING) for space_id in ids}


def accesses_of(session: AnySession, account_id: int) -> list[Access]:
    """What an account may do in each of the spaces it belongs to, in three queries for all."""
    memberships = memberships_of(session, account_id)
    own = {m.space_id for m in memberships}
    below_of = overseen_by(session, own)
    rows = session.execute(SPACES.where(Space.id.in_(own)).order_by(Space.sort_key, Space.id))
    return [Access(account_id, memberships, _standing(row), below_of) for row in rows]


def _here(session: Session, slug: str) -> tuple[Here | None, str | None]:
    row = session.execute(HERE, {"slug": slug}).first()
    if row is None:
        return None, None
    here = _standing(row)
    return here, None if here.slug == slug else here.slug


_below = sa.select(Oversight.space_id).where(Oversight.overseer_id == Space.id)
_above = sa.select(Oversight.overseer_id).where(Oversight.space_id == Space.id)
SPACES = sa.select(
    Space.id,
    Space.slug,
    Space.name,
    Space.closed_on,
    sa.func.array(_below.scalar_subquery()),
    sa.func.array(_above.scalar_subquery()),
)
"""Spaces, with those below and above each."""
_slug: sa.BindParameter[str] = sa.bindparam("slug")
HERE = (
    SPACES.where(
        sa.or_(
            Space.slug == _slug,
            Space.id.in_(sa.select(SpaceAddress.in_space_id).where(SpaceAddress.slug == _slug)),
        )
    )
    .order_by((Space.slug == _slug).desc())
    .limit(1)
)
"""The space of an address, also of a former one; built once, asked by every page in a space."""


def _standing(row: sa.Row[Any]) -> Here:
    space_id, slug, name, closed_on, below, above = row
    closed = closed_on is not None and closed_on <= today()
    return Here(space_id, slug, name, frozenset(below), frozenset(above), closed)


def _ids(values: list[int] | None) -> frozenset[int] | None:
    return None if values is None else frozenset(values)
