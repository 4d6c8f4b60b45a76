"""Where the demo's members are enrolled: the units of each commune, and who goes into which."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

import sqlalchemy as sa
from sqlalchemy.orm import Session

from plugins.units.demo import phrase_of
from plugins.units.kinds import kinds
from plugins.units.models import UnitsHolder, UnitsOffice, UnitsPlace, UnitsSuccession, UnitsUnit
from portal.demo.accounts import WITHOUT
from portal.demo.hamlets import HAMLETS
from portal.spaces.models import Area, Space

from .demo_people import Head
from .lines import lines
from .models import MembersMembership
from .people import Invented, Place

ENROLS = [kind.name for kind in kinds().values() if kind.family in ("branch", "team")]
"""Clubs and groups have members who are enrolled in a branch: there they are not counted again."""
IN_TEAM, BY_TRADE = 0.25, 0.016
"""Shares: of a branch's members those in its team, of a commune's those in a branch by trade."""
TINY, TINY_HAS = 0.1, 2
"""The share of youth branches with fewer members than the charter wants, and how many."""


@dataclass
class Seat:
    """An organization of a commune: its units by what they are for."""

    id: int
    slug: str
    line: str
    name: str
    commune: int
    branch_of: dict[int, int] = field(default_factory=dict)
    teams: dict[int, int] = field(default_factory=dict)
    across: list[int] = field(default_factory=list)
    unit_names: dict[int, str] = field(default_factory=dict)
    tiny: set[int] = field(default_factory=set)
    came_from: dict[int, tuple[int, dt.date]] = field(default_factory=dict)
    heads: list[Head] = field(default_factory=list)

    @property
    def units(self) -> list[int]:
        """The units that people live in or work in, without teams."""
        return [*dict.fromkeys(self.branch_of.values()), *self.across]

    def unit_for(self, person: Invented, sizes: Mapping[int, int]) -> int:
        """The unit that takes somebody in; `sizes` are those of the units so far."""
        chance = Random(f"unit of {self.slug} {person.number}")
        if not self.branch_of:
            return chance.choice(self.across)
        if self.across and chance.random() < BY_TRADE:
            return chance.choice(self.across)
        unit = self.branch_of.get(int(person.place.hamlet))
        if unit is None or (unit in self.tiny and sizes.get(unit, 0) >= TINY_HAS):
            unit = next(each for each in self.branch_of.values() if each not in self.tiny)
        return self.teams[unit] if unit in self.teams and chance.random() < IN_TEAM else unit


def seats_of(session: Session) -> list[Seat]:
    """The organizations of the demo's communes that enrol people, have units and no member yet.

    Those that nobody administers recorded nothing.
    """
    enrolled = sa.exists().where(MembersMembership.space_id == Space.id)
    founded = sa.exists().where(UnitsUnit.space_id == Space.id, UnitsUnit.kind.in_(ENROLS))
    rows = session.execute(
        sa.select(Space, Area.id)
        .join(Area, Area.id == Space.area_id)
        .where(
            Space.level == "commune",
            Space.line.in_(lines()),
            Space.slug.not_in(WITHOUT),
            Area.code.in_(HAMLETS),
            founded,
            sa.not_(enrolled),
        )
        .order_by(Space.id)
    )
    seats = {
        space.id: Seat(space.id, space.slug, space.line, space.name, area_id)
        for space, area_id in rows
    }
    _units(session, seats)
    _heads(session, seats)
    return list(seats.values())


def places_of(session: Session) -> tuple[list[Place], dict[int, str]]:
    """Where people live: each hamlet with its commune, and the end of an address there."""
    communes = {
        area.id: area
        for area in session.scalars(sa.select(Area).where(Area.code.in_(HAMLETS)))
        if area.level == "commune"
    }
    places, addresses = [], {}
    for area in session.scalars(sa.select(Area).where(Area.level == "hamlet").order_by(Area.id)):
        commune = communes.get(area.parent_id or 0)
        if commune is not None:
            address = f"{area.kind} {area.name}, {phrase_of(commune)}"
            weight = 0.7 + 0.7 * Random(address).random()
            places.append(Place(area.id, commune.id, weight))
            addresses[area.id] = address
    return places, addresses


def _units(session: Session, seats: Mapping[int, Seat]) -> None:
    """Sort the units of these spaces by what they are for."""
    found = session.execute(
        sa.select(UnitsUnit, UnitsPlace.area_id)
        .outerjoin(
            UnitsPlace,
            sa.and_(UnitsPlace.space_id == UnitsUnit.space_id, UnitsPlace.unit_id == UnitsUnit.id),
        )
        .where(
            UnitsUnit.space_id.in_(seats),
            UnitsUnit.kind.in_(ENROLS),
            UnitsUnit.ended_on.is_(None),
        )
        .order_by(UnitsUnit.space_id, UnitsUnit.sort_key, UnitsUnit.id)
    )
    for unit, area_id in found.tuples():
        seat = seats[unit.space_id]
        seat.unit_names[unit.id] = unit.name
        if unit.parent_id is not None:
            seat.teams[unit.parent_id] = unit.id
        elif area_id is None:
            seat.across.append(unit.id)
        else:
            seat.branch_of[area_id] = unit.id
            if seat.line == "youth" and Random(f"{seat.slug} {unit.name}").random() < TINY:
                seat.tiny.add(unit.id)
    merged = sa.select(UnitsSuccession).where(UnitsSuccession.space_id.in_(seats))
    for each in session.scalars(merged.order_by(UnitsSuccession.id)):
        seats[each.space_id].came_from[each.into_id] = (each.unit_id, each.on)


def _heads(session: Session, seats: Mapping[int, Seat]) -> None:
    """Who holds the offices of these units today, heads first."""
    found = session.execute(
        sa.select(UnitsOffice, UnitsHolder)
        .join(
            UnitsHolder,
            sa.and_(
                UnitsHolder.space_id == UnitsOffice.space_id,
                UnitsHolder.office_id == UnitsOffice.id,
            ),
        )
        .join(
            UnitsUnit,
            sa.and_(
                UnitsUnit.space_id == UnitsOffice.space_id, UnitsUnit.id == UnitsOffice.unit_id
            ),
        )
        .where(
            UnitsOffice.space_id.in_(seats),
            UnitsUnit.kind.in_(ENROLS),
            UnitsOffice.ended_on.is_(None),
        )
        .order_by(UnitsOffice.space_id, UnitsUnit.sort_key, UnitsOffice.id)
    )
    rows: Sequence[tuple[UnitsOffice, UnitsHolder]] = list(found.tuples())
    for office, holder in sorted(rows, key=lambda row: row[0].rank != "head"):
        seats[office.space_id].heads.append(
            Head(office.unit_id, holder.person_name, holder.birth_year, office.party_member)
        )
