"""How the demo's movements are written down: days, bodies, reasons, who is offered or proposed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any

from .candidates import sealed_text
from .charters import DEFER, charter_of, reasons_for
from .demo_lives import Moved
from .demo_seats import Seat
from .enrolling import Enrolment
from .lines import lines
from .people import Invented

Values = dict[str, Any]
ARMY = "army"
"""A reason of the young."""
PROPOSED_HERE = 3
"""So many people of each commune are proposed for admission to each organization."""
COULD_JOIN = {
    # line: sex if one, from age, to age
    "youth": (None, 16, 29),
    "women": ("female", 18, 60),
    "farmers": (None, 20, 65),
    "veterans": ("male", 48, 75),
    "labour": (None, 20, 55),
}


def movement(chance: Random, line: str, moved: Moved, day: dt.date, turn: int | None) -> Values:
    """What is kept of a movement beside whose it is."""
    kind = charter_of(line).movements[moved.kind]
    proposed, considered, decided = _days(chance, moved, day)
    document = f"{chance.randrange(1, 90):02d}-QĐ/{moved.on.year}"
    reasons = [each for each in reasons_for(moved.kind) if each.name != ARMY or line == "youth"]
    reason = chance.choice(reasons).name if reasons and moved.state == "decided" else None
    visited = proposed - dt.timedelta(days=20) if reason == "absent" and proposed else None
    return {
        "unit_id": moved.unit,
        "to_unit_id": moved.to_unit,
        "kind": moved.kind,
        "state": moved.state,
        "on": moved.on,
        "until": moved.until,
        "reason": reason,
        "proposed_on": proposed,
        "considered_on": considered if kind.considers else None,
        "considered_by": kind.considers.label_vi if considered and kind.considers else None,
        "decided_on": decided,
        "decided_by": kind.decides.label_vi if decided and kind.decides else None,
        "document": document if moved.state == "decided" and moved.kind != DEFER else None,
        "visited_on": visited,
        "informed_on": visited and moved.on,
        "turn": turn,
    }


def candidates(
    seat: Seat, people: dict[int, Invented], day: dt.date
) -> Iterator[tuple[Moved, str, str]]:
    """Who is proposed for admission: the movement, the name, all else as one text."""
    chance = Random(f"candidates of {seat.slug}")
    free = [p for p in people.values() if p.place.commune == seat.commune and _could(seat, p, day)]
    for person in chance.sample(free, min(PROPOSED_HERE, len(free))):
        unit = seat.unit_for(person, {})
        on = day + dt.timedelta(days=chance.randrange(5, 30))
        enrolment = Enrolment(
            name=person.name,
            sex=person.sex,
            kind=lines()[seat.line].kinds[0].name,
            birth_date=person.birth_date,
            area_id=int(person.place.hamlet),
            citizen_id=person.citizen_id,
            traits={"enlisted_year": person.birth_date.year + 19}
            if seat.line == "veterans"
            else {},
        )
        yield Moved("admit", on, unit, state="proposed"), person.name, sealed_text(enrolment)


def _could(seat: Seat, person: Invented, day: dt.date) -> bool:
    sex, least, most = COULD_JOIN[seat.line]
    age = day.year - person.birth_date.year
    fits = least < age <= most and sex in (None, person.sex)
    return fits and seat.line not in person.lines


def _days(
    chance: Random, moved: Moved, day: dt.date
) -> tuple[dt.date | None, dt.date | None, dt.date | None]:
    """When a movement was proposed, considered and decided."""
    if moved.kind == "decease":
        return None, None, min(day, moved.on + dt.timedelta(days=chance.randrange(2, 15)))
    if moved.state == "proposed":
        proposed = day - dt.timedelta(days=chance.randrange(4, 40))
        waits = chance.random() < 0.5
        return proposed, None if waits else proposed + dt.timedelta(days=3), None
    proposed = moved.on - dt.timedelta(days=chance.randrange(15, 45))
    if moved.state == "withdrawn":
        return proposed, None, None
    return proposed, proposed + dt.timedelta(days=7), moved.on - dt.timedelta(days=2)
