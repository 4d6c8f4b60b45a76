"""What became of one invented enrolment: how it began, moved and ended; no database.

How often things happen is near what communes report in a year. The books balance by themselves:
nobody is ever in two units, and whoever left or died is in none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

YEAR = 365.25
LEAST_AGE = {"youth": 16}
OLDEST_BOOK = dt.date(1990, 1, 1)
"""Nobody's day of joining is known from before."""
ENDS = {
    # line: how members go, and how many of a hundred do in a year
    "youth": {"leave": 3.0, "release": 1.0, "strike_off": 0.4, "expel": 0.03},
    "women": {"leave": 1.2, "release": 0.4, "strike_off": 0.05},
    "farmers": {"leave": 1.0, "release": 0.5, "strike_off": 0.1, "expel": 0.01},
    "veterans": {"leave": 0.4, "release": 0.1, "strike_off": 0.05},
    "labour": {"leave": 2.5, "release": 0.3},
}
DEATHS = ((75, 3.5), (60, 1.0), (0, 0.12))
"""From which age how many of a hundred die in a year."""
MOVED, RETURNS, BACK_AFTER = 0.025, 0.08, 150
AWAY = {"youth": 0.14, "women": 0.05, "farmers": 0.05, "veterans": 0.01, "labour": 0.0}
DEFERRED, EXEMPT, EXEMPT_FROM = 0.012, 0.12, 70
OPEN, TURNED_DOWN = 0.011, 0.003
AGED_OUT_FROM = 31
"""Who is so old is seen off by the Youth Union."""
SEEN_OFF = ((3, 26), (12, 20))
LATE = 0.12
"""The share of those past that age who still stand on the list."""


@dataclass(frozen=True)
class Moved:
    """A movement; `change` says what the ledger gains at `unit`, and 1 more at `to_unit`."""

    kind: str
    on: dt.date
    unit: int
    change: int = 0
    to_unit: int | None = None
    until: dt.date | None = None
    state: str = "decided"


@dataclass
class Life:
    """An enrolment from its beginning to today; `opening` says that it is older than the books."""

    unit: int
    joined_on: dt.date
    begins_on: dt.date
    opening: bool
    moved: list[Moved] = field(default_factory=list)
    state: str = "active"
    state_until: dt.date | None = None
    left_on: dt.date | None = None
    left_how: str | None = None
    away_since: dt.date | None = None
    away_how: str | None = None


@dataclass(frozen=True)
class Ground:
    """What all lives of a space share: its line, its books' first day, today, its units.

    `came_from` has for a unit the one that was merged into it, and the day.
    """

    line: str
    since: dt.date
    day: dt.date
    units: Sequence[int]
    came_from: dict[int, tuple[int, dt.date]]


def death_of(chance: Random, born: dt.date, since: dt.date, day: dt.date) -> dt.date | None:
    """When somebody died in the years that the demo shows; mostly nobody did."""
    age = (day - born).days / YEAR
    rate = next(rate for least, rate in DEATHS if age >= least)
    return _happens(chance, rate / 100, since + dt.timedelta(days=90), day)


def life_of(
    chance: Random, ground: Ground, unit: int, born: dt.date, died_on: dt.date | None
) -> Life | None:
    """What became of an enrolment in a unit; None for one that ended before it could begin."""
    first = max(_birthday(born, LEAST_AGE.get(ground.line, 18)), OLDEST_BOOK)
    last = (died_on or ground.day) - dt.timedelta(days=30)
    seen_off = _seen_off(chance, ground, born)
    if seen_off is not None:
        last = min(last, seen_off - dt.timedelta(days=400))
    if first >= last or (seen_off is not None and seen_off <= ground.since):
        return None
    joined = _between(chance, first, last)
    life = Life(unit, joined, max(joined, ground.since), joined <= ground.since)
    if not life.opening:
        life.moved.append(Moved("admit", joined, unit, 1))
    ended = _ended(chance, ground, life, died_on, seen_off)
    _transferred(chance, ground, life, ended[0] if ended else ground.day)
    if ended is not None:
        life.moved.append(Moved(ended[1], ended[0], unit, -1))
        life.state, (life.left_on, life.left_how) = "left", ended
        _returned(chance, ground, life, died_on)
    if life.state != "left":
        _today(chance, ground, life, born)
    return life


def entries_of(life: Life) -> Iterator[tuple[int | None, int, dt.date, int, str]]:
    """The lines of the ledger: number of the movement, unit, day, change, how."""
    if life.opening:
        first = next((each.unit for each in life.moved if each.change), life.unit)
        yield None, first, life.begins_on, 1, "opening"
    for number, each in enumerate(life.moved):
        if each.change:
            yield number, each.unit, each.on, each.change, each.kind
        if each.change and each.to_unit is not None:
            yield number, each.to_unit, each.on, 1, each.kind


def _ended(
    chance: Random,
    ground: Ground,
    life: Life,
    died_on: dt.date | None,
    seen_off: dt.date | None,
) -> tuple[dt.date, str] | None:
    """How and when the enrolment ended, whatever came first."""
    rates = ENDS[ground.line]
    kind = chance.choices([*rates], [*rates.values()])[0]
    after = life.begins_on + dt.timedelta(days=60)
    gone = _happens(chance, sum(rates.values()) / 100, after, ground.day)
    ends = [(gone, kind), (died_on, "decease"), (seen_off, "age_out")]
    known = [(on, how) for on, how in ends if on is not None and on > life.begins_on]
    return min(known, default=None)


