"""Who is proposed for admission: kept sealed until it is decided, and taken out again."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

from portal.audit import plain
from portal.database import db

from .enrolling import Enrolment
from .models import MembersCandidate, MembersMembership, MembersMovement, MembersPerson

DAYS = ("birth_date", "joined_on")


def sealed_text(enrolment: Enrolment) -> str:
    """An enrolment as one text, to be sealed."""
    return json.dumps(plain(dataclasses.asdict(enrolment)), ensure_ascii=False)


def unsealed(text: str) -> Enrolment:
    """The enrolment of a text that sealed_text() made."""
    values = json.loads(text)
    days = {n: dt.date.fromisoformat(values[n]) if values[n] else None for n in DAYS}
    return Enrolment(**{**values, **days})


def keep_candidate(movement: MembersMovement, enrolment: Enrolment) -> MembersCandidate:
    """Write down who is proposed; flushes."""
    candidate = MembersCandidate(
        space_id=movement.space_id,
        unit_id=movement.unit_id,
        movement_id=movement.id,
        name=enrolment.name,
        facts=sealed_text(enrolment),
    )
    db.session.add(candidate)
    db.session.flush()
    return candidate


def enrolment_of(membership: MembersMembership, person: MembersPerson) -> Enrolment:
    """All that is known of a member, as it would be enrolled anew."""
    return Enrolment(
        name=person.name,
        sex=membership.sex,
        kind=membership.kind,
        birth_date=person.birth_date,
        birth_year=membership.birth_year,
        area_id=membership.area_id,
        joined_on=membership.joined_on,
        card=membership.card,
        occupation=membership.occupation,
        phone=person.phone,
        address=person.address,
        citizen_id=person.citizen_id,
        traits=dict(membership.traits or {}),
    )
