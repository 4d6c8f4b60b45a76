"""A member as the history keeps it, in plain values, and as it is put back from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

import sqlalchemy as sa

from portal.audit import plain
from portal.database import db
from portal.keys import seal, unseal
from portal.spaces.hamlet_queries import called
from portal.spaces.models import Area

from .enrolling import Enrolment
from .models import MembersMembership, MembersPerson
from .models.membership import CITIZEN_ID

OWN = ("kind", "sex", "birth_year", "joined_on", "card", "occupation", "away_how", "away_since")
PERSON = ("name", "birth_date", "phone", "address")
DAYS = ("birth_date", "joined_on", "away_since")


def masked(citizen_id: str | None) -> str | None:
    """A citizen id with its middle hidden: 0870•••••999."""
    if not citizen_id:
        return None
    return f"{citizen_id[:4]}{'•' * (len(citizen_id) - 7)}{citizen_id[-3:]}"


def facts_of(member: MembersMembership, person: MembersPerson) -> dict[str, Any]:
    """What the history keeps of a member; they lie where a person's data can be erased.

    What begins with an underscore is for the undoing alone: the hamlet by its number, the citizen
    id sealed anew. Readers see it masked.
    """
    area = db.session.get(Area, member.area_id) if member.area_id else None
    facts: dict[str, Any] = {name: getattr(person, name) for name in PERSON}
    facts |= {name: getattr(member, name) for name in OWN}
    facts |= {"hamlet": called(area) if area else None, "_area_id": member.area_id}
    facts |= {"citizen_id": masked(person.citizen_id), "traits": dict(member.traits)}
    facts["_citizen_id"] = seal(person.citizen_id, CITIZEN_ID) if person.citizen_id else None
    return plain(facts)


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two sets of facts say the same; a number sealed twice looks different each time."""

    def opened(facts: Mapping[str, Any]) -> dict[str, Any]:
        sealed = facts.get("_citizen_id")
        return {**facts, "_citizen_id": unseal(sealed, CITIZEN_ID) if sealed else None}

    return opened(one) == opened(other)


def enrolment_from(facts: Mapping[str, Any]) -> Enrolment:
    """A member as kept facts say, to be filled in again."""
    values = {name: facts.get(name) for name in (*PERSON, *OWN)}
    for name in DAYS:
        values[name] = dt.date.fromisoformat(str(values[name])) if values[name] else None
    sealed = facts.get("_citizen_id")
    return Enrolment(
        **values,  # type: ignore[arg-type]
        area_id=facts.get("_area_id"),
        citizen_id=unseal(sealed, CITIZEN_ID) if sealed else None,
        traits=facts.get("traits") or {},
    )


def enrolment_of(member: MembersMembership, person: MembersPerson) -> Enrolment:
    """A member as it stands, as one who is to be enrolled."""
    return Enrolment(
        **{name: getattr(person, name) for name in (*PERSON, "citizen_id")},
        **{name: getattr(member, name) for name in (*OWN, "area_id")},
        traits=dict(member.traits),
    )


def leaning_on(member: MembersMembership, but: tuple[str, ...]) -> bool:
    """Whether any record of any module belongs to a member, tables named in `but` left out."""
    own = cast("sa.Table", MembersMembership.__table__)
    asked = [
        sa.exists().where(
            table.c.space_id == member.space_id, table.c[key.columns.keys()[-1]] == member.id
        )
        for table in own.metadata.tables.values()
        if table.name not in but
        for key in table.foreign_key_constraints
        if key.referred_table is own
    ]
    return bool(asked) and bool(db.session.scalar(sa.select(sa.or_(*asked))))
