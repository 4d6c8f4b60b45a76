"""What is known of an invented enrolment beyond name and birth: kind, occupation, card, traits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from .lines import lines
from .people import Invented

OCCUPATIONS: Mapping[str, Mapping[str | None, int]] = {
    # line: of a hundred members, how many live by what; None: nobody wrote it down
    "youth": {"student": 30, "worker": 26, "farmer": 20, "freelance": 10, "official": 8, None: 6},
    "women": {"farmer": 55, "home": 17, "freelance": 12, "business": 5, "official": 5, None: 6},
    "farmers": {"farmer": 91, "business": 3, "freelance": 2, "retired": 2, None: 2},
    "veterans": {"farmer": 62, "retired": 20, "freelance": 8, "official": 4, None: 6},
    "labour": {"official": 93, "worker": 5, None: 2},
}
CARDS = {"youth": 0.7, "women": 0.4, "farmers": 0.85, "veterans": 0.6, "labour": 0.75}
IN_PARTY = {"youth": 0.1, "women": 0.06, "farmers": 0.08, "veterans": 0.35, "labour": 0.45}
PARTY_KNOWN = 0.75
HONORARY = {"youth": 0.01, "farmers": 0.01, "labour": 0.0}
PRODUCTION = {"rice": 58, "fruit": 14, "livestock": 12, "fish": 8, "craft": 8}
SERVED_LONG_AGO = 1990
"""Who enlisted before is a veteran in the demo, who did later an ex-serviceman."""
REACHED, ADDRESSED, ROUGHLY = 0.45, 0.8, 0.06
"""Shares: with a telephone, with an address, of whom the commune alone is known."""


@dataclass(frozen=True)
class Facts:
    """What an organization keeps of one member."""

    kind: str
    occupation: str | None
    card: str | None
    phone: str | None
    traits: dict[str, Any]
    has_address: bool
    knows_hamlet: bool


def facts_of(chance: Random, line: str, person: Invented, joined_on: dt.date) -> Facts:
    """The facts of one enrolment; every number of a telephone is one that no subscriber has."""
    kinds = [kind.name for kind in lines()[line].kinds]
    traits = _traits(chance, line, person, joined_on)
    kind = kinds[chance.random() < HONORARY.get(line, 0.0)]
    if line == "veterans":
        kind = kinds[traits["enlisted_year"] >= SERVED_LONG_AGO]
    named = OCCUPATIONS[line]
    return Facts(
        kind=kind,
        occupation=chance.choices([*named], [*named.values()])[0],
        card=f"087{chance.randrange(10**7):07d}" if chance.random() < CARDS[line] else None,
        phone=f"02770000{chance.randrange(1000):03d}" if chance.random() < REACHED else None,
        traits=traits,
        has_address=chance.random() < ADDRESSED,
        knows_hamlet=chance.random() >= ROUGHLY,
    )


def party_member(person: Invented) -> bool:
    """Whether somebody invented is a Party member; the same in each organization."""
    likely = max(IN_PARTY[line] for line in person.lines)
    return Random(f"in the Party {person.number}").random() < likely


def _traits(chance: Random, line: str, person: Invented, joined_on: dt.date) -> dict[str, Any]:
    since = max(joined_on.year, 2015)
    year = chance.randint(since, max(since, 2025))
    if line == "youth":
        outstanding = chance.random() < 0.09
        return {"outstanding": True, "outstanding_year": year} if outstanding else {}
    if line == "women":
        return {"core": True} if chance.random() < 0.22 else {}
    if line == "veterans":
        enlisted = person.birth_date.year + chance.randint(18, 21)
        return {"enlisted_year": enlisted, "discharged_year": enlisted + chance.randint(2, 6)}
    if line != "farmers":
        return {}
    heads = 0.65 if person.sex == "male" else 0.2
    found: dict[str, Any] = {"production": chance.choices([*PRODUCTION], [*PRODUCTION.values()])[0]}
    if chance.random() < 0.25:
        found["core"] = True
    if chance.random() < 0.07:
        found["outstanding_year"] = year
    if chance.random() < heads:
        found["household_head"] = True
    return found
