"""Verbs on members: enter one who is a member already, correct one, take either back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from portal.audit import Event, record
from portal.database import db
from portal.errors import Invalid, Stale
from portal.history.wording import apart
from portal.spaces.checks import check_version

from .alike_queries import alike, with_citizen_id, worded
from .enrolling import BESIDE, OPENING, Enrolment, enrol, fill
from .models import MembersEntry, MembersMembership, MembersPerson
from .queries import Row, member_in, member_of
from .register_checks import Rules, check_counted, lock_members, names_of
from .register_facts import enrolment_from, enrolment_of, facts_of, leaning_on, same


def add_member(
    space_id: int, unit_id: int | None, typed: Enrolment, on: dt.date, *, different: bool = False
) -> tuple[MembersMembership, Event]:
    """Enter somebody who was a member before the register began, counted from a day on.

    `different` says that those who look alike are other people. Gives the member with the event,
    which can be undone. Raises Invalid, naming the field.
    """
    lock_members(space_id)
    rules = Rules.of(space_id)
    if unit_id not in rules.units:
        raise Invalid(_("Choose a standing branch or group."), "unit")
    rules.check(typed)
    check_counted(on, typed.joined_on)
    check_alone(space_id, typed, different=different)
    member = enrol(db.session(), space_id, int(unit_id or 0), typed, on)
    person, member = member_in(space_id, member.id)
    return member, record("members.added", person, after=facts_of(member, person))


def correct_member(
    space_id: int, membership_id: int, typed: Enrolment, version: int, *, different: bool = False
) -> Event | None:
    """Correct what was written of a member; unit, kind and state stay: those are movements.

    A corrected sex is corrected in the ledger, too, from the first line on. Gives the event, none
    if nothing changed. Raises NotFound, Invalid, Stale with what differs.
    """
    lock_members(space_id)
    person, member = member_in(space_id, membership_id, lock=True)
    if member.merged_into_id is not None:
        raise Invalid(_("This row was merged into another one: correct that one."))
    before, was = facts_of(member, person), enrolment_of(member, person)
    typed = replace(typed, kind=member.kind)
    Rules.of(space_id).check(typed, kept_area=was.area_id)
    looks_new = (typed.name, typed.birth_date, typed.birth_year, typed.area_id) != (
        *(was.name, was.birth_date, was.birth_year),
        was.area_id,
    )
    check_alone(space_id, typed, but=member.id, different=different or not looks_new)
    put_down(member, person, typed)
    after = facts_of(member, person)
    if same(before, after):
        return None
    check_version(member, version, **apart("members.corrected", before, after))
    member.version += 1
    db.session.flush()
    return record("members.corrected", person, before=before, after=after)


def remove_added(event: Event, payload: dict[str, Any]) -> None:
    """Undo add_member(). Raises Stale when the row was changed since, or anything leans on it."""
    person, member = _as_recorded(event, payload)
    entries = _entries_of(member)
    if [entry.how for entry in entries] != [OPENING] or leaning_on(member, BESIDE):
        sentence = _("Other records belong to this member by now, so this cannot be undone.")
        raise Stale(sentence)
    record("members.removed", person, before=payload["after"], undoes=event.id)
    for row in (*entries, person):
        db.session.delete(row)
    db.session.flush()
    db.session.delete(member)
    db.session.flush()


def correct_back(event: Event, payload: dict[str, Any]) -> None:
    """Undo correct_member(). Raises Stale when the row was changed since, or has a double now."""
    person, member = _as_recorded(event, payload)
    was = replace(enrolment_from(payload["before"]), kind=member.kind)
    try:
        check_alone(event.space_id, was, but=member.id, different=True)
    except Invalid as error:
        raise Stale(error.message) from None
    put_down(member, person, was)
    member.version += 1
    db.session.flush()
    before, after = payload["after"], payload["before"]
    record("members.corrected", person, before=before, after=after, undoes=event.id)


def check_alone(
    space_id: int, typed: Enrolment, *, but: int | None = None, different: bool = False
) -> None:
    """Refuse a second row of one citizen id; ask about those who look alike unless `different`.

    Raises Invalid, naming the rows that are there.
    """
    if typed.citizen_id:
        twin = with_citizen_id(space_id, typed.citizen_id, but)
        if twin is not None:
            sentence = _("This citizen id is on the register already: %(member)s.")
            raise Invalid(sentence % {"member": worded(*twin)}, "citizen_id")
    if different:
        return
    found = [worded(*row) for row in alike(space_id, typed, but)]
    if found:
        sentence = _("Perhaps entered already: %(members)s. If it is somebody else, tick the box.")
        raise Invalid(sentence % {"members": names_of(found)}, "different")


def put_down(member: MembersMembership, person: MembersPerson, typed: Enrolment) -> None:
    """Write what is known of a member, the sex also in the lines of the ledger."""
    sex = member.sex
    fill(member, person, typed)
    db.session.flush()
    if member.sex != sex:
        db.session.execute(
            sa.update(MembersEntry)
            .where(
                MembersEntry.space_id == member.space_id,
                MembersEntry.membership_id == member.id,
            )
            .values(sex=member.sex)
        )


def _entries_of(member: MembersMembership) -> list[MembersEntry]:
    return list(
        db.session.scalars(
            sa.select(MembersEntry).where(
                MembersEntry.space_id == member.space_id,
                MembersEntry.membership_id == member.id,
            )
        )
    )


def _as_recorded(event: Event, payload: dict[str, Any]) -> Row:
    """The member of an event, if still as the event left it. Raises Stale."""
    lock_members(event.space_id)
    person, member = member_of(event)
    if not same(facts_of(member, person), payload["after"]):
        raise Stale(_("This was changed since, so it cannot be undone."))
    return person, member
