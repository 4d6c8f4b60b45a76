"""What the page of one member shows: facts, what is missing, how the member came and went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_babel import gettext as _

from plugins.units.models import UnitsUnit
from portal.accounts.identity import phone_text
from portal.database import db
from portal.entering import allowed
from portal.history.queries import history_of
from portal.history.showing import entries_of
from portal.locale import date_text
from portal.looks.noting import looked_at
from portal.spaces.hamlet_queries import called
from portal.spaces.heads import capitalized
from portal.spaces.models import Area

from .enrolling import OPENING
from .lines import AWAY, OCCUPATIONS, SEXES, STATES, MemberLine, line_of
from .models import MembersEntry, MembersMembership, MembersPerson
from .queries import member_in
from .register_checks import doubts_of
from .register_facts import enrolment_of, masked

Facts = list[tuple[str, Any]]


@dataclass(frozen=True)
class Moment:
    """What happened to a member on a day, as the ledger says."""

    when: str
    title: str
    detail: str = ""
    change: bool = True


def of_member(space_id: int, membership_id: int) -> dict[str, Any]:
    """What the page of one member shows. Raises NotFound."""
    person, member = member_in(space_id, membership_id)
    looked_at("members_person", person.id, person.name)
    line = line_of(g.standing.space.line)
    events = history_of(person) if allowed("history.view") else []
    return {
        "person": person,
        "membership": member,
        "unit": db.session.get_one(UnitsUnit, (space_id, member.unit_id)),
        "state": STATES[member.state],
        "away": AWAY[member.away_how] if member.away_how else None,
        "facts": list(_facts(person, member, line)),
        "missing": missing_of(person),
        "doubts": doubts_of(enrolment_of(member, person)),
        "merged_into": _merged_into(member),
        "moments": moments_of(member),
        "entries": entries_of(events) if events else [],
    }


def missing_of(person: MembersPerson) -> list[str]:
    """What the file of a member lacks, in words."""
    lacks = (
        (person.birth_date is None, _("date of birth")),
        (person.citizen_hash is None, _("citizen id")),
        (person.phone is None, _("phone number")),
    )
    return [word for lacking, word in lacks if lacking]


def moments_of(member: MembersMembership) -> list[Moment]:
    """How a member came and went, by the ledger, the latest first."""
    e = MembersEntry
    rows = db.session.execute(
        sa.select(e, UnitsUnit.name)
        .join(UnitsUnit, sa.and_(UnitsUnit.space_id == e.space_id, UnitsUnit.id == e.unit_id))
        .where(e.space_id == member.space_id, e.membership_id == member.id)
        .order_by(e.on.desc(), e.change, e.id.desc())
    )
    return [_moment(entry, unit) for entry, unit in rows]


def _moment(entry: MembersEntry, unit: str) -> Moment:
    if entry.change > 0 and entry.how == OPENING:
        title = _("On the list of %(unit)s when the register began", unit=unit)
    elif entry.change > 0:
        title = _("Counted in %(unit)s", unit=unit)
    else:
        title = _("No longer counted in %(unit)s", unit=unit)
    return Moment(date_text(entry.on), title)


def _facts(
    person: MembersPerson, member: MembersMembership, line: MemberLine | None
) -> Iterator[tuple[str, Any]]:
    none = _("not known")
    area = db.session.get(Area, member.area_id) if member.area_id else None
    kind = line.kind(member.kind) if line else None
    occupation = OCCUPATIONS.get(member.occupation or "")
    yield _("Full name"), person.name
    yield _("Sex"), capitalized(str(SEXES[member.sex]))
    if person.birth_date is not None:
        yield _("Date of birth"), date_text(person.birth_date)
    else:
        yield _("Year of birth"), member.birth_year or none
    yield _("Citizen id"), masked(person.citizen_id) or none
    yield _("Kind of member"), capitalized(kind.label if kind else member.kind)
    yield _("Joined on"), date_text(member.joined_on) or none
    yield _("Number of the member's card"), member.card or none
    yield _("Lives in"), called(area) if area else none
    yield _("Home address"), person.address or none
    yield _("Phone number"), phone_text(person.phone) or none
    yield _("Occupation"), capitalized(str(occupation)) if occupation else none
    yield from _traits(member, line)


def _traits(member: MembersMembership, line: MemberLine | None) -> Iterator[tuple[str, Any]]:
    for trait in line.traits if line else ():
        value = member.traits.get(trait.name)
        if value is None:
            continue
        choice = next((c.label for c in trait.choices if c.name == value), None)
        yield trait.label, _("yes") if value is True else capitalized(choice or str(value))


def _merged_into(member: MembersMembership) -> MembersPerson | None:
    if member.merged_into_id is None:
        return None
    return db.session.scalar(
        sa.select(MembersPerson).where(
            MembersPerson.space_id == member.space_id,
            MembersPerson.membership_id == member.merged_into_id,
        )
    )
