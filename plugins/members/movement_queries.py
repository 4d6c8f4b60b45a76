"""What is asked of movements: one of them, those of a member, what waits for somebody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from plugins.units.models import UnitsSuccession, UnitsUnit
from portal.database import db
from portal.errors import NotFound
from portal.narrowing import among
from portal.spaces.models import Space

from .charters import Charter, charter_of
from .lines import LISTED, MemberLine, line_of
from .models import (
    MembersCandidate,
    MembersMembership,
    MembersMovement,
    MembersOffer,
    MembersPerson,
)
from .queries import Row


def line_in(space_id: int) -> str:
    """The line of a space: which organization it belongs to."""
    return db.session.get_one(Space, space_id).line


def charter_in(space_id: int) -> Charter:
    """The charter of the organization of a space."""
    return charter_of(line_in(space_id))


def member_line_in(space_id: int) -> MemberLine | None:
    """What a member is in a space; None for one without members of its own."""
    return line_of(line_in(space_id))


def movement_in(space_id: int, movement_id: int, *, lock: bool = False) -> MembersMovement:
    """One movement of a space. Raises NotFound, also beyond the reader's units."""
    found = db.session.get(
        MembersMovement,
        (space_id, movement_id),
        with_for_update=lock or None,
        populate_existing=lock,
    )
    if found is None:
        raise NotFound()
    return found


def members_among(space_id: int, ids: Collection[int], *, lock: bool = False) -> list[Row]:
    """Members chosen together, by name: (person, enrolment). Raises NotFound where one is not to
    be read, or without any."""
    query = (
        sa.select(MembersPerson, MembersMembership)
        .join(MembersPerson.membership)
        .where(MembersPerson.space_id == space_id, among(MembersPerson.membership_id, ids))
        .order_by(MembersPerson.sort_key, MembersPerson.membership_id)
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    rows = list(db.session.execute(query).tuples())
    if not rows or len(rows) != len(set(ids)):
        raise NotFound()
    return rows


def listed_in(space_id: int, unit_id: int) -> list[int]:
    """The members on the list of a unit, by membership."""
    query = sa.select(MembersMembership.id).where(
        MembersMembership.space_id == space_id,
        MembersMembership.unit_id == unit_id,
        MembersMembership.state.in_(LISTED),
    )
    return list(db.session.scalars(query))


def heirs_of(unit: UnitsUnit) -> list[int]:
    """The units into which a unit went when it ended."""
    query = sa.select(UnitsSuccession.into_id).where(
        UnitsSuccession.space_id == unit.space_id, UnitsSuccession.unit_id == unit.id
    )
    return list(db.session.scalars(query.order_by(UnitsSuccession.id)))


def person_of(space_id: int, membership_id: int | None) -> MembersPerson | None:
    """Whose enrolment it is, where the reader may see names."""
    return db.session.scalar(
        sa.select(MembersPerson).where(
            MembersPerson.space_id == space_id, MembersPerson.membership_id == membership_id
        )
    )


def membership_of(movement: MembersMovement) -> MembersMembership | None:
    """The enrolment that a movement is of; none as long as an admission is only proposed."""
    if movement.membership_id is None:
        return None
    return db.session.get(MembersMembership, (movement.space_id, movement.membership_id))


def candidate_of(movement: MembersMovement) -> MembersCandidate | None:
    """Who is proposed for admission, where the reader may see names."""
    return db.session.scalar(
        sa.select(MembersCandidate).where(
            MembersCandidate.space_id == movement.space_id,
            MembersCandidate.movement_id == movement.id,
        )
    )


def offer_of(movement: MembersMovement) -> MembersOffer | None:
    """What the receiving unit was asked, as long as it did not answer."""
    return db.session.scalar(
        sa.select(MembersOffer).where(
            MembersOffer.space_id == movement.space_id, MembersOffer.movement_id == movement.id
        )
    )


def offer_in(space_id: int, offer_id: int, *, lock: bool = False) -> MembersOffer:
    """One open offer of a space. Raises NotFound, also on one for another unit's head."""
    found = db.session.get(
        MembersOffer, (space_id, offer_id), with_for_update=lock or None, populate_existing=lock
    )
    if found is None:
        raise NotFound()
    return found


def offers_here(space_id: int) -> Sequence[MembersOffer]:
    """The open offers of a space within the reader's units, the oldest first."""
    query = sa.select(MembersOffer).where(MembersOffer.space_id == space_id)
    return db.session.scalars(query.order_by(MembersOffer.on, MembersOffer.id)).all()


def movements_of(space_id: int, membership_id: int) -> Sequence[MembersMovement]:
    """The movements of a member, the newest first."""
    query = sa.select(MembersMovement).where(
        MembersMovement.space_id == space_id, MembersMovement.membership_id == membership_id
    )
    order = (MembersMovement.on.desc(), MembersMovement.turn.desc().nulls_first())
    return db.session.scalars(query.order_by(*order, MembersMovement.id.desc())).all()


def open_movement_of(space_id: int, membership_id: int) -> MembersMovement | None:
    """The movement of a member that is proposed and not yet decided."""
    return db.session.scalar(
        sa.select(MembersMovement)
        .where(
            MembersMovement.space_id == space_id,
            MembersMovement.membership_id == membership_id,
            MembersMovement.state == "proposed",
        )
        .limit(1)
    )


NAME = sa.func.coalesce(MembersPerson.name, MembersCandidate.name)
"""Whose movement it is, beside with_whom()."""


def with_whom(query: sa.Select[Any]) -> sa.Select[Any]:
    """A question of movements with the person of each, or the candidate of an admission."""
    m = MembersMovement
    person = sa.and_(
        MembersPerson.space_id == m.space_id, MembersPerson.membership_id == m.membership_id
    )
    candidate = sa.and_(
        MembersCandidate.space_id == m.space_id, MembersCandidate.movement_id == m.id
    )
    return query.outerjoin(MembersPerson, person).outerjoin(MembersCandidate, candidate)


def named_where(condition: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Movements with the name of whom: (movement, name), admissions by the candidate's."""
    return with_whom(sa.select(MembersMovement, NAME)).where(condition)
