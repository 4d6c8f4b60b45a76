"""Who the members of the demo are: invented people, and how their organizations wrote them down.

Those who head units bear the name that the units know them by; some are written down twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from .demo_lives import AGED_OUT_FROM
from .people import Enrolment, Invented, Noise, Place, as_written, people
from .people.making import PROVINCE

SEED = "Tân Hồng"
COUNT = 19_800
ONCE_YOUNG, OLDEST = 0.3, 35
"""The share of those just past the age who were in the Youth Union within the last years."""
FOUGHT, SINCE_AGE = 0.55, 48
"""The share of elder men who are veterans beside those whom the bench of the linkage knows."""
AS_KEPT = Noise(no_citizen_id=0.3, unmarked=0.02, year_only=0.13, misspelt=0.015)
AS_KEPT_TWICE = Noise(no_citizen_id=0.7, unmarked=0.1, year_only=0.4, misspelt=0.3)
TWICE = 90
"""So many enrolments stand on a list for a second time."""


@dataclass(frozen=True)
class Head:
    """Who holds an office of a unit, as the units have it: to be found among the members."""

    unit: int
    name: str
    birth_year: int | None
    party_member: bool | None

    @property
    def sex(self) -> str:
        """As far as a name tells: invented women all bear “Thị”."""
        return "female" if " Thị " in f" {self.name} " else "male"


def invented(places: Sequence[Place], day: dt.date) -> list[Invented]:
    """The people of the district; the same for the same places and year."""
    return [_joined_more(person, day) for person in people(SEED, COUNT, places, day)]


def _joined_more(person: Invented, day: dt.date) -> Invented:
    """The same person with the organizations of which the bench knows fewer members."""
    age, chance = day.year - person.birth_date.year, Random(f"{SEED} {person.number} more")
    young, fought = chance.random() < ONCE_YOUNG, chance.random() < FOUGHT
    more = []
    if AGED_OUT_FROM <= age < OLDEST and young:
        more.append("youth")
    if age >= SINCE_AGE and person.sex == "male" and fought and "veterans" not in person.lines:
        more.append("veterans")
    return replace(person, lines=(*person.lines, *more)) if more else person


def named_as_heads(
    person_of: dict[int, Invented],
    heads: Iterable[Head],
    in_unit: Mapping[int, Sequence[int]],
) -> dict[int, Head]:
    """Give those who hold offices a person among the members of their unit; by number.

    `person_of` is changed: whoever was found bears the name of the head. It is somebody of one
    organization alone, so that no other one knows them by another name.
    """
    ids = {person.citizen_id for person in person_of.values()}
    found: dict[int, Head] = {}
    for head in heads:
        free = [
            person_of[number]
            for number in in_unit.get(head.unit, ())
            if number not in found and _may_be(person_of[number])
        ]
        if free:
            person = min(free, key=lambda each: _unlike(each, head))
            person_of[person.number] = _named(person, head, ids)
            found[person.number] = head
    return found


def _may_be(person: Invented) -> bool:
    return len(person.lines) == 1 and person.namesake_of is None


def _unlike(person: Invented, head: Head) -> tuple[bool, int, int]:
    """How far somebody is from a head: sex first, then the year of birth."""
    years = abs(person.birth_date.year - (head.birth_year or person.birth_date.year))
    return person.sex != head.sex, years, person.number


def _named(person: Invented, head: Head, ids: set[str]) -> Invented:
    sex = "female" if person.lines == ("women",) else head.sex
    year = head.birth_year or person.birth_date.year
    born = person.birth_date.replace(year=year, day=min(person.birth_date.day, 28))
    century = 2 * (year // 100 - 19) + (sex == "female")
    rest = int(person.citizen_id[6:])
    while (citizen_id := f"{PROVINCE}{century}{year % 100:02d}{rest:06d}") in ids:
        rest = (rest + 1) % 1_000_000
    ids.add(citizen_id)
    return replace(person, name=head.name, sex=sex, birth_date=born, citizen_id=citizen_id)


def written_down(
    members: Sequence[Invented], exact: Iterable[int]
) -> Iterator[tuple[Enrolment, bool]]:
    """Every enrolment as its organization keeps it, and whether it stands there once more.

    Those of `exact` are written as they are.
    """
    known, surely = {person.number: person for person in members}, set(exact)
    for row in as_written(members, SEED, AS_KEPT):
        person = known[row.person]
        yield (replace(row, name=person.name) if row.person in surely else row), False
    twice = Random(f"{SEED} twice").sample([p for p in members if p.number not in surely], TWICE)
    once = [replace(person, lines=person.lines[-1:]) for person in twice]
    for row in as_written(once, f"{SEED} twice", AS_KEPT_TWICE):
        yield row, True
