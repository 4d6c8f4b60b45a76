"""What the map session reads before a request enters a space."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from ..access import Access, Here, Membership
from ..guards import guard
from ..locale import today
from ..looks.in_force import as_grants, grants_into
from ..reach import NOTHING
from ..spaces.heads import Standing, standings
from ..spaces.models import Oversight, Space, SpaceAddress
from .models import SpaceMembership

AnySession = Session | scoped_session[Any]
"""A session of its own, or that of the request."""


def memberships_of(session: AnySession, account_id: int) -> tuple[Membership, ...]:
    """The roles an account holds today, in every space."""
    return as_memberships(session.scalar(_held(), {"holder": account_id, "day": today()}))


def held_by(account_id: Any) -> sa.ScalarSelect[Any]:
    """The roles of an account on a `day`, as one value beside others: see as_memberships()."""
    m = SpaceMembership
    day: sa.BindParameter[dt.date] = sa.bindparam("day", type_=sa.Date)
    role = sa.func.json_build_array(m.in_space_id, m.role, m.unit_ids, m.body_ids)
    held = sa.select(sa.func.json_agg(role, type_=sa.JSON))
    return held.where(m.account_id == account_id, in_force(m, day)).scalar_subquery()


def as_memberships(held: list[Any] | None) -> tuple[Membership, ...]:
    """The roles that held_by() gives."""
    return tuple(
        Membership(space_id, role, _ids(units), _ids(bodies))
        for space_id, role, units, bodies in held or ()
    )


@lru_cache
def _held() -> sa.Select[Any]:
    """The roles of an account alone; built once, since every way into the portal asks for them."""
    return sa.select(held_by(sa.bindparam("holder", type_=sa.Integer)))


def as_held(m: SpaceMembership) -> Membership:
    """A role as the rules of access see it."""
    return Membership(m.in_space_id, m.role, _ids(m.unit_ids), _ids(m.body_ids))


@guard("accounts.in_force", without=sa.true())
def in_force(
    model: Any, day: dt.date | sa.ColumnElement[dt.date] | None = None
) -> sa.ColumnElement[bool]:
    """The condition that a dated row is valid on a day, by default today; it ends by itself."""
    day = today() if day is None else day
    return sa.and_(model.valid_from <= day, sa.or_(model.valid_to.is_(None), model.valid_to >= day))


class Found(NamedTuple):
    """What an account may do in a space, how that space stands, and its address if it moved."""

    access: Access
    standing: Standing | None
    moved_to: str | None


def access_for(
    session: Session, account_id: int, slug: str, held: tuple[Membership, ...] | None = None
) -> Found:
    """What an account may do in a space; `slug` may be a former address of it.

    `held` are its roles where they were read a moment ago.
    """
    memberships = memberships_of(session, account_id) if held is None else held
    asked = {"slug": slug, "holder": account_id, "day": today()}
    row = session.execute(_here_asked(), asked).first()
    if row is None:
        return Found(Access(account_id, memberships), None, None)
    standing = Standing(*row[3:])
    space = standing.space
    here = _here(space.id, space.slug, space.name, space.closed_on, row[0], row[1])
    above = {m.space_id for m in memberships if m.space_id in here.above}
    below_of = overseen_by(session, above) | {here.id: here.below}
    access = Access(account_id, memberships, here, below_of, as_grants(row[2]))
    return Found(access, standing, None if here.slug == slug else here.slug)


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
    return [Access(account_id, memberships, _here(*row), below_of) for row in rows]


_below = sa.select(Oversight.space_id).where(Oversight.overseer_id == Space.id)
_above = sa.select(Oversight.overseer_id).where(Oversight.space_id == Space.id)
_around = (sa.func.array(_below.scalar_subquery()), sa.func.array(_above.scalar_subquery()))
SPACES = sa.select(Space.id, Space.slug, Space.name, Space.closed_on, *_around)
"""Spaces, with those below and above each."""


@lru_cache
def _here_asked() -> sa.Select[Any]:
    """The space of a `slug`, also a former one, and what it granted to an account to look at.

    Built once, asked by every page in a space. Grants are read nowhere else: no page of another
    space, no search and no list over several spaces can know of one.
    """
    slug: sa.BindParameter[str] = sa.bindparam("slug")
    former = sa.select(SpaceAddress.in_space_id).where(SpaceAddress.slug == slug)
    return (
        standings(*_around, grants_into(Space.id))
        .where(sa.or_(Space.slug == slug, Space.id.in_(former)))
        .order_by((Space.slug == slug).desc())
        .limit(1)
    )


def _here(
    space_id: int,
    slug: str,
    name: str,
    closed_on: dt.date | None,
    below: Iterable[int],
    above: Iterable[int],
) -> Here:
    closed = closed_on is not None and closed_on <= today()
    return Here(space_id, slug, name, frozenset(below), frozenset(above), closed)


def _ids(values: list[int] | None) -> frozenset[int] | None:
    return None if values is None else frozenset(values)
