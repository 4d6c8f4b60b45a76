"""What is hidden in the tables of people stays hidden: the published numbers are solved."""

from itertools import combinations
from random import Random

import pytest

from plugins.members.overlaps import ENROLMENTS, SEXES, Cell, Counted, table_of
from plugins.members.suppression import LEAST, Sum, determined, hidden

from .solving import Polytope, in_row_space

LINES = ("farmers", "labour", "veterans", "women", "youth")
COUNTS = (0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 7, 12, 30, 200)


def random_people(seed, communes=3, lines=3):
    chance = Random(seed)
    sets = [
        frozenset(some)
        for size in range(1, lines + 1)
        for some in combinations(LINES[:lines], size)
    ]
    return [
        Counted(f"commune {commune}", lines_of, sex)
        for commune in range(communes)
        for lines_of in sets
        for sex in SEXES
        for _person in range(chance.choice(COUNTS))
    ]


def system(table):
    """The unknowns, and each published number as a sum of them: all that a reader has."""
    unknowns = [
        Cell(commune, lines, sex)
        for commune in table.communes
        for lines in table.sets
        for sex in SEXES
    ]

    def counts(cell, unknown):
        within = cell.commune in (None, unknown.commune) and cell.sex in (None, unknown.sex)
        if within and cell.what == ENROLMENTS:
            return len(unknown.what)
        return within and (
            cell.what is None
            or cell.what in (unknown.what, min(len(unknown.what), 3))
            or (isinstance(cell.what, str) and cell.what in unknown.what)
        )

    rows = {cell: [int(counts(cell, unknown)) for unknown in unknowns] for cell in table.published}
    return unknowns, rows


def given_away(table):
    """The hidden numbers that have one value only, whatever a reader tries."""
    _unknowns, rows = system(table)
    shown = {cell: number for cell, number in table.shown.items() if number is not None}
    if not shown:
        return []
    known = [rows[cell] for cell in shown]
    places = Polytope(known, list(shown.values()))
    return [
        cell
        for cell in sorted(table.hidden, key=str)
        if in_row_space(known, rows[cell]) or not places.varies(rows[cell])
    ]


@pytest.mark.parametrize("seed", range(30))
def test_no_hidden_number_follows_from_what_is_published(seed):
    table = table_of(
        random_people(seed, communes=2 + seed % 2, lines=2 + seed % 3 // 2),
        common=(0, 8, 60)[seed % 3],
    )
    small = {cell for cell in table.published if 0 < table.numbers[cell] < LEAST}
    assert small <= table.hidden <= table.published
    assert given_away(table) == []


def test_the_solver_finds_what_hiding_the_small_alone_gives_away():
    found = 0
    for seed in range(12):
        table = table_of(random_people(seed), common=0)
        table.hidden = {cell for cell in table.published if 0 < table.numbers[cell] < LEAST}
        found += bool(given_away(table))
    assert found >= 10


def test_a_lone_small_number_takes_another_one_with_it():
    numbers = {"a": 2, "b": 9, "c": 40, "all": 51}
    gone = hidden(numbers, [Sum("all", ("a", "b", "c"))], numbers.keys())
    assert gone == {"a", "b"}


def test_two_small_numbers_that_are_few_together_take_a_third():
    numbers = {"a": 1, "b": 1, "c": 40, "d": 60, "all": 102}
    gone = hidden(numbers, [Sum("all", ("a", "b", "c", "d"))], numbers.keys())
    assert gone == {"a", "b", "c"}


def test_the_total_goes_where_nothing_else_is_left_and_zeros_stay():
    numbers = {"a": 3, "b": 0, "all": 3}
    assert hidden(numbers, [Sum("all", ("a", "b"))], numbers.keys()) == {"a", "all"}
    numbers = {"a": 0, "b": 9, "all": 9}
    assert hidden(numbers, [Sum("all", ("a", "b"))], numbers.keys()) == set()


def test_of_a_square_more_is_hidden_than_its_rows_ask_for():
    numbers = {(r, c): 10 + r + c for r in range(3) for c in range(3)}
    numbers |= {("row", r): sum(numbers[r, c] for c in range(3)) for r in range(3)}
    numbers |= {("column", c): sum(numbers[r, c] for r in range(3)) for c in range(3)}
    numbers[0, 0] = 2
    numbers["row", 0] -= 8
    numbers["column", 0] -= 8
    sums = [Sum(("row", r), tuple((r, c) for c in range(3))) for r in range(3)]
    sums += [Sum(("column", c), tuple((r, c) for r in range(3))) for c in range(3)]
    gone = hidden(numbers, sums, numbers.keys())
    assert len(gone) == 4 and (0, 0) in gone
    assert determined(sums, gone) == []
    assert determined(sums, {(0, 0), (0, 1)}) == [(0, 0), (0, 1)]


def test_what_is_rare_is_shown_of_the_whole_alone():
    table = table_of(random_people(1, lines=3), common=10_000)
    assert not any(isinstance(c.what, frozenset) for c in table.published if c.commune)
    assert any(isinstance(cell.what, frozenset) for cell in table.published)


def test_numbers_add_up_before_they_are_hidden():
    table = table_of(random_people(4))
    for line in table.sums:
        assert table.numbers[line.total] == sum(table.numbers[part] for part in line.parts)


def test_nobody_makes_an_empty_table():
    assert table_of([]).hidden == set()