def _seen_off(chance: Random, ground: Ground, born: dt.date) -> dt.date | None:
    """The first occasion after the birthday on which the Youth Union sees members off."""
    if ground.line != "youth":
        return None
    birthday = _birthday(born, AGED_OUT_FROM)
    years = (birthday.year, birthday.year + 1)
    occasions = [dt.date(year, month, day) for year in years for month, day in SEEN_OFF]
    on = next(each for each in occasions if each > birthday)
    late = chance.random() < LATE and ground.since < on
    return None if late or on > ground.day else on


def _transferred(chance: Random, ground: Ground, life: Life, end: dt.date) -> None:
    """Let some come from another unit: they were in it from the beginning."""
    former, merged_on = ground.came_from.get(life.unit, (None, ground.day))
    others = [unit for unit in ground.units if unit != life.unit]
    first = life.begins_on + dt.timedelta(days=40)
    if former is not None and life.begins_on < merged_on < end and chance.random() < 0.5:
        source, on = former, merged_on
    elif others and chance.random() < MOVED and first < end - dt.timedelta(days=40):
        source, on = chance.choice(others), _between(chance, first, end - dt.timedelta(days=40))
    else:
        return
    life.moved = [Moved(each.kind, each.on, source, each.change) for each in life.moved]
    life.moved.append(Moved("transfer", on, source, -1, to_unit=life.unit))


def _returned(chance: Random, ground: Ground, life: Life, died_on: dt.date | None) -> None:
    """Let some of those who left or were released come back."""
    assert life.left_on is not None
    on = life.left_on + dt.timedelta(days=BACK_AFTER + chance.randrange(200))
    returns = life.left_how in ("leave", "release") and chance.random() < RETURNS
    if returns and on < ground.day and died_on is None:
        life.moved.append(Moved("return", on, life.unit, 1))
        life.state, life.left_on, life.left_how = "active", None, None


def _today(chance: Random, ground: Ground, life: Life, born: dt.date) -> None:
    """How somebody on the list stands today, and what is proposed of them."""
    day, drawn = ground.day, chance.random()
    latest = max((each.on for each in life.moved), default=life.begins_on)
    recent = max(latest, day - dt.timedelta(days=300)) + dt.timedelta(days=1)
    if drawn < AWAY[ground.line] and recent < day:
        life.away_since = _between(chance, recent, day)
        life.away_how = "working_away" if chance.random() < 0.8 else "lost_contact"
    elif drawn > 1 - DEFERRED and recent < day:
        on = _between(chance, recent, day)
        until = on + dt.timedelta(days=chance.choice((90, 180, 360)))
        life.moved.append(Moved("defer", on, life.unit, until=until))
        life.state, life.state_until = "deferred", until
    elif (day - born).days / YEAR > EXEMPT_FROM and drawn > 1 - EXEMPT and recent < day:
        life.moved.append(Moved("exempt", _between(chance, recent, day), life.unit))
        life.state = "exempt"
    elif ground.line == "youth" and day.year - born.year >= AGED_OUT_FROM and drawn > 0.6:
        life.moved.append(_open("age_out", day, life.unit, chance))
    elif drawn > 1 - DEFERRED - OPEN - TURNED_DOWN:
        _proposed(chance, ground, life, drawn > 1 - DEFERRED - OPEN)


def _proposed(chance: Random, ground: Ground, life: Life, still_open: bool) -> None:
    others = [unit for unit in ground.units if unit != life.unit]
    kind = chance.choice(("transfer", "transfer", "defer", "leave", "release"))
    if kind == "transfer" and not others:
        kind = "leave"
    to_unit = chance.choice(others) if kind == "transfer" else None
    on = ground.day + dt.timedelta(days=chance.randrange(3, 30))
    state = "proposed" if still_open else chance.choice(("refused", "withdrawn"))
    if not still_open:
        on = ground.day - dt.timedelta(days=chance.randrange(30, 400))
    until = on + dt.timedelta(days=180) if kind == "defer" else None
    if on > life.begins_on:
        life.moved.append(Moved(kind, on, life.unit, 0, to_unit, until, state))


def _open(kind: str, day: dt.date, unit: int, chance: Random) -> Moved:
    on = day + dt.timedelta(days=chance.randrange(5, 40))
    return Moved(kind, on, unit, state="proposed")


def _happens(chance: Random, rate: float, first: dt.date, day: dt.date) -> dt.date | None:
    """When something that happens at so much in a year does, if before a day."""
    on = first + dt.timedelta(days=int(min(chance.expovariate(rate), 300) * YEAR))
    return on if on < day else None


def _between(chance: Random, first: dt.date, last: dt.date) -> dt.date:
    return first + dt.timedelta(days=chance.randrange(max(1, (last - first).days)))


def _birthday(born: dt.date, age: int) -> dt.date:
    return born.replace(year=born.year + age, day=min(born.day, 28))
