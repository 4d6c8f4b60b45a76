"""The figures of units against plain Python over random rows, and as accounts see them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from plugins.units import figures
from plugins.units.kinds import kinds
from plugins.units.models import UnitsUnit
from portal.figures import Figure
from portal.indicators import Period

from .care_ground import TODAY, add_office, add_round, add_unit

pytestmark = pytest.mark.database
Row = dict[str, Any]
Seen = Callable[..., dict[str, Figure]]
AHEAD = dt.timedelta(days=60)
DAYS = [dt.date(2020, 1, 1), dt.date(2022, 3, 1), dt.date(2024, 6, 30), TODAY]


def some_day(chance: random.Random, empty: float = 0.2) -> dt.date | None:
    if chance.random() < empty:
        return None
    return dt.date(2019, 1, 1) + dt.timedelta(days=chance.randrange(3000))


def ordered(chance: random.Random, open_end: float) -> tuple[dt.date | None, dt.date | None]:
    first, last = some_day(chance), some_day(chance, open_end)
    if first is not None and last is not None and last < first:
        return last, first
    return first, last


class World:
    """Random units, offices and rounds of some spaces, kept as plain rows and in the database."""

    def __init__(self, owner: sa.Connection, spaces: list[int], seed: int) -> None:
        self.chance, self.owner = random.Random(seed), owner
        self.units: list[Row] = []
        self.offices: list[Row] = []
        self.rounds: list[tuple[int, int, dt.date, dict[int, str]]] = []
        for space in spaces:
            units = [self._unit(space) for _ in range(self.chance.randrange(1, 9))]
            for unit in units:
                for _ in range(self.chance.choice([0, 0, 1, 2, 3])):
                    self._office(unit)
            for _ in range(self.chance.randrange(3)):
                self._round(space, units)

    def _unit(self, space: int) -> Row:
        chance = self.chance
        founded, ended = ordered(chance, 0.7)
        held = some_day(chance, 0.5)
        row: Row = {
            "space_id": space,
            "kind": chance.choice(list(kinds())),
            "basis": chance.choice(["residential", "occupational", "interest"]),
            "founded_on": founded,
            "ended_on": ended,
            "ended_how": "dissolved" if ended else None,
            "congress_on": held,
            "congress_due_on": some_day(chance, 0.3),
            "households": chance.choice([None, 0, 12, 30]),
            "households_on": some_day(chance, 0.4),
        }
        row["id"] = add_unit(self.owner, **row)
        self.units.append(row)
        return row

    def _office(self, unit: Row) -> None:
        chance = self.chance
        offices = kinds()[unit["kind"]].offices
        office = chance.choice([offices[0], *offices])
        started, ended = ordered(chance, 0.7)
        row: Row = {
            "space_id": unit["space_id"],
            "unit_id": unit["id"],
            "office": office.name,
            "rank": office.rank,
            "party_member": chance.choice([True, False, None]),
            "introduced_on": some_day(chance, 0.7),
            "started_on": started,
            "ended_on": ended,
            "term_ends_on": some_day(chance, 0.5),
        }
        add_office(self.owner, **row)
        self.offices.append(row)

    def _round(self, space: int, units: list[Row]) -> None:
        held = some_day(self.chance, 0) or TODAY
        chosen = [unit for unit in units if self.chance.random() < 0.6]
        words = ("strong", "fair", "average", "weak", "inactive")
        marks = {unit["id"]: self.chance.choice(words) for unit in chosen}
        self.rounds.append((add_round(self.owner, space, held, marks), space, held, marks))

    def expected(self, day: dt.date) -> dict[str, dict[int, int]]:
        """Every figure of every space, by loops and comparisons of days."""
        found: dict[str, dict[int, int]] = {}
        for space in {unit["space_id"] for unit in self.units}:
            for name, value in self._of(space, day).items():
                if value is not None:
                    found.setdefault(name, {})[space] = value
        return found

    def _of(self, space: int, day: dt.date) -> dict[str, int | None]:
        known = [u for u in self.units if u["space_id"] == space and begun(u["founded_on"], day)]
        standing = [u for u in known if not ended(u["ended_on"], day)]
        offices = [o for o in self.offices if o["space_id"] == space]
        recorded = any(begun(o["started_on"], day) for o in offices)
        held = [o for o in offices if is_held(o, day)]
        heads = {u["id"]: [o for o in held if of(o, u) and o["rank"] == "head"] for u in standing}
        judged = [h for h in heads.values() if any(o["party_member"] is not None for o in h)]
        posts = [(u, o.name) for u in standing for o in kinds()[u["kind"]].offices[:2]]
        vacant = [p for p in posts if not any(of(o, p[0]) and o["office"] == p[1] for o in held)]
        due = [u["congress_due_on"] for u in standing if congress_known(u, day)]
        marks = self._marks(space, day, {u["id"] for u in standing})
        return {
            "standing": len(standing) if known else None,
            "without_head": sum(not h for h in heads.values()) if known and recorded else None,
            "heads": len(judged) or None,
            "party_heads": sum(any(o["party_member"] for o in h) for h in judged)
            if judged
            else None,
            "offices": len(posts) if posts and recorded else None,
            "vacancies": len(vacant) if posts and recorded else None,
            "congresses": len(due) or None,
            "congress_overdue": sum(each < day for each in due) if due else None,
            "congress_due": sum(day <= each <= day + AHEAD for each in due) if due else None,
            "surveyed": len(marks) or None,
            "weak": sum(mark in ("weak", "inactive") for mark in marks) if marks else None,
            "households": households(standing, day),
            **{f: in_family(known, standing, f) for f in {k.family for k in kinds().values()}},
            **{
                basis: sum(u["basis"] == basis for u in standing) if known else None
                for basis in ("residential", "occupational", "interest")
            },
        }

    def _marks(self, space: int, day: dt.date, standing: set[int]) -> list[str]:
        held = [r for r in self.rounds if r[1] == space and r[2] <= day and r[3]]
        if not held:
            return []
        last = max(held, key=lambda r: (r[2], r[0]))
        return [mark for unit, mark in last[3].items() if unit in standing]


def begun(first: dt.date | None, day: dt.date) -> bool:
    return first is None or first <= day


def ended(last: dt.date | None, day: dt.date) -> bool:
    return last is not None and last <= day


def of(office: Row, unit: Row) -> bool:
    return bool(office["unit_id"] == unit["id"])


def is_held(office: Row, day: dt.date) -> bool:
    only_introduced = office["started_on"] is None and office["introduced_on"] is not None
    return begun(office["started_on"], day) and not (
        only_introduced or ended(office["ended_on"], day)
    )


def congress_known(unit: Row, day: dt.date) -> bool:
    return unit["congress_due_on"] is not None and begun(unit["congress_on"], day)


def households(standing: list[Row], day: dt.date) -> int | None:
    groups = [u for u in standing if u["kind"] == "self_governing_group"]
    numbers = [u["households"] for u in groups if begun(u["households_on"], day)]
    counted = [number for number in numbers if number is not None]
    return sum(counted) if counted else None


def in_family(known: list[Row], standing: list[Row], family: str) -> int | None:
    names = [kind.name for kind in kinds().values() if kind.family == family]
    if not any(unit["kind"] in names for unit in known):
        return None
    return sum(unit["kind"] in names for unit in standing)


def read(owner: sa.Connection, day: dt.date) -> dict[str, dict[int, int]]:
    """Every figure of units as the database has it."""
    found: dict[str, dict[int, int]] = {}
    for indicator in figures.indicators():
        for space, value in owner.execute(indicator.select(Period.day(day))):
            if value is not None:
                found.setdefault(indicator.name.removeprefix("units."), {})[space] = int(value)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_the_figures_are_those_of_plain_python(
    owner: sa.Connection, space_ids: dict[str, int], seed: int
) -> None:
    world = World(owner, [space_ids["phu-nu-xa-sen"], space_ids["xa-sen"]], seed)
    for day in DAYS:
        assert read(owner, day) == world.expected(day), day
    assert {unit["id"] for unit in world.units if stands(owner, unit["id"], TODAY)} == {
        unit["id"]
        for unit in world.units
        if begun(unit["founded_on"], TODAY) and not ended(unit["ended_on"], TODAY)
    }


def stands(owner: sa.Connection, unit_id: int, day: dt.date) -> bool:
    """What the model says of a unit, which the selects must agree with."""
    row = owner.execute(sa.select(UnitsUnit.founded_on, UnitsUnit.ended_on).filter_by(id=unit_id))
    founded, over = row.one()
    return UnitsUnit(founded_on=founded, ended_on=over).stands_on(day)


@pytest.fixture
def seen(figures_seen: Seen) -> Seen:
    """The figures that somebody sees in a space on a day, by name."""
    return lambda username, slug, day=TODAY: figures_seen(username, slug, Period.year_to(day))


def test_a_figure_is_rolled_up_and_silence_is_not_zero(
    owner: sa.Connection, space_ids: dict[str, int], seen: Seen
) -> None:
    union = space_ids["phu-nu-xa-sen"]
    headed, _bare = (add_unit(owner, union, f"Chi hội {n}") for n in (1, 2))
    add_office(owner, union, headed, party_member=True)
    figure = seen("hoa", "huyen")["units.without_head"].now
    assert (figure.total.value, figure.total.part, figure.total.whole) == (1, 1, 2)
    assert (figure.total.known, figure.total.asked) == (1, 4), "four organizations of communes"
    assert figure.rows[space_ids["xa-lua"]].value is None
    party = seen("hoa", "huyen")["units.party_heads"].now.total
    assert (party.value, party.whole) == (1, 1)
    earlier = seen("hoa", "huyen", dt.date(2020, 12, 31))["units.standing"].now
    assert earlier.total.value is None, "none of them was founded yet"


def test_districts_and_offices_of_state_are_not_missing_the_figures() -> None:
    for indicator in figures.indicators():
        assert indicator.levels == ("commune",)
        assert indicator.lines and "state" not in indicator.lines
    named = {indicator.name: indicator.lines for indicator in figures.indicators()}
    assert named["units.self_governing"] == named["units.households"] == ("front",)
    assert named["units.cell"] == ("party",)


def test_a_neighbour_sees_his_own_figures_and_a_branch_head_none(
    owner: sa.Connection, space_ids: dict[str, int], seen: Seen
) -> None:
    add_unit(owner, space_ids["xa-sen"], id=901)
    add_unit(owner, space_ids["xa-lua"])
    assert seen("minh", "xa-lua")["units.standing"].now.total.value == 1
    assert "units.standing" not in seen("sau", "xa-sen")
