"""How a decided movement is booked: the ledger, the enrolment, and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from portal.audit import plain
from portal.database import db, must_touch
from portal.errors import Stale
from portal.guards import guard
from portal.history.undoing import put_back

from .charters import CHANGE, DEFER, ENTRIES, EXEMPT, OUT, RESUME, RETURN, TRANSFER, movements
from .enrolling import entered
from .models import (
    MembersEntry,
    MembersMembership,
    MembersMovement,
    MembersPartyMark,
    MembersPerson,
)
from .movement_facts import standing_of


def book(movement: MembersMovement, membership: MembersMembership) -> None:
    """Book a decided movement: its lines, the state and the unit of the member; flushes.

    The line of somebody new is written by enrol(). Checks are the caller's.
    """
    movement.state, movement.turn = "decided", _turns(membership) + 1
    movement.version += 1
    db.session.flush()
    if movements()[movement.kind].direction == OUT:
        _line(movement, membership, -1)
        membership.state, membership.state_until = "left", None
        membership.left_on, membership.left_how = movement.on, movement.kind
        membership.away_since = membership.away_how = None
    elif movement.kind == TRANSFER:
        _line(movement, membership, -1)
        place(membership, movement.to_unit_id or membership.unit_id)
        _line(movement, membership, 1)
    elif movement.kind == CHANGE:
        _line(movement, membership, -1)
        membership.kind = movement.to_kind or membership.kind
        _line(movement, membership, 1)
    elif movement.kind == RETURN:
        membership.state, membership.left_on, membership.left_how = "active", None, None
        place(membership, movement.to_unit_id or membership.unit_id)
        _line(movement, membership, 1)
    elif movement.kind in STATE:
        membership.state, membership.state_until = STATE[movement.kind], movement.until
    if movement.kind not in ENTRIES:
        membership.version += 1
    db.session.flush()


STATE = {DEFER: "deferred", EXEMPT: "exempt", RESUME: "active"}


def unbook(
    movement: MembersMovement,
    membership: MembersMembership,
    was: Mapping[str, Any],
    then: Mapping[str, Any],
) -> None:
    """Take a booked movement back: `was` is how the enrolment stood before it, `then` after it.

    Raises Stale where anything later happened to the member.
    """
    check_last(movement, membership, then)
    db.session.execute(
        sa.delete(MembersEntry).where(
            MembersEntry.space_id == movement.space_id, MembersEntry.movement_id == movement.id
        )
    )
    movement.state, movement.turn = "proposed", None
    movement.version += 1
    unit_id = was["unit_id"]
    put_back(membership, {name: value for name, value in was.items() if name != "unit_id"})
    place(membership, unit_id)
    membership.version += 1
    db.session.flush()


@guard("members.last_movement", without=None)
def check_last(
    movement: MembersMovement, membership: MembersMembership, then: Mapping[str, Any]
) -> None:
    """Raise Stale unless a movement is the last thing that was booked of a member."""
    booked = sa.select(sa.func.max(MembersEntry.id)).where(
        MembersEntry.space_id == movement.space_id, MembersEntry.movement_id == movement.id
    )
    last = db.session.scalar(booked)
    later = sa.exists().where(
        MembersEntry.space_id == movement.space_id,
        MembersEntry.membership_id == membership.id,
        MembersEntry.movement_id.is_(None),
        MembersEntry.how != "opening",
        MembersEntry.id > last if last is not None else MembersEntry.on >= movement.on,
    )
    stands = plain(standing_of(membership)) == dict(then)
    if movement.turn != _turns(membership) or not stands or db.session.scalar(sa.select(later)):
        raise Stale(_("Something later happened to this member, so this cannot be undone."))


def place(membership: MembersMembership, unit_id: int) -> None:
    """Let an enrolment, its person and its mark belong to a unit; flushes."""
    if membership.unit_id == unit_id:
        return
    membership.unit_id = unit_id
    db.session.flush()
    for model in (MembersPerson, MembersPartyMark):
        moved = db.session.execute(
            sa.update(model)
            .where(model.space_id == membership.space_id, model.membership_id == membership.id)
            .values(unit_id=unit_id)
        )
        if model is MembersPerson:
            must_touch(moved)


def _line(movement: MembersMovement, membership: MembersMembership, change: int) -> None:
    db.session.add(entered(membership, movement.on, change, movement.kind, movement.id))
    db.session.flush()


def _turns(membership: MembersMembership) -> int:
    """How many decided movements a member has."""
    last = sa.select(sa.func.max(MembersMovement.turn)).where(
        MembersMovement.space_id == membership.space_id,
        MembersMovement.membership_id == membership.id,
        MembersMovement.state == "decided",
    )
    return db.session.scalar(last) or 0
