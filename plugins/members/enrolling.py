"""How an enrolment is written: the row, the person beside it, and its line in the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from portal.keys import keyed_hash
from portal.locale import today
from portal.text import clean

from .models import MembersEntry, MembersMembership, MembersPerson, MembersTrace
from .models.membership import CITIZEN_ID

OPENING = "opening"
"""How those came who were members before the register began."""
BESIDE = tuple(each.__tablename__ for each in (MembersPerson, MembersTrace, MembersEntry))
"""The tables of what is written with an enrolment: by these no other record leans on it."""


def opening_day(joined_on: dt.date | None) -> dt.date:
    """From when somebody is counted who was a member before: the year's first day, unless later."""
    first = today().replace(month=1, day=1)
    return max(first, joined_on or first)


@dataclass(frozen=True)
class Enrolment:
    """What is known of a member who is to be enrolled; the birth year follows from a full date."""

    name: str
    sex: str
    kind: str
    birth_date: dt.date | None = None
    birth_year: int | None = None
    area_id: int | None = None
    joined_on: dt.date | None = None
    card: str | None = None
    occupation: str | None = None
    phone: str | None = None
    address: str | None = None
    citizen_id: str | None = None
    away_since: dt.date | None = None
    away_how: str | None = None
    traits: Mapping[str, Any] = field(default_factory=dict)


def enrol(
    session: Session,
    space_id: int,
    unit_id: int,
    enrolment: Enrolment,
    on: dt.date,
    how: str = OPENING,
    movement_id: int | None = None,
) -> MembersMembership:
    """Write an enrolment, its person and its line in the ledger from a day on; flushes."""
    membership = MembersMembership(space_id=space_id, unit_id=unit_id, state="active")
    person = MembersPerson(space_id=space_id, unit_id=unit_id)
    fill(membership, person, enrolment)
    session.add(membership)
    session.flush()
    person.membership_id = membership.id
    session.add(person)
    session.add(entered(membership, on, 1, how, movement_id))
    session.flush()
    return membership


def fill(membership: MembersMembership, person: MembersPerson, enrolment: Enrolment) -> None:
    """Give an enrolment and its person what is known; checks are the caller's."""
    born = enrolment.birth_date
    membership.kind, membership.sex = enrolment.kind, enrolment.sex
    membership.birth_year = born.year if born else enrolment.birth_year
    membership.area_id, membership.joined_on = enrolment.area_id, enrolment.joined_on
    membership.card = clean(enrolment.card or "") or None
    membership.occupation, membership.traits = enrolment.occupation, dict(enrolment.traits)
    membership.away_since, membership.away_how = enrolment.away_since, enrolment.away_how
    person.name, person.birth_date = clean(enrolment.name), born
    person.phone = enrolment.phone or None
    person.address = clean(enrolment.address or "") or None
    person.citizen_id = enrolment.citizen_id or None
    person.citizen_hash = (
        keyed_hash(enrolment.citizen_id, CITIZEN_ID) if enrolment.citizen_id else None
    )


def entered(
    membership: MembersMembership,
    on: dt.date,
    change: int,
    how: str,
    movement_id: int | None = None,
) -> MembersEntry:
    """A line of the ledger about a member as it is booked now: one more or one less."""
    return MembersEntry(
        space_id=membership.space_id,
        unit_id=membership.unit_id,
        membership_id=membership.id,
        movement_id=movement_id,
        on=on,
        change=change,
        how=how,
        sex=membership.sex,
        kind=membership.kind,
    )
