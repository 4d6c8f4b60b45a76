"""Verbs on likely doubles: they are two people, or one; and what was merged parted again."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from portal.audit import Event, record
from portal.database import db
from portal.errors import Invalid, NotFound, Stale
from portal.locale import today

from .double_queries import MERGED, merged_event
from .enrolling import Enrolment, entered
from .models import MembersDistinct, MembersEntry, MembersMembership, MembersPerson
from .movement_queries import open_movement_of
from .queries import Row, member_in
from .register_actions import put_down
from .register_checks import lock_members
from .register_facts import enrolment_of

DUPLICATE = "duplicate"
"""How a row left that was another's double."""
COPIED = tuple(
    field.name
    for field in fields(Enrolment)
    if field.name not in ("name", "sex", "kind", "traits", "away_since", "away_how")
)


def judge_distinct(space_id: int, one_id: int, other_id: int) -> Event:
    """Remember that two who look alike are two people; can be undone. Raises NotFound."""
    lock_members(space_id)
    first, second = sorted((one_id, other_id))
    (one, _member), (other, _second) = member_in(space_id, first), member_in(space_id, second)
    key = {"space_id": space_id, "one_id": first, "other_id": second}
    if first == second or db.session.scalar(sa.select(MembersDistinct).filter_by(**key)):
        raise NotFound()
    db.session.add(MembersDistinct(**key, judged_on=today()))
    db.session.flush()
    after = {"other": other.name, "_one_id": first, "_other_id": second}
    return record("members.judged_distinct", one, after=after)


def ask_again(event: Event, payload: dict[str, Any]) -> None:
    """Undo judge_distinct(). Raises Stale where it was done already."""
    d, after = MembersDistinct, payload["after"]
    found = db.session.scalar(
        sa.select(d).where(
            d.space_id == event.space_id,
            d.one_id == after["_one_id"],
            d.other_id == after["_other_id"],
        )
    )
    person = db.session.get(MembersPerson, (event.space_id, event.subject_id or 0))
    if found is None or person is None:
        raise Stale(_("This was changed since, so it cannot be undone."))
    db.session.delete(found)
    record("members.asked_again", person, before={"other": after["other"]}, undoes=event.id)
    db.session.flush()


def merge(space_id: int, kept_id: int, double_id: int) -> Event:
    """Merge a double into the row that is kept: it leaves, the books have one member less.

    What the kept row lacks is copied from the double. Raises NotFound, Invalid.
    """
    lock_members(space_id)
    kept, double = (
        member_in(space_id, kept_id, lock=True),
        member_in(space_id, double_id, lock=True),
    )
    _check(kept, double)
    had, known = enrolment_of(kept[1], kept[0]), enrolment_of(double[1], double[0])
    copied = [name for name in COPIED if not getattr(had, name) and getattr(known, name)]
    marks = [name for name in known.traits if name not in had.traits]
    taken = {name: getattr(known, name) for name in copied}
    traits = {**{name: known.traits[name] for name in marks}, **had.traits}
    state = double[1].state
    _leave(double[1], kept[1].id)
    put_down(kept[1], kept[0], replace(had, **taken, traits=traits))
    kept[1].version += 1
    db.session.flush()
    after = {"double": double[0].name, "_double_id": double[1].id, "_copied": copied}
    return record(MERGED, kept[0], after={**after, "_marks": marks, "_state": state})


def part(event: Event, payload: dict[str, Any]) -> None:
    """Undo merge(). Raises Stale where the rows were parted already."""
    try:
        _part(event.space_id, payload["after"], event.id)
    except NotFound:
        raise Stale(_("This was changed since, so it cannot be undone.")) from None


def part_again(space_id: int, double_id: int) -> Event:
    """Part what was merged, also later; what was copied leaves the kept row unless corrected since.

    Raises NotFound for a row that was not merged.
    """
    _person, double = member_in(space_id, double_id)
    if double.merged_into_id is None:
        raise NotFound()
    kept, _member = member_in(space_id, double.merged_into_id)
    event = merged_event(kept, double_id)
    nothing = {"_double_id": double_id, "_copied": [], "_marks": [], "_state": "active"}
    return _part(space_id, event[1]["after"] if event else nothing, event[0].id if event else None)


def _part(space_id: int, after: dict[str, Any], undoes: int | None) -> Event:
    lock_members(space_id)
    person, double = member_in(space_id, after["_double_id"], lock=True)
    if double.merged_into_id is None:
        raise NotFound()
    kept_person, kept = member_in(space_id, double.merged_into_id, lock=True)
    has, gave = enrolment_of(kept, kept_person), enrolment_of(double, person)
    back: dict[str, Any] = {
        name: None for name in after["_copied"] if getattr(has, name) == getattr(gave, name)
    }
    if "birth_date" in back:
        back.setdefault("birth_year", has.birth_year)
    traits = {
        name: value
        for name, value in has.traits.items()
        if name not in after["_marks"] or value != gave.traits.get(name)
    }
    put_down(kept, kept_person, replace(has, **back, traits=traits))
    kept.version += 1
    double.state, double.left_on, double.left_how = after["_state"], None, None
    double.merged_into_id = None
    double.version += 1
    e = MembersEntry
    gone = sa.delete(e).where(
        e.space_id == space_id, e.membership_id == double.id, e.how == DUPLICATE
    )
    db.session.execute(gone)
    db.session.flush()
    return record("members.parted", kept_person, after={"double": person.name}, undoes=undoes)


def _check(kept: Row, double: Row) -> None:
    if kept[1].id == double[1].id:
        raise NotFound()
    for person, member in (kept, double):
        if member.state == "left":
            raise Invalid(_("%(name)s is not on the list any more.", name=person.name))
        if open_movement_of(member.space_id, member.id) is not None:
            sentence = _("A movement of %(name)s waits for its decision. Decide on it first.")
            raise Invalid(sentence % {"name": person.name})
    numbers = {person.citizen_id for person, _member in (kept, double) if person.citizen_id}
    if len(numbers) > 1:
        raise Invalid(_("Two citizen ids are two people. Correct the wrong one first."))


def _leave(double: MembersMembership, kept_id: int) -> None:
    """Take a double off the list, and out of the books from today on."""
    double.state, double.state_until = "left", None
    double.left_on, double.left_how, double.merged_into_id = today(), DUPLICATE, kept_id
    double.version += 1
    db.session.add(entered(double, today(), -1, DUPLICATE))
    db.session.flush()
