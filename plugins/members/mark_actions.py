"""Verbs on Party membership: record it of one member or of many, take it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.audit import Event, plain, record
from portal.database import db
from portal.errors import Invalid, NotFound, Stale
from portal.locale import today

from .mark_queries import MARKED, chosen_members, mark_of, marks_of
from .models import MembersMembership, MembersPartyMark, MembersPerson
from .office_actions import follow
from .queries import member_in

MANY = "members.party_marked_many"
LEAST_AGE = 18
"""A citizen joins the Party from this age on (charter of the Party, Art. 1)."""
Facts = dict[str, Any]


@dataclass(frozen=True)
class MarkTyped:
    """Whether somebody is a Party member, as typed: None where nobody knows; and since when."""

    party_member: bool | None
    since: dt.date | None = None


def record_mark(membership_id: int, typed: MarkTyped, version: int) -> Event | None:
    """Record whether a member is a Party member; gives the event, None when nothing changed.

    Raises NotFound, Invalid on a day that cannot be, Stale when it was recorded meanwhile.
    """
    here = g.access.here.id
    person, membership = member_in(here, membership_id, lock=True)
    mark = mark_of(here, membership_id, lock=True)
    _check(membership, typed)
    before = facts(mark)
    if (mark.version if mark else 0) != version:
        raise Stale()
    after = facts(_put(membership, mark, typed))
    if after == before:
        return None
    return record(MARKED, person, before=before, after=after)


def record_marks(ids: Collection[int], typed: MarkTyped) -> Event | None:
    """Record the same of several members at once, or of none; gives the event of all of them.

    Each gets an event of its own beside it. Raises NotFound, Invalid; gives None when nothing
    changed.
    """
    here = g.access.here.id
    chosen = chosen_members(here, ids)
    marks = marks_of(here, ids)
    for _person, membership in chosen:
        _check(membership, typed)
    before, after = dict[str, Facts](), dict[str, Facts]()
    for person, membership in chosen:
        known = marks.get(membership.id)
        was = facts(known)
        becomes = facts(_put(membership, known, typed))
        if becomes != was:
            before[str(membership.id)], after[str(membership.id)] = was, becomes
            record(MARKED, person, before=was, after=becomes)
    if not after:
        return None
    told = ngettext("%(num)s member", "%(num)s members", len(after))
    kept = {"_marks": after, **facts_of(typed)}
    return record(MANY, told, space_id=here, before={"_marks": before}, after=kept)


def take_mark_back(event: Event, payload: dict[str, Any]) -> None:
    """Undo record_mark(). Raises Stale when it was recorded anew since."""
    person = db.session.get(MembersPerson, (event.space_id, event.subject_id or 0))
    if person is None:
        raise Stale(_("This was changed since, so it cannot be undone."))
    marks = {str(person.membership_id): (payload["before"], payload["after"])}
    _take_back(event, marks, {person.membership_id: person})


def take_marks_back(event: Event, payload: dict[str, Any]) -> None:
    """Undo record_marks(). Raises Stale when one of the members was recorded anew since."""
    before, after = payload["before"]["_marks"], payload["after"]["_marks"]
    marks = {number: (before[number], after[number]) for number in after}
    try:
        chosen = chosen_members(event.space_id, [int(number) for number in after])
    except NotFound:
        raise Stale(_("One of the members is no longer on the list.")) from None
    _take_back(event, marks, {m.id: person for person, m in chosen})
    told = ngettext("%(num)s member", "%(num)s members", len(after))
    record("members.party_unmarked_many", told, space_id=event.space_id, undoes=event.id)


def facts(mark: MembersPartyMark | None) -> Facts:
    """What the history keeps of a mark, or of its absence."""
    if mark is None:
        return {"party_member": None, "since": None}
    return plain({"party_member": mark.party_member, "since": mark.since})


def facts_of(typed: MarkTyped) -> Facts:
    """What the history keeps of what was typed for several members."""
    return plain({"party_member": typed.party_member, "since": typed.since})


def _take_back(
    event: Event, marks: Mapping[str, tuple[Facts, Facts]], people: Mapping[int, MembersPerson]
) -> None:
    known = marks_of(event.space_id, [int(number) for number in marks])
    for number, (was, became) in marks.items():
        if facts(known.get(int(number))) != became:
            raise Stale(_("This was changed since, so it cannot be undone."))
        person = people[int(number)]
        membership = db.session.get_one(MembersMembership, (event.space_id, int(number)))
        _put(membership, known.get(int(number)), typed_from(was))
        undoes = event.id if event.verb == MARKED else None
        record(MARKED, person, before=became, after=was, undoes=undoes)


def typed_from(kept: Facts) -> MarkTyped:
    """What an event kept, as it was typed."""
    since = dt.date.fromisoformat(kept["since"]) if kept["since"] else None
    return MarkTyped(kept["party_member"], since)


def _check(membership: MembersMembership, typed: MarkTyped) -> None:
    if typed.since is None:
        return
    if not typed.party_member:
        raise Invalid(_("Leave the day empty: it is only for Party members."), "since")
    if typed.since > today():
        raise Invalid(_("Choose a day up to today."), "since")
    born = membership.birth_year
    if born is not None and typed.since.year - born < LEAST_AGE:
        sentence = _("Born in %(year)s: nobody joins the Party before the age of 18.", year=born)
        raise Invalid(sentence, "since")


def _put(
    membership: MembersMembership, mark: MembersPartyMark | None, typed: MarkTyped
) -> MembersPartyMark | None:
    """Make the mark of a member what was typed, and what the member's offices say; flushes."""
    if typed.party_member is None:
        if mark is not None:
            db.session.delete(mark)
    elif mark is None:
        mark = MembersPartyMark(
            space_id=membership.space_id,
            unit_id=membership.unit_id,
            membership_id=membership.id,
            party_member=typed.party_member,
            since=typed.since,
        )
        db.session.add(mark)
    elif (mark.party_member, mark.since) != (typed.party_member, typed.since):
        mark.party_member, mark.since = typed.party_member, typed.since
        mark.version += 1
    db.session.flush()
    follow(membership.space_id, [membership.id])
    return mark if typed.party_member is not None else None
