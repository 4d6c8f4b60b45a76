"""Invented units with their officers: the same for the same words, however often they are made.

For the demo of a module and for benches. A module says in `Shape`s what its units look like. Who
holds their offices, and where the gaps are, follows from the words alone; the days follow from the
day on which the units are looked at, so that what is due then is due on any day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from ..demo.names import invented_name

HEADLESS, CHANGED, AWAITING, UNKNOWN = 0.06, 0.1, 0.08, 0.04
"""Shares: units without a head, with a new one within the term, officers who were elected and not
yet recognized, officers of whom nobody noted whether they are Party members."""
PARTY_MEMBERS = {"head": 0.6, "deputy": 0.45, "member": 0.3}
LATE = 1.12
"""Congresses lie up to so many terms back: about a tenth is overdue."""
OLDEST, YOUNGEST = 1957, 1996


@dataclass(frozen=True)
class Seats:
    """An office of a unit and how many hold it, at least and at most."""

    office: str
    rank: str
    least: int = 1
    most: int = 1


@dataclass(frozen=True)
class Shape:
    """What the units of one kind look like; `in_party` says that each officer is a member."""

    kind: str
    line: str
    seats: tuple[Seats, ...]
    term_months: int | None = None
    households: bool = False
    in_party: bool = False


@dataclass(frozen=True)
class MadeOffice:
    """An office as somebody invented holds it, or held it until `ended_on`."""

    office: str
    rank: str
    person: str
    birth_year: int
    phone: str | None
    party_member: bool | None
    introduced_on: dt.date
    elected_on: dt.date
    recognized_on: dt.date | None
    document: str | None
    term_ends_on: dt.date | None
    ended_on: dt.date | None = None


@dataclass(frozen=True)
class MadeUnit:
    """An invented unit: when it was founded, when it meets in congress, who holds its offices."""

    shape: Shape
    name: str
    founded_on: dt.date
    founded_document: str
    congress_on: dt.date | None
    congress_due_on: dt.date | None
    households: int | None
    offices: list[MadeOffice]

    @property
    def head(self) -> str | None:
        """Who heads it now."""
        now = (each for each in self.offices if each.rank == "head" and each.ended_on is None)
        return next((each.person for each in now), None)


@dataclass
class Generator:
    """Makes the units of one space, named by its address, as they stand on a day.

    `known` names the heads of some units, by the unit's name: such an office is never vacant.
    Nobody else is invented twice in one space.
    """

    place: str
    day: dt.date
    known: Mapping[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def unit(self, shape: Shape, name: str) -> MadeUnit:
        """An invented unit of a shape."""
        chance = Random(f"{self.place} {name}")
        founded = dt.date(chance.randrange(1990, 2019), chance.randrange(1, 13), 15)
        term = shape.term_months
        back = chance.random() * LATE * (term or 48) * 30.4
        met = self.day - dt.timedelta(days=round(back))
        due = months_after(met, term) if term else None
        return MadeUnit(
            shape=shape,
            name=name,
            founded_on=founded,
            founded_document=f"{chance.randrange(1, 90):02d}/QĐ-{founded.year}",
            congress_on=met if term else None,
            congress_due_on=due,
            households=chance.randrange(24, 62) if shape.households else None,
            offices=list(self._offices(chance, shape, name, met, due)),
        )

    def _offices(
        self, chance: Random, shape: Shape, name: str, met: dt.date, due: dt.date | None
    ) -> Iterator[MadeOffice]:
        headless = chance.random() < HEADLESS and name not in self.known
        changed = chance.random() < CHANGED and (self.day - met).days > 200
        for seats in shape.seats:
            for _seat in range(chance.randint(seats.least, seats.most)):
                first = seats.rank == "head"
                held = self._held(chance, shape, seats, met, due)
                if first and (headless or changed):
                    until = met + (self.day - met) * (0.4 + 0.5 * chance.random())
                    yield MadeOffice(**{**vars(held), "ended_on": until})
                    held = self._held(chance, shape, seats, until, due)
                if first and name in self.known:
                    held = MadeOffice(**{**vars(held), "person": self.known[name]})
                if not (first and headless):
                    yield held

    def _held(
        self, chance: Random, shape: Shape, seats: Seats, elected: dt.date, due: dt.date | None
    ) -> MadeOffice:
        recognized = elected + dt.timedelta(days=chance.randrange(5, 26))
        waits = chance.random() < AWAITING or recognized > self.day
        member = chance.random() < PARTY_MEMBERS[seats.rank]
        unknown = chance.random() < UNKNOWN
        document = f"{chance.randrange(1, 90):02d}/QĐ-{recognized.year}"
        number = f"02770000{chance.randrange(1000):03d}"
        return MadeOffice(
            office=seats.office,
            rank=seats.rank,
            person=self._person(chance, shape.line),
            birth_year=self._born(chance, shape.line),
            phone=number if seats.rank != "member" else None,
            party_member=True if shape.in_party else None if unknown else member,
            introduced_on=elected - dt.timedelta(days=chance.randrange(20, 61)),
            elected_on=elected,
            recognized_on=None if waits else recognized,
            document=None if waits else document,
            term_ends_on=due,
        )

    def _person(self, chance: Random, line: str) -> str:
        """A name that nobody bears yet in this space, as long as there are such names."""
        for _attempt in range(50):
            name = invented_name(chance, line)
            if name not in self.taken:
                break
        self.taken.add(name)
        return name

    def _born(self, chance: Random, line: str) -> int:
        """A year of birth: of the young in the Youth Union, of the old among veterans."""
        if line == "youth":
            return self.day.year - chance.randrange(19, 31)
        if line == "veterans":
            return chance.randrange(1948, 1970)
        return chance.randrange(OLDEST, YOUNGEST)


def months_after(day: dt.date, months: int) -> dt.date:
    """The day so many months later; the 28th stands for the last days of a month."""
    month = day.month - 1 + months
    return dt.date(day.year + month // 12, month % 12 + 1, min(day.day, 28))
