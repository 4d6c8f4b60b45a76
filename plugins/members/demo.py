"""The demo's members: about 25,000 enrolments of about 20,000 invented people in three years."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from random import Random

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.audit import record
from portal.database import IN_FORCE, acting_within, db
from portal.demo.targets import DISTRICT
from portal.entering import registry
from portal.jobs.actions import add
from portal.locale import today
from portal.reach import Reach
from portal.spaces.models import Space

from .demo_lives import Ground, Life, death_of, life_of
from .demo_numbers import counted
from .demo_party import load_lists
from .demo_people import Head, invented, named_as_heads, written_down
from .demo_rows import Member, Rows
from .demo_seats import Seat, places_of, seats_of
from .linked_actions import JOB
from .people import Enrolment, Invented

COUNTS = "danvan"
"""The account that asks how many people the enrolments are of."""
QUARTERS = 12
"""The books of the demo begin so many quarters before the one that runs."""


def load(session: Session) -> str:
    """Enrol the district's people in the organizations that enrolled nobody yet; says how many.

    The reach must cover these, and the map must be open.
    """
    day = today()
    with _naming_people():
        seats = seats_of(session)
    if not seats:
        return "0 new enrolments."
    places, addresses = places_of(session)
    everybody = {person.number: person for person in invented(places, day)}
    enrolling = Enrolling(seats, everybody, addresses, first_of_books(day), day)
    people: set[int] = set()
    enrolled = moved = 0
    for seat, members in enrolling.members():
        Rows(session, seat, enrolling.ground(seat)).write(members, enrolling.everybody)
        session.add_all(counted(seat, members, enrolling.since, day))
        record("members.demo_loaded", seat.name, space_id=seat.id, after={"rows": len(members)})
        people |= {member.person.number for member in members}
        enrolled += len(members)
        moved += sum(len(member.life.moved) for member in members)
    party = load_lists(session, enrolling.everybody.values(), day)
    _count_people(session)
    return (
        f"{enrolled} new enrolments of {len(people)} people, with {moved} movements;"
        f" {party} Party members on working lists."
    )


def _count_people(session: Session) -> None:
    """Let the worker count the district's people, as its officer would ask."""
    account_id = session.scalar(sa.select(Account.id).where(Account.username == COUNTS))
    space_id = session.scalar(sa.select(Space.id).where(Space.slug == DISTRICT))
    if account_id is not None and space_id is not None:
        add(registry().jobs[JOB], {}, account_id=account_id, space_id=space_id)


@contextmanager
def _naming_people() -> Iterator[None]:
    """Read who leads the units: the demo made them itself, in the same transaction or before."""
    reach: Reach = db.session.connection().info[IN_FORCE]
    with acting_within(replace(reach, personal=reach.spaces)):
        yield


def first_of_books(day: dt.date) -> dt.date:
    """The first day of the quarter with which the demo's books begin."""
    months = day.year * 12 + (day.month - 1) // 3 * 3 - 3 * QUARTERS
    return dt.date(months // 12, months % 12 + 1, 1)


class Enrolling:
    """Puts people into the units of their commune's organizations, with what became of each.

    `everybody` is changed: those who hold offices get the names that the units know them by.
    """

    def __init__(
        self,
        seats: Sequence[Seat],
        everybody: dict[int, Invented],
        addresses: Mapping[int, str],
        since: dt.date,
        day: dt.date,
    ) -> None:
        self.seats, self.everybody, self.addresses = seats, everybody, addresses
        self.since, self.day = since, day
        self.at = {(seat.commune, seat.line): seat for seat in seats}
        self.unit_of = self._units()
        self.heads = self._heads()

    def ground(self, seat: Seat) -> Ground:
        """What all enrolments of an organization share."""
        return Ground(seat.line, self.since, self.day, seat.units, seat.came_from)

    def members(self) -> Iterator[tuple[Seat, list[Member]]]:
        """The members of each organization, in the order in which they were written down."""
        ready: dict[int, list[Member]] = {seat.id: [] for seat in self.seats}
        for row, again in written_down(list(self.everybody.values()), self.heads):
            seat = self.at.get((int(row.place.commune), row.line))
            member = self._member(seat, row, again) if seat else None
            if seat and member:
                ready[seat.id].append(member)
        return ((seat, ready[seat.id]) for seat in self.seats)

    def _member(self, seat: Seat, row: Enrolment, again: bool) -> Member | None:
        person, head = self.everybody[row.person], self.heads.get(row.person)
        chance = Random(f"{row.line} {row.person} {again}")
        unit = chance.choice(seat.units) if again else self.unit_of[row.person, row.line]
        hamlet = int(row.place.hamlet)
        life = self._life(chance, seat, unit, person, head)
        if life is None:
            return None
        return Member(person, row, life, hamlet, seat.commune, self.addresses[hamlet], head)

    def _life(
        self, chance: Random, seat: Seat, unit: int, person: Invented, head: Head | None
    ) -> Life | None:
        """What became of the enrolment; who holds an office is on the list and present."""
        ground, born = self.ground(seat), person.birth_date
        if head is None:
            deaths = Random(f"death of {person.number}")
            died = death_of(deaths, born, self.since, self.day)
            return life_of(chance, ground, unit, born, died)
        while True:
            life = life_of(chance, ground, unit, born, None)
            if life is None or (life.state == "active" and life.away_since is None):
                return life

    def _units(self) -> dict[tuple[int, str], int]:
        """The unit of each person in each organization."""
        sizes, found = Counter[int](), {}
        for number, person in self.everybody.items():
            for line in person.lines:
                seat = self.at.get((int(person.place.commune), line))
                if seat is not None:
                    unit = found[number, line] = seat.unit_for(person, sizes)
                    sizes[unit] += 1
        return found

    def _heads(self) -> dict[int, Head]:
        in_unit: dict[int, list[int]] = {}
        for (number, _line), unit in self.unit_of.items():
            in_unit.setdefault(unit, []).append(number)
        heads = [head for seat in self.seats for head in seat.heads]
        return named_as_heads(self.everybody, heads, in_unit)
