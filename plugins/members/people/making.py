"""Who the invented people are: name, sex, birth, citizen id, hamlet and organizations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from .naming import invented_full_name

LINES = ("youth", "women", "farmers", "veterans", "labour")
"""The organizations that people join, in the order of `Invented.lines`."""
NAMESAKES = 0.02
PROVINCE = "087"
"""Đồng Tháp in the numbers of citizens (Circular 59/2021/TT-BCA)."""
IN_ALL = 200
"""Nobody is drawn more often than this to be found a member of anything."""
CHANCES = {
    # line: sex, from age, to age, chance
    "youth": (("female", 16, 30, 0.27), ("male", 16, 30, 0.3)),
    "women": (("female", 18, 75, 0.72),),
    "farmers": (("female", 20, 75, 0.2), ("male", 20, 78, 0.5)),
    "veterans": (("female", 48, 78, 0.006), ("male", 45, 80, 0.16)),
    "labour": (("female", 20, 56, 0.06), ("male", 20, 60, 0.07)),
}
AGES = ((16, 24, 17), (25, 34, 21), (35, 44, 22), (45, 54, 18), (55, 64, 13), (65, 79, 9))
"""Bands of age with the share of people in them."""


@dataclass(frozen=True)
class Place:
    """Where people live: a hamlet and its commune by whatever names them, and how many live there.

    `weight` counts them in any measure, such as households.
    """

    hamlet: str | int
    commune: str | int
    weight: float = 1.0


@dataclass(frozen=True)
class Invented:
    """An invented person; `namesake_of` is the number of one of same name, year and hamlet."""

    number: int
    name: str
    sex: str
    birth_date: dt.date
    citizen_id: str
    place: Place
    lines: tuple[str, ...]
    namesake_of: int | None = None


def people(
    seed: int | str,
    count: int,
    places: Sequence[Place],
    day: dt.date,
    *,
    lines: Sequence[str] = LINES,
    namesakes: float = NAMESAKES,
) -> list[Invented]:
    """So many people who live in these places, each a member of at least one of the lines.

    Ages are those of `day`. The share `namesakes` of them bears name, sex and year of another one
    of the same hamlet, who is no other namesake's: two people that only more evidence keeps apart.
    """
    chance = Random(f"people {seed}")
    weights = [place.weight for place in places]
    double = round(count * namesakes)
    made: list[Invented] = []
    ids: set[str] = set()
    for number in range(count - double):
        place = chance.choices(places, weights)[0]
        made.append(_person(chance, number, place, day, lines, ids))
    originals = chance.sample(made, min(double, len(made)))
    for original in originals:
        made.append(_namesake(chance, len(made), original, day, lines, ids))
    return made


def _person(
    chance: Random, number: int, place: Place, day: dt.date, lines: Sequence[str], ids: set[str]
) -> Invented:
    sex, born, joined = _member(chance, day, lines)
    name = invented_full_name(chance, sex)
    return Invented(number, name, sex, born, _citizen_id(chance, sex, born, ids), place, joined)


def _member(
    chance: Random, day: dt.date, lines: Sequence[str]
) -> tuple[str, dt.date, tuple[str, ...]]:
    """Sex, birth and organizations of somebody who is in one: who is in none is passed over."""
    for _draw in range(IN_ALL):
        sex = "female" if chance.random() < 0.5 else "male"
        band = chance.choices(AGES, [share for *_ages, share in AGES])[0]
        born = _birthday(chance, day.year - chance.randint(band[0], band[1]))
        joined = _joined(chance, sex, day.year - born.year, lines)
        if joined:
            return sex, born, joined
    raise ValueError("Nobody is a member of these lines.")


def _joined(chance: Random, sex: str, age: int, lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        line
        for line in lines
        if any(
            sex == of and least <= age <= most and chance.random() < share
            for of, least, most, share in CHANCES[line]
        )
    )


def _namesake(
    chance: Random,
    number: int,
    original: Invented,
    day: dt.date,
    lines: Sequence[str],
    ids: set[str],
) -> Invented:
    born = original.birth_date
    while born == original.birth_date:
        born = _birthday(chance, original.birth_date.year)
    age = day.year - born.year
    joined = next(
        (some for _ in range(IN_ALL) if (some := _joined(chance, original.sex, age, lines))),
        original.lines,
    )
    citizen_id = _citizen_id(chance, original.sex, born, ids)
    return replace(
        original,
        number=number,
        birth_date=born,
        citizen_id=citizen_id,
        lines=joined,
        namesake_of=original.number,
    )


def _birthday(chance: Random, year: int) -> dt.date:
    return dt.date(year, 1, 1) + dt.timedelta(days=chance.randrange(365))


def _citizen_id(chance: Random, sex: str, born: dt.date, ids: set[str]) -> str:
    """Twelve digits: province, century and sex, year of birth, and six that nobody else has."""
    century = 2 * (born.year // 100 - 19) + (sex == "female")
    while True:
        number = f"{PROVINCE}{century}{born.year % 100:02d}{chance.randrange(1_000_000):06d}"
        if number not in ids:
            ids.add(number)
            return number
