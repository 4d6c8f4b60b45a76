"""What is asked of offices of units whose holders are members: who it seems to be, who it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from plugins.units.measures import is_held
from plugins.units.models import UnitsHolder, UnitsOffice, UnitsUnit
from portal.database import db
from portal.locale import today
from portal.narrowing import among

from .models import MembersMembership, MembersOffice, MembersPartyMark, MembersPerson


@dataclass(frozen=True)
class Seat:
    """An office with its holder and unit, and the member who holds it, as linked or as it seems."""

    office: UnitsOffice
    holder: UnitsHolder
    unit: UnitsUnit
    person: MembersPerson | None

    @property
    def label(self) -> str:
        """What the office is called in the reader's language."""
        known = self.unit.kind_of.office(self.office.office)
        return known.label if known else self.office.office


def seats_to_link(space_id: int) -> list[Seat]:
    """Offices held today whose holder is one member of the space, by name and year of birth.

    Only where the match is unique: no two members of a name and year. One member may hold
    several offices.
    """
    linked = sa.exists().where(
        MembersOffice.space_id == UnitsOffice.space_id, MembersOffice.office_id == UnitsOffice.id
    )
    query = _seats(space_id).where(
        is_held(UnitsOffice, today()), sa.not_(linked), UnitsHolder.birth_year.is_not(None)
    )
    people = _people(space_id)
    alike, by_key = Counter(key for key, _person in people), dict(people)
    return [
        Seat(office, holder, unit, by_key[key])
        for office, holder, unit in db.session.execute(query)
        if alike[key := (holder.folded, holder.birth_year)] == 1
    ]


def linked_seats(space_id: int) -> list[Seat]:
    """Offices that follow the register, with the member; without one whose row has gone."""
    m, p = MembersOffice, MembersPerson
    rows = db.session.execute(
        _seats(space_id)
        .add_columns(p)
        .outerjoin(m, sa.and_(m.space_id == UnitsOffice.space_id, m.office_id == UnitsOffice.id))
        .outerjoin(p, sa.and_(p.space_id == m.space_id, p.membership_id == m.membership_id))
        .where(UnitsOffice.party_from.is_not(None))
    )
    return [Seat(*row) for row in rows]


def following(space_id: int, ids: Collection[int]) -> Sequence[Any]:
    """The offices linked to members, locked, with what is recorded: (office, mark or None)."""
    m, mark = MembersOffice, MembersPartyMark
    query = (
        sa.select(UnitsOffice, mark)
        .join(m, sa.and_(m.space_id == UnitsOffice.space_id, m.office_id == UnitsOffice.id))
        .outerjoin(
            mark, sa.and_(mark.space_id == m.space_id, mark.membership_id == m.membership_id)
        )
        .where(m.space_id == space_id, among(m.membership_id, ids))
        .order_by(UnitsOffice.id)
        .with_for_update(of=UnitsOffice)
    )
    return db.session.execute(query).all()


def _seats(space_id: int) -> sa.Select[Any]:
    h, o = UnitsHolder, UnitsOffice
    return (
        sa.select(o, h, UnitsUnit)
        .join(h, sa.and_(h.space_id == o.space_id, h.office_id == o.id))
        .join(UnitsUnit, sa.and_(UnitsUnit.space_id == o.space_id, UnitsUnit.id == o.unit_id))
        .where(o.space_id == space_id)
        .order_by(h.sort_key, o.id)
    )


def _people(space_id: int) -> list[tuple[tuple[str, int], MembersPerson]]:
    """The members on the list by name and year of birth."""
    m, p = MembersMembership, MembersPerson
    rows = db.session.execute(
        sa.select(p, m.birth_year)
        .join(m, sa.and_(m.space_id == p.space_id, m.id == p.membership_id))
        .where(p.space_id == space_id, m.state != "left", m.birth_year.is_not(None))
        .order_by(p.id)
    )
    return [((person.folded, year), person) for person, year in rows]
