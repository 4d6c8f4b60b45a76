"""Measures of the books: what a form counts is what a plain reading of the ledger counts."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from plugins.members import measures, unit_measures
from portal.indicators import Period
from portal.reach import Reach, within
from portal.reportforms import Asked

from .report_ground import entry, hamlet, insert, member, unit

pytestmark = pytest.mark.database
D = dt.date
YEAR = Period(D(2023, 1, 1), D(2023, 12, 31))


@contextmanager
def reading(app: Flask, *spaces: int) -> Iterator[None]:
    with app.app_context(), within(Reach(spaces=frozenset(spaces), read_only=True)):
        yield


def asked(
    spaces: tuple[int, ...], *variants: Mapping[str, str], period: Period = YEAR, **more: Any
) -> Asked:
    values = {"rows": "spaces", "keys": spaces, **more}
    return Asked(spaces=spaces, period=period, variants=variants or ({},), **values)


@pytest.fixture
def sen(space_ids: dict[str, int]) -> int:
    return space_ids["phu-nu-xa-sen"]


def test_members_are_counted_by_what_a_column_wants(app: Flask, owner: Any, sen: int) -> None:
    lived = unit(owner, sen, "Chi hội 1"), unit(owner, sen, "Chi hội nghề", basis="occupational")
    facts = [
        ({"birth_year": 1990}, {}, 0),
        ({"birth_year": 1960}, {}, 0),
        ({"birth_year": None}, {}, 1),
        ({"sex": "male", "kind": "honorary"}, {"sex": "male", "kind": "honorary"}, 1),
        ({"away_since": D(2023, 5, 1), "away_how": "working_away"}, {}, 0),
        ({"traits": '{"core": true}'}, {}, 0),
    ]
    for more, said, at in facts:
        one = member(owner, sen, lived[at], **more)
        entry(owner, sen, lived[at], one, D(2022, 3, 1), **said)
    variants: list[tuple[dict[str, str], int]] = [
        ({}, 6),
        ({"sex": "male"}, 1),
        ({"kind": "honorary"}, 1),
        ({"basis": "occupational"}, 2),
        ({"family": "branch"}, 6),
        ({"family": "team"}, 0),
        ({"age": "-39"}, 1),
        ({"age": "40-59"}, 3),
        ({"age": "60-"}, 1),
        ({"age": "unknown"}, 1),
        ({"present": "no"}, 1),
        ({"present": "yes", "kind": "full"}, 4),
        ({"trait": "core"}, 1),
    ]
    with reading(app, sen):
        found = measures.standing(asked((sen,), *(variant for variant, _count in variants)))
    assert [answer[sen] for answer in found] == [count for _variant, count in variants]


def test_a_space_that_keeps_no_ledger_is_silent_and_one_that_does_has_zeros(
    app: Flask, owner: Any, space_ids: dict[str, int], sen: int
) -> None:
    lua = space_ids["phu-nu-xa-lua"]
    branch = unit(owner, sen, "Chi hội 1")
    entry(owner, sen, branch, member(owner, sen, branch), D(2023, 6, 1), how="opening")
    with reading(app, sen, lua):
        assert measures.came(asked((sen, lua))) == [{sen: 0}]
        assert measures.standing(asked((sen, lua), {"sex": "male"})) == [{sen: 0}]
        before = Period.day(D(2023, 5, 31))
        assert measures.standing(asked((sen, lua), period=before)) == [{}]
        assert measures.party_members(asked((sen, lua))) == [{}]
        assert unit_measures.units(asked((sen, lua))) == [{sen: 1}]


def test_nobody_counts_a_neighbour(app: Flask, owner: Any, space_ids: dict[str, int]) -> None:
    sen, lua = space_ids["phu-nu-xa-sen"], space_ids["phu-nu-xa-lua"]
    for space in (sen, lua):
        branch = unit(owner, space, "Chi hội 1")
        entry(owner, space, branch, member(owner, space, branch), D(2022, 6, 1))
    both = asked((sen, lua))
    with reading(app, sen):
        for count in (measures.standing, measures.came, measures.went, unit_measures.units):
            assert set(count(both)[0]) == {sen}, count


def test_party_members_are_counted_from_the_day_since_when_they_are(
    app: Flask, owner: Any, sen: int
) -> None:
    branch = unit(owner, sen, "Chi hội 1")
    for since, party in ((None, True), (D(2023, 2, 1), True), (D(2024, 2, 1), True), (None, False)):
        one = member(owner, sen, branch)
        entry(owner, sen, branch, one, D(2022, 6, 1))
        insert(
            owner,
            "members_party_mark",
            space_id=sen,
            unit_id=branch,
            membership_id=one,
            party_member=party,
            since=since,
        )
    with reading(app, sen):
        assert measures.party_members(asked((sen,), {}, {"sex": "male"})) == [{sen: 2}, {sen: 0}]


def test_a_transfer_within_the_space_is_one_of_each_unit_and_none_of_the_space(
    app: Flask, owner: Any, sen: int
) -> None:
    one, two = unit(owner, sen, "Chi hội 1"), unit(owner, sen, "Chi hội 2", basis="occupational")
    moved = member(owner, sen, two)
    entry(owner, sen, one, moved, D(2022, 6, 1))
    entry(owner, sen, one, moved, D(2023, 6, 1), -1, "transfer")
    entry(owner, sen, two, moved, D(2023, 6, 1), 1, "transfer")
    bases = ({}, {"basis": "residential"}, {"basis": "occupational"}, {"how": "admit,transfer"})
    with reading(app, sen):
        came, went = (count(asked((sen,), *bases)) for count in (measures.came, measures.went))
        assert [each[sen] for each in came] == [0, 0, 1, 0]
        assert [each[sen] for each in went] == [0, 1, 0, 0]
        units = asked((sen,), rows="units", keys=(one, two))
        assert measures.came(units) == [{one: 0, two: 1}]
        assert measures.went(units) == [{one: 1, two: 0}]


def test_members_are_counted_by_where_they_live_and_nobody_is_lost(
    app: Flask, owner: Any, sen: int
) -> None:
    branch, near = unit(owner, sen, "Chi hội 1"), hamlet(owner, "Sen", "An Tài")
    far = hamlet(owner, "Sen", "Bưng Rò")
    commune = owner.scalar(sa.text("select id from area where name = 'Sen'"))
    for area in (near, near, None, commune):
        one = member(owner, sen, branch, area_id=area)
        entry(owner, sen, branch, one, D(2023, 2, 1))
    keys = (near, far, measures.NOWHERE)
    by_hamlet = asked((sen,), rows="hamlets", keys=keys)
    with reading(app, sen):
        for count in (measures.standing, measures.came):
            assert count(by_hamlet) == [{near: 2, far: 0, measures.NOWHERE: 2}]


def test_units_are_counted_by_basis_with_those_founded_and_ended(
    app: Flask, owner: Any, sen: int
) -> None:
    near, far = hamlet(owner, "Sen", "An Tài"), hamlet(owner, "Sen", "Bưng Rò")
    branch = unit(owner, sen, "Chi hội 1", founded_on=D(2020, 1, 1), stands="hamlet")
    for area in (near, far):
        insert(owner, "units_place", space_id=sen, unit_id=branch, area_id=area)
    unit(owner, sen, "Chi hội nghề", basis="occupational", founded_on=D(2023, 5, 1))
    ended = {"ended_on": D(2023, 8, 1), "ended_how": "dissolved"}
    gone = unit(owner, sen, "Chi hội cũ", basis="occupational", founded_on=D(2019, 1, 1), **ended)
    insert(owner, "units_place", space_id=sen, unit_id=gone, area_id=near)
    unit(owner, sen, "Tổ 1", kind="women_team", parent_id=branch, founded_on=D(2022, 1, 1))
    by = ({}, {"family": "branch"}, {"family": "branch", "basis": "occupational"})
    with reading(app, sen):
        counts = {
            count: [each[sen] for each in count(asked((sen,), *by))]
            for count in (
                unit_measures.units,
                unit_measures.units_founded,
                unit_measures.units_ended,
                unit_measures.hamlets_with_units,
            )
        }
        assert list(counts.values()) == [[3, 2, 1], [1, 1, 1], [1, 1, 1], [2, 2, 0]]
        assert unit_measures.hamlets(asked((sen,))) == [{sen: 2}]


@dataclass
class Line:
    unit: int
    member: int
    on: dt.date
    change: int
    how: str
    sex: str
    kind: str


@pytest.mark.parametrize("seed", range(3))
def test_random_books_balance_in_any_period_and_column(
    app: Flask, owner: Any, sen: int, seed: int
) -> None:
    """Opening and gains less losses make closing, by sex, kind and basis, as a plain model says."""
    dice = random.Random(seed)
    bases = ["residential", "occupational"]
    units = {
        unit(owner, sen, f"Chi hội {at}", basis=bases[at % 2]): bases[at % 2] for at in range(4)
    }
    book = [line for _one in range(40) for line in _life(dice, owner, sen, list(units))]
    columns: list[dict[str, str]] = [
        {},
        {"sex": "female"},
        {"kind": "full"},
        {"basis": "occupational"},
        {"basis": "residential", "kind": "full", "sex": "male"},
    ]
    with reading(app, sen):
        for _turn in range(25):
            start = D(2020, 1, 1) + dt.timedelta(dice.randrange(1200))
            end = start + dt.timedelta(dice.randrange(1, 400))
            counts = [
                [each.get(sen) for each in count(asked((sen,), *columns, period=period))]
                for count, period in (
                    (measures.standing, Period.day(start - dt.timedelta(1))),
                    (measures.came, Period(start, end)),
                    (measures.went, Period(start, end)),
                    (measures.standing, Period.day(end)),
                )
            ]
            for at, column in enumerate(columns):
                expected = _plain(book, units, column, start, end)
                assert [count[at] for count in counts] == expected, (column, start, end)
                if expected[0] is not None:
                    assert expected[0] + expected[1] - expected[2] == expected[3]


def _life(dice: random.Random, owner: Any, sen: int, units: list[int]) -> Iterator[Line]:
    """What became of one member: admitted, moved about, of another kind, gone, come back."""
    sex, kind, at = dice.choice(["female", "male"]), dice.choice(["full", "honorary"]), units[0]
    one = member(owner, sen, at, sex=sex, kind=kind)
    day, there = D(2020, 1, 1) + dt.timedelta(dice.randrange(600)), False
    for _step in range(dice.randrange(1, 7)):
        lines: list[Line] = []
        if not there:
            at = dice.choice(units)
            lines = [Line(at, one, day, 1, dice.choice(["admit", "return"]), sex, kind)]
            there = True
        elif dice.random() < 0.4:
            lines = [Line(at, one, day, -1, dice.choice(["leave", "decease"]), sex, kind)]
            there = False
        elif dice.random() < 0.5:
            to = dice.choice(units)
            lines = [Line(at, one, day, -1, "transfer", sex, kind)]
            lines.append(Line(to, one, day, 1, "transfer", sex, kind))
            at = to
        else:
            other = "full" if kind == "honorary" else "honorary"
            lines = [Line(at, one, day, -1, "kind", sex, kind)]
            lines.append(Line(at, one, day, 1, "kind", sex, other))
            kind = other
        for line in lines:
            entry(owner, sen, line.unit, one, day, line.change, line.how, sex=sex, kind=line.kind)
            yield line
        day += dt.timedelta(dice.randrange(1, 300))


def _plain(
    book: list[Line], units: Mapping[int, str], column: Mapping[str, str], start: Any, end: Any
) -> list[Any]:
    mine = [
        line
        for line in book
        if column.get("sex", line.sex) == line.sex
        and column.get("kind", line.kind) == line.kind
        and column.get("basis", units[line.unit]) == units[line.unit]
    ]
    nets: Counter[Any] = Counter()
    for line in mine:
        if start <= line.on <= end:
            nets[line.member, line.on] += line.change
    known = [any(line.on <= day for line in book) for day in (start - dt.timedelta(1), end)]
    sums = [
        sum(line.change for line in mine if line.on <= day)
        for day in (start - dt.timedelta(1), end)
    ]
    return [
        sums[0] if known[0] else None,
        sum(1 for net in nets.values() if net > 0) if known[1] else None,
        sum(1 for net in nets.values() if net < 0) if known[1] else None,
        sums[1] if known[1] else None,
    ]
