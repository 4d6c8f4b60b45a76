"""What must hold of a movement whatever the charter says: days, states, units, what is required."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

import sqlalchemy as sa
from flask_babel import gettext as _

from plugins.units.models import UnitsUnit
from portal.database import db
from portal.errors import Invalid, Stale
from portal.guards import guard
from portal.locale import date_text, today
from portal.narrowing import among

from .charters import (
    CHANGE,
    DEFER,
    ENTRIES,
    EXEMPT,
    IN,
    OUT,
    RESUME,
    TRANSFER,
    Charter,
    Kind,
    reasons_for,
)
from .lines import MemberLine
from .models import MembersEntry, MembersMembership, MembersMovement
from .movement_facts import Typed


def check_kind(charter: Charter, name: str) -> Kind:
    """The kind of movement, if the organization has it. Raises Invalid."""
    kind = charter.movements.get(name)
    if kind is None:
        raise Invalid(_("Choose a movement that this organization has."), "kind")
    return kind


def check_filled(kind: Kind, typed: Typed) -> None:
    """Refuse a movement that lacks what it requires, or with a reason of another movement."""
    for name in kind.requires:
        if not getattr(typed, name):
            raise Invalid(REQUIRED[name](), name)
    if typed.reason and typed.reason not in {each.name for each in reasons_for(kind.name)}:
        raise Invalid(_("Choose a reason of this movement."), "reason")
    if typed.until is not None and typed.until <= typed.on:
        raise Invalid(_("Choose a day after the one from which it holds."), "until")


REQUIRED = {
    "document": lambda: _("Write number and date of the document."),
    "until": lambda: _("Enter until when it holds."),
    "reason": lambda: _("Choose the reason."),
}


def check_days(typed: Typed) -> None:
    """Refuse to decide for a day to come, and days in another order than considered, decided."""
    for name in ("on", "considered_on", "decided_on", "visited_on", "informed_on"):
        day = getattr(typed, name)
        if day is not None and day > today():
            raise Invalid(_("Choose a day up to today."), name)
    if typed.considered_on and typed.decided_on and typed.considered_on > typed.decided_on:
        raise Invalid(
            _("It is considered before it is decided: choose an earlier day."), "considered_on"
        )


def check_state(kind: Kind, membership: MembersMembership) -> None:
    """Refuse a movement that makes no sense for how somebody stands: who left cannot leave."""
    if kind.name in ENTRIES:
        return
    state = membership.state
    if (kind.direction == IN) != (state == "left"):
        raise Invalid(
            _("Who is on the list cannot come back to it.")
            if kind.direction == IN
            else _("This person is no longer on the list. Record the return first."),
            "kind",
        )
    if membership.merged_into_id is not None:
        raise Invalid(_("This row is a double of another one. Open that one."), "kind")
    if membership.left_how == "decease":
        raise Invalid(_("Who died cannot return. If that was a mistake, undo it."), "kind")
    if kind.name == RESUME and state == "active":
        raise Invalid(_("This member takes part already."), "kind")
    if (kind.name, state) in ((DEFER, "deferred"), (EXEMPT, "exempt")):
        raise Invalid(_("This member is excused already. Record first that it ended."), "kind")


def last_days(space_id: int, ids: Collection[int]) -> dict[int, dt.date]:
    """The day of the last line or decided movement of members, by membership."""
    booked = sa.select(MembersEntry.membership_id.label("id"), MembersEntry.on.label("on")).where(
        MembersEntry.space_id == space_id, among(MembersEntry.membership_id, ids)
    )
    decided = sa.select(MembersMovement.membership_id, MembersMovement.on).where(
        MembersMovement.space_id == space_id,
        among(MembersMovement.membership_id, ids),
        MembersMovement.state == "decided",
    )
    both = sa.union_all(booked, decided).subquery()
    found = sa.select(both.c.id, sa.func.max(both.c.on)).group_by(both.c.id)
    return dict(db.session.execute(found).tuples().all())


@guard("members.order", without=None)
def check_after(on: dt.date, last: dt.date | None) -> None:
    """Refuse a movement before what was booked already: the ledger is written forwards."""
    if last is not None and on < last:
        day = date_text(last)
        raise Invalid(
            _(
                "Something later is recorded of this member, on %(day)s. Choose that day or a later"
                " one, or undo the later record first.",
                day=day,
            ),
            "on",
        )


def check_unit(unit: UnitsUnit | None, on: dt.date, field: str = "to_unit_id") -> UnitsUnit:
    """A unit that takes members and stands on a day. Raises Invalid."""
    if unit is None:
        raise Invalid(_("Choose the unit."), field)
    if unit.kind_of.roster != "members":
        raise Invalid(_("A %(kind)s has no members by name.", kind=unit.kind_of.label), field)
    if not unit.stands_on(on):
        raise Invalid(_("%(unit)s does not stand on this day.", unit=unit.name), field)
    return unit


def check_target(
    kind: Kind, typed: Typed, membership: MembersMembership, line: MemberLine | None
) -> None:
    """Refuse a transfer to the same unit, and a change to a kind that is none or the same."""
    if kind.name == TRANSFER and typed.to_unit_id == membership.unit_id:
        raise Invalid(_("The member belongs to this unit already. Choose another."), "to_unit_id")
    if kind.name != CHANGE:
        return
    if line is None or line.kind(typed.to_kind or "") is None or typed.to_kind == membership.kind:
        raise Invalid(_("Choose another kind of member."), "to_kind")


@guard("members.lawful", without=None)
def check_lawful(space_id: int, ids: Collection[int]) -> None:
    """Raise Stale where a member would stand in two units, or a unit would have less than nobody.

    On each day the lines of one member add up to 0 or 1, and so they do in each unit.
    """
    rows = db.session.execute(
        sa.select(
            MembersEntry.membership_id, MembersEntry.on, MembersEntry.unit_id, MembersEntry.change
        )
        .where(MembersEntry.space_id == space_id, among(MembersEntry.membership_id, ids))
        .order_by(MembersEntry.membership_id, MembersEntry.on)
    ).all()
    sums: dict[tuple[int, int], int] = defaultdict(int)
    for place, (member, on, unit, change) in enumerate(rows):
        sums[member, unit] += change
        sums[member, 0] += change
        if place + 1 < len(rows) and rows[place + 1][:2] == (member, on):
            continue
        if any(not 0 <= value <= 1 for (who, _of), value in sums.items() if who == member):
            raise Stale(_("A member would stand in two units or in none. Look at the member."))


def is_exit(kind: Kind) -> bool:
    """Whether a movement takes somebody off the list."""
    return kind.direction == OUT
