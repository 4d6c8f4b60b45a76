"""Verbs on movements: propose, consider, decide, refuse, withdraw; or record what was decided."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import g
from flask_babel import gettext as _

from plugins.units.models import UnitsUnit
from plugins.units.queries import unit_in
from portal.audit import Event, plain, record
from portal.database import db
from portal.entering import allowed
from portal.errors import Invalid, Stale
from portal.locale import today
from portal.spaces.checks import check_version
from portal.text import clean

from . import movement_checks as checks
from .charter_checks import Subject, check_charter
from .charters import ENTRIES, RETURN, TRANSFER, Kind
from .models import MembersMembership, MembersMovement, MembersPerson
from .movement_booking import book
from .movement_facts import Typed, facts_of, fill, standing_of
from .movement_queries import (
    candidate_of,
    charter_in,
    member_line_in,
    membership_of,
    movement_in,
    open_movement_of,
    person_of,
)
from .offering_units import keep_offer
from .queries import member_in


def propose(membership_id: int, typed: Typed) -> Event:
    """Propose a movement of a member; a transfer is thereby offered to the receiving unit.

    Gives the event, to be undone. Raises NotFound; Invalid on what the charter forbids; Stale where
    another one is proposed already.
    """
    person, membership = member_in(g.access.here.id, membership_id, lock=True)
    check_none_open(membership)
    kind = _checked(membership, typed)
    movement = written(membership, typed)
    movement.proposed_on = today()
    if kind.name == TRANSFER:
        charter, subject = charter_in(membership.space_id), subject_of(person, membership)
        set_aside(movement, typed, check_charter(charter, typed, subject))
        keep_offer(movement, membership, person)
    return record(
        "members.proposed", person, after={**facts_of(movement), "_movement": movement.id}
    )


def record_movement(membership_id: int, typed: Typed) -> Event:
    """Record a movement that was decided on paper, in one step; gives the event, to be undone.

    Whoever may not decide in the portal writes number and date of the document. Raises NotFound;
    Invalid on days, units, what is required and what the charter says; Stale.
    """
    person, membership = member_in(g.access.here.id, membership_id, lock=True)
    check_paper(typed)
    return carried_out(person, membership, typed)


def consider(movement_id: int, on: dt.date, by: str, version: int) -> Event:
    """Write down that the branch considered a proposed movement; gives the event, to be undone.

    Raises NotFound, Stale, Invalid on a day to come.
    """
    movement = proposed_in(movement_id, version)
    if on > today():
        raise Invalid(_("Choose a day up to today."), "considered_on")
    return step("members.considered", movement, considered_on=on, considered_by=clean(by) or None)


def decide(movement_id: int, version: int, typed: Typed) -> Event:
    """Decide a proposed movement of a member, as `typed` says it takes effect; gives the event.

    Raises NotFound, Stale, and what record_movement() raises.
    """
    movement = proposed_in(movement_id, version)
    assert movement.membership_id is not None
    person, membership = member_in(movement.space_id, movement.membership_id, lock=True)
    return carried_out(person, membership, typed, movement)


def refuse(movement_id: int, version: int, on: dt.date, by: str = "") -> Event:
    """Refuse a proposed movement: nothing changes for the member. Gives the event, to be undone.

    Raises NotFound, Stale, Invalid on a day to come.
    """
    movement = proposed_in(movement_id, version)
    if on > today():
        raise Invalid(_("Choose a day up to today."), "decided_on")
    return step(
        "members.refused", movement, state="refused", decided_on=on, decided_by=clean(by) or None
    )


def withdraw(movement_id: int, version: int) -> Event:
    """Withdraw a proposed movement; gives the event, to be undone. Raises NotFound, Stale."""
    return step("members.withdrawn", proposed_in(movement_id, version), state="withdrawn")


def carried_out(
    person: MembersPerson,
    membership: MembersMembership,
    typed: Typed,
    movement: MembersMovement | None = None,
) -> Event:
    """Check a movement and book it; the event keeps how the member stood before and after."""
    done, kept = booked(person, membership, typed, movement)
    return record("members.moved", person, after={**facts_of(done), **kept})


def booked(
    person: MembersPerson,
    membership: MembersMembership,
    typed: Typed,
    movement: MembersMovement | None = None,
) -> tuple[MembersMovement, dict[str, Any]]:
    """Check a movement and book it; gives it with what its undoing needs."""
    _checked(membership, typed)
    checks.check_days(typed)
    last = checks.last_days(membership.space_id, [membership.id])
    checks.check_after(typed.on, last.get(membership.id))
    subject = subject_of(person, membership)
    aside = check_charter(charter_in(membership.space_id), typed, subject)
    recorded = movement is None
    if movement is None:
        check_none_open(membership)
        movement = written(membership, typed)
    else:
        fill(movement, typed)
    set_aside(movement, typed, aside)
    movement.decided_on = typed.decided_on or today()
    was = standing_of(membership)
    book(movement, membership)
    keep_offer(movement, membership, person)
    checks.check_lawful(membership.space_id, [membership.id])
    kept = {
        "_movement": movement.id,
        "_recorded": recorded,
        "_was": plain(was),
        "_then": plain(standing_of(membership)),
    }
    return movement, kept


def _checked(membership: MembersMembership, typed: Typed) -> Kind:
    """The kind of a movement that makes sense for a member as it stands. Raises Invalid."""
    space_id = membership.space_id
    kind = checks.check_kind(charter_in(space_id), typed.kind)
    if kind.name in ENTRIES:
        raise Invalid(_("Choose a movement that this organization has."), "kind")
    checks.check_state(kind, membership)
    checks.check_filled(kind, typed)
    checks.check_target(kind, typed, membership, member_line_in(space_id))
    if kind.name in (TRANSFER, RETURN):
        unit = unit_in(space_id, typed.to_unit_id) if typed.to_unit_id else None
        checks.check_unit(unit, typed.on)
    return kind


def written(membership: MembersMembership, typed: Typed) -> MembersMovement:
    """A new movement of a member, proposed; flushes."""
    movement = MembersMovement(
        space_id=membership.space_id,
        unit_id=membership.unit_id,
        membership_id=membership.id,
        state="proposed",
    )
    fill(movement, typed)
    db.session.add(movement)
    db.session.flush()
    return movement


def set_aside(movement: MembersMovement, typed: Typed, rules: list[str]) -> None:
    """Note which rules of the charter were set aside, and why."""
    movement.overridden = rules
    movement.override_reason = typed.override if rules else None
    movement.override_note = (clean(typed.note or "") or None) if rules else None


def subject_of(person: MembersPerson, membership: MembersMembership) -> Subject:
    """A member as the rules of the charter look at one."""
    return Subject(
        sex=membership.sex,
        kind=membership.kind,
        birth_date=person.birth_date,
        birth_year=membership.birth_year,
        traits=membership.traits or {},
        unit=db.session.get(UnitsUnit, (membership.space_id, membership.unit_id)),
    )


def check_paper(typed: Typed) -> None:
    """Refuse a record without a document by somebody who may not decide in the portal."""
    if not typed.document and not allowed("members.decide"):
        raise Invalid(_("Write number and date of the document."), "document")


def check_none_open(membership: MembersMembership) -> None:
    """Raise Stale where a movement of the member is proposed and waits for its decision."""
    if open_movement_of(membership.space_id, membership.id) is not None:
        raise Stale(
            _("A movement of this member is proposed already. Decide or withdraw it first.")
        )


def proposed_in(movement_id: int, version: int) -> MembersMovement:
    """A movement of this space that waits for its decision, which nobody else changes meanwhile.

    Raises NotFound, Stale.
    """
    movement = movement_in(g.access.here.id, movement_id, lock=True)
    if movement.state != "proposed":
        raise Stale(_("This was decided, refused or withdrawn already."))
    check_version(movement, version, theirs="", yours="")
    return movement


def step(verb: str, movement: MembersMovement, **values: Any) -> Event:
    """Change how far a proposal got; gives the event, which restore_step() takes back."""
    before = {name: getattr(movement, name) for name in values}
    for name, value in values.items():
        setattr(movement, name, value)
    movement.version += 1
    db.session.flush()
    person = person_of(movement.space_id, movement.membership_id)
    membership = membership_of(movement)
    if person is not None and membership is not None:
        keep_offer(movement, membership, person)
    kept = {"_movement": movement.id, "_from": plain(before), "_to": plain(values)}
    shown = {"movement": movement.kind, **{n: v for n, v in values.items() if n != "state" and v}}
    return record(verb, whom(movement), after={**shown, **kept})


def whom(movement: MembersMovement) -> Any:
    """Whom the history names for a movement: the member, or who is to be admitted."""
    found = person_of(movement.space_id, movement.membership_id) or candidate_of(movement)
    return found if found is not None else movement
