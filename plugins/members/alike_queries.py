"""Whom a member may be the double of, within one space."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from plugins.units.models import UnitsUnit
from portal.database import db
from portal.keys import hashes_under_all
from portal.locale import date_text
from portal.text import fold

from .enrolling import Enrolment
from .models import MembersMembership, MembersPerson
from .models.membership import CITIZEN_ID
from .queries import OF_PERSON, OF_UNIT


def with_citizen_id(space_id: int, citizen_id: str, but: int | None = None) -> Any:
    """The row of a space that bears a citizen id, also one that left: (person, member, unit)."""
    hashes = hashes_under_all(citizen_id, CITIZEN_ID)
    found = _beside(space_id, but).where(MembersPerson.citizen_hash.in_(hashes))
    return db.session.execute(found.limit(1)).first()


def alike(space_id: int, typed: Enrolment, but: int | None = None) -> list[Any]:
    """Those on the list of one name who may be the same person: (person, member, unit).

    Alike are those of the same date of birth; where one is not known fully, those of the same
    year and hamlet, a hamlet or a year that is not known being no difference. Two citizen ids
    that differ are two people.
    """
    m, p = MembersMembership, MembersPerson
    found = _beside(space_id, but).where(p.folded == fold(typed.name), m.state != "left")
    year = typed.birth_date.year if typed.birth_date else typed.birth_year
    if typed.birth_date is not None:
        found = found.where(sa.or_(p.birth_date.is_(None), p.birth_date == typed.birth_date))
    if year is not None:
        found = found.where(sa.or_(m.birth_year.is_(None), m.birth_year == year))
    if typed.area_id is not None:
        near = sa.or_(m.area_id.is_(None), m.area_id == typed.area_id)
        same_day = p.birth_date == typed.birth_date
        found = found.where(sa.or_(near, same_day) if typed.birth_date else near)
    if typed.citizen_id:
        found = found.where(p.citizen_hash.is_(None))
    return list(db.session.execute(found.order_by(m.id).limit(10)))


def worded(person: MembersPerson, member: MembersMembership, unit: UnitsUnit) -> str:
    """A member in a few words: name, birth, unit, and whether no longer a member."""
    born = date_text(person.birth_date) or member.birth_year
    parts = [person.name, _("born %(year)s", year=born) if born else "", unit.name]
    if member.left_on is not None:
        parts.append(_("left on %(day)s", day=date_text(member.left_on)))
    return ", ".join(part for part in parts if part)


def _beside(space_id: int, but: int | None) -> sa.Select[Any]:
    """Members of a space whom nobody merged into another row, without the one meant."""
    m = MembersMembership
    query = (
        sa.select(MembersPerson, m, UnitsUnit)
        .join(m, OF_PERSON)
        .join(UnitsUnit, OF_UNIT)
        .where(MembersPerson.space_id == space_id, m.space_id == space_id)
        .where(m.merged_into_id.is_(None))
    )
    return query if but is None else query.where(m.id != but)
