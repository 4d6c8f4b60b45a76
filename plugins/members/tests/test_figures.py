"""The figures of members against plain Python over invented lives, and as accounts see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from plugins.members import figures
from plugins.members.charters import movements
from plugins.members.demo_lives import Ground, Life, death_of, entries_of, life_of
from plugins.members.models import MembersEntry, MembersMembership, MembersNumber, MembersRun
from plugins.units.models import UnitsUnit
from portal.figures import Figure
from portal.indicators import Period
from portal.locale import HERE
from portal.text import fold, text_key

pytestmark = pytest.mark.database
TODAY = dt.date(2026, 6, 30)
SINCE = dt.date(2023, 4, 1)
PERIODS = [
    Period.day(dt.date(2022, 1, 1)),
    Period.year(2024),
    Period(dt.date(2025, 4, 1), dt.date(2025, 6, 30)),
    Period.year_to(TODAY),
]
Seen = Callable[..., dict[str, Figure]]


class World:
    """Invented lives in the units of a space, kept in plain Python and in the database."""

    def __init__(self, owner: sa.Connection, space: int, line: str, seed: int) -> None:
        self.owner, self.space, self.chance = owner, space, Random(seed)
        kinds = ("youth_branch", "farmers_branch", "women_branch")
        self.units = [self._unit(kind) for kind in kinds for _ in range(2)]
        ids = [row["id"] for row in self.units]
        ground = Ground(line, SINCE, TODAY, ids, {})
        self.lives: list[tuple[dict[str, Any], Life]] = []
        for _ in range(self.chance.randrange(20, 60)):
            life, born = self._life(ground)
            if life is not None:
                self._write(life, born)
        self.eligible: list[tuple[str, dt.date, int]] = []
        for key in ("female", "male")[: self.chance.randrange(3)]:
            for day in (dt.date(2024, 12, 31), dt.date(2025, 12, 31)):
                self._count(key, day, self.chance.randrange(100))

    def _unit(self, kind: str) -> dict[str, Any]:
        ended = self.chance.choice([None, None, dt.date(2025, 5, 1)])
        row = {
            "space_id": self.space,
            "kind": kind,
            "name": f"Chi {self.chance.random()}",
            "basis": self.chance.choice(["residential", "occupational"]),
            "stands": "commune",
            "founded_on": self.chance.choice([None, dt.date(2024, 3, 1)]),
            "ended_on": ended,
            "ended_how": "dissolved" if ended else None,
        }
        keys = {"sort_key": text_key(row["name"]), "folded": fold(row["name"])}
        made = sa.insert(UnitsUnit).values({**row, **keys}).returning(UnitsUnit.id)
        return {**row, "id": self.owner.scalar(made)}

    def _life(self, ground: Ground) -> tuple[Life | None, dt.date]:
        born = dt.date(self.chance.randrange(1945, 2007), 5, 9)
        died = death_of(self.chance, born, SINCE, TODAY)
        return life_of(self.chance, ground, self.chance.choice(ground.units), born, died), born

    def _write(self, life: Life, born: dt.date) -> None:
        sex = self.chance.choice(["female", "male"])
        states = ("state", "state_until", "left_on", "left_how", "away_since", "away_how")
        row = {
            "space_id": self.space,
            "unit_id": life.unit,
            "kind": "full",
            "sex": sex,
            "birth_year": self.chance.choice([born.year, born.year, None]),
            **{name: getattr(life, name) for name in states},
        }
        made = sa.insert(MembersMembership).values(row).returning(MembersMembership.id)
        membership = self.owner.scalar(made)
        own = {"space_id": self.space, "membership_id": membership, "sex": sex, "kind": "full"}
        lines = [
            {**own, "unit_id": unit, "on": on, "change": change, "how": how}
            for _number, unit, on, change, how in entries_of(life)
        ]
        self.owner.execute(sa.insert(MembersEntry), lines)
        self.lives.append((row, life))

    def _count(self, sex: str, day: dt.date, value: int) -> None:
        key = f"eligible_{sex}"
        row = {"space_id": self.space, "key": key, "as_of": day, "value": value, "source": "UBND"}
        self.owner.execute(sa.insert(MembersNumber).values(row))
        self.eligible.append((sex, day, value))

    def expected(self, period: Period) -> dict[str, int]:
        """Every figure of the space, by going through the lives; what is not known is left out."""
        day = period.end
        lines = [(row, e) for row, life in self.lives for e in entries_of(life) if e[2] <= day]
        if not lines:
            return self._eligible(day, {})
        on_list = [
            (row, life)
            for row, life in self.lives
            if sum(change for _n, _u, on, change, _how in entries_of(life) if on <= day)
        ]
        found = {
            "listed": len(on_list),
            "present": sum(not away(life, day) for _row, life in on_list),
            "women": sum(row["sex"] == "female" for row, _life in on_list),
            **{
                name: sum(aged(row, day, least, most) for row, _life in on_list)
                for name, (least, most, _label) in figures.BANDS.items()
            },
        }
        hows = [(e[3], e[4]) for _row, e in lines if e[2] >= period.start]
        found["came"] = sum(change == 1 and how in ("admit", "return") for change, how in hows)
        out = [kind.name for kind in movements().values() if kind.direction == "out"]
        found["went"] = sum(change == -1 and how in out for change, how in hows)
        by_sex = {sex: sum(r["sex"] == sex for r, _l in on_list) for sex in ("female", "male")}
        return found | self._sized(day) | self._eligible(day, by_sex)

    def _sized(self, day: dt.date) -> dict[str, int]:
        sized = [
            (unit, least)
            for unit in self.units
            if (unit["founded_on"] or day) <= day < (unit["ended_on"] or dt.date.max)
            and (least := smallest(unit))
        ]
        small = [unit for unit, least in sized if self._size(unit["id"], day) < least]
        return {"sized_units": len(sized), "small_units": len(small)} if sized else {}

    def _size(self, unit: int, day: dt.date) -> int:
        entries = [e for _row, life in self.lives for e in entries_of(life)]
        return sum(e[3] for e in entries if e[1] == unit and e[2] <= day)

    def _eligible(self, day: dt.date, by_sex: dict[str, int]) -> dict[str, int]:
        newest = {sex: value for sex, on, value in self.eligible if on <= day}
        if not newest:
            return {}
        covered = {"coverage": sum(by_sex[sex] for sex in newest)} if by_sex else {}
        known = any(
            row["sex"] in newest and any(e[2] <= day for e in entries_of(life))
            for row, life in self.lives
        )
        return {"eligible": sum(newest.values()), **(covered if known else {})}


def away(life: Life, day: dt.date) -> bool:
    return life.away_since is not None and life.away_since <= day


def aged(row: dict[str, Any], day: dt.date, least: int, most: int) -> bool:
    born = row["birth_year"]
    return born is not None and least <= day.year - born <= most


def smallest(unit: dict[str, Any]) -> int:
    if unit["kind"] == "youth_branch":
        return 3
    return 15 if (unit["kind"], unit["basis"]) == ("farmers_branch", "occupational") else 0


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("line", ["youth", "women"])
def test_the_figures_are_those_of_plain_python(
    owner: sa.Connection, space_ids: dict[str, int], line: str, seed: int
) -> None:
    slugs = ("phu-nu-xa-sen", "phu-nu-xa-lua")
    worlds = [World(owner, space_ids[slug], line, seed + 10 * n) for n, slug in enumerate(slugs)]
    for period in PERIODS:
        read: dict[int, dict[str, int]] = {world.space: {} for world in worlds}
        for indicator in figures.indicators():
            if indicator.name == "members.people":
                continue
            for space, value in owner.execute(indicator.select(period)):
                read[space][indicator.name.removeprefix("members.")] = int(value)
        for world in worlds:
            assert read[world.space] == world.expected(period), period


@pytest.fixture
def seen(figures_seen: Seen) -> Seen:
    """The figures that somebody sees in a space today, by name."""
    return lambda username, slug: figures_seen(username, slug, Period.year_to(TODAY))


def test_silence_is_not_zero_and_neighbours_see_their_own(
    owner: sa.Connection, space_ids: dict[str, int], seen: Seen
) -> None:
    world = World(owner, space_ids["phu-nu-xa-sen"], "women", 3)
    listed = seen("hoa", "huyen")["members.listed"].now
    assert listed.total.value == world.expected(Period.day(TODAY))["listed"]
    assert (listed.total.known, listed.total.asked) == (1, 2)
    assert listed.rows[space_ids["xa-lua"]].value is None
    assert seen("thu", "phu-nu-xa-sen")["members.listed"].now.total.value == listed.total.value
    assert seen("minh", "xa-lua")["members.listed"].now.total.value is None


def test_ratios_aim_where_that_is_better() -> None:
    made = {each.name: each for each in figures.indicators()}
    assert made["members.small_units"].better == "less"
    assert {n for n, each in made.items() if each.target_setting and each.better} == {
        "members.present",
        "members.coverage",
        "members.small_units",
    }
    assert all(each.out_of is None or each.out_of in made for each in made.values())
    assert {n for n, each in made.items() if "party" in each.lines} == {"members.people"}


def test_people_are_those_of_the_newest_count_up_to_a_day(
    owner: sa.Connection, space_ids: dict[str, int], seen: Seen
) -> None:
    for day, people in ((1, 90), (29, 95), (30, 97)):
        at = dt.datetime(2026, 6, day, 23, 30, tzinfo=HERE)
        row = {"space_id": space_ids["huyen"], "made_at": at, "made_by": "Hoà", "people": people}
        counts = dict.fromkeys(("enrolments", "spaces", "asked", "untraced"), 0)
        owner.execute(sa.insert(MembersRun).values(row | counts | {"cells": []}))
    counted = seen("hoa", "huyen")["members.people"].now
    assert (counted.total.value, counted.own.value) == (97, 97)
    before = figures.people_counted(Period.day(dt.date(2026, 6, 29)))
    assert owner.execute(before).all() == [(space_ids["huyen"], 95)]
