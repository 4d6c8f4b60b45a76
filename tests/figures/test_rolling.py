"""Trees and sums held against a naive model, on random trees with moves and lines."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.figures.rolling import roll_up
from portal.figures.trees import Grounds, Move, Node
from portal.indicators import Indicator, Period

DAY = dt.date(2024, 6, 30)
DAYS = st.dates(dt.date(2023, 1, 1), dt.date(2025, 12, 31))
LINES = ("party", "women", "youth")


@st.composite
def houses(draw: st.DrawFn) -> Grounds:
    """A top with a random forest below it: some spaces led from elsewhere, some moved.

    Nobody was ever led by one of a higher number, so that no day has a circle.
    """
    size = draw(st.integers(1, 12))
    nodes = {0: Node(0, 99, "women", "district", 0, dt.date(2020, 1, 1))}
    for id in range(1, size):
        parent = draw(st.sampled_from([*range(id), 77]))
        opened = draw(DAYS)
        closed = draw(st.none() | st.dates(opened, dt.date(2026, 1, 1)))
        line = draw(st.sampled_from(LINES))
        nodes[id] = Node(id, parent, line, "commune", id, opened, closed)
    moves = [
        Move(id, draw(st.sampled_from([*range(min(id, size)), 55])), draw(DAYS), f"space {id}")
        for id in draw(st.lists(st.sampled_from([*range(1, size), 88]), max_size=6))
    ]
    of_line = frozenset(id for id in nodes if id and draw(st.booleans()))
    return Grounds(0, nodes, tuple(moves), of_line)


def leader_on(house: Grounds, space: int, day: dt.date) -> int | None:
    later = [move for move in house.moves if move.space_id == space and move.until > day]
    if later:
        return min(later, key=lambda move: move.until).leader_id
    return house.nodes[space].parent_id if space in house.nodes else None


@given(houses(), DAYS, st.data())
@settings(max_examples=150, deadline=None)
def test_a_tree_and_its_sums_are_those_of_the_naive_model(
    house: Grounds, day: dt.date, data: st.DataObject
) -> None:
    tree = house.on(day)
    stood = set(tree.row_of)
    for space in house.nodes:
        chain, at = [], space
        while at in house.nodes and at not in chain and at != 0:
            chain.append(at)
            at = leader_on(house, at, day)  # type: ignore[assignment]
        if space and at == 0:
            assert tree.row_of[space] == chain[-1]
        elif space and not any(m.space_id in chain and m.until > day for m in house.moves):
            assert tree.row_of[space] == chain[-1], "it is overseen today by some other way"
        elif space in stood:
            assert tree.row_of[space] in chain
            assert space in house.of_line or at == house.nodes[chain[-1]].parent_id
        else:
            assert space not in house.of_line or space == 0
    assert set(tree.row_of.values()) <= stood, "a row stands in the table itself"
    assert all(tree.row_of[row] == row for row in tree.row_of.values())
    assert set(tree.nodes) == {0} | stood
    for move in house.moves:
        if move.space_id == 88 and leader_on(house, 88, day) in tree.nodes:
            assert "space 88" in tree.gone

    numbers = st.integers(-5, 100)
    values = data.draw(st.dictionaries(st.sampled_from(sorted(house.nodes)), numbers))
    wholes = data.draw(st.dictionaries(st.sampled_from(sorted(house.nodes)), numbers))
    period = Period(day - dt.timedelta(days=40), day)
    counted = [n.id for n in tree.nodes.values() if n.has(FIGURE, period)]
    rolled = roll_up(tree, counted, values, wholes)
    here = [values[s] for s in counted if s in values]
    assert rolled.total.value == (sum(here) if here else None)
    assert rolled.total.known == len(here)
    assert rolled.total.asked == len(counted)
    both = [s for s in counted if s in values and s in wholes]
    assert rolled.total.part == (sum(values[s] for s in both) if both else None)
    assert rolled.total.whole == (sum(wholes[s] for s in both) if both else None)
    for parts in ([rolled.own, *rolled.rows.values()], list(rolled.lines.values())):
        assert sum(part.value or 0 for part in parts) == sum(here)
        assert sum(part.known for part in parts) == len(here)
        assert sum(part.asked for part in parts) == len(counted)
    for row, part in rolled.rows.items():
        below = [s for s in counted if tree.row_of.get(s) == row]
        assert part.value == (sum(values[s] for s in below if s in values) if part.known else None)


FIGURE = Indicator("test.figure", "", "", lambda period: None)  # type: ignore[arg-type, return-value]
OVER_PERIOD = Indicator(
    "test.over",
    "",
    "",
    lambda period: None,  # type: ignore[arg-type, return-value]
    measures="period",
)


def test_a_space_is_asked_while_it_stands() -> None:
    node = Node(1, 0, "party", "commune", 1, dt.date(2024, 3, 1), dt.date(2024, 5, 1))
    year, spring = Period.year(2024), Period(dt.date(2024, 4, 1), dt.date(2024, 4, 30))
    assert not node.has(FIGURE, year), "it stood no longer on the last day"
    assert node.has(OVER_PERIOD, year), "what it did before it closed is counted"
    assert node.has(FIGURE, spring)
    assert not node.has(OVER_PERIOD, Period(dt.date(2024, 5, 1), dt.date(2024, 12, 31)))
    assert not node.has(OVER_PERIOD, Period(dt.date(2024, 1, 1), dt.date(2024, 2, 29)))
    assert node.has(OVER_PERIOD, Period(dt.date(2024, 1, 1), dt.date(2024, 3, 1)))


def test_a_ratio_leaves_out_who_has_only_one_half_of_it() -> None:
    day = dt.date(2020, 1, 1)
    nodes = {id: Node(id, 0 if id else None, "party", "commune", id, day) for id in range(4)}
    tree = Grounds(0, nodes).on(DAY)
    total = roll_up(tree, [0, 1, 2, 3], {1: 4, 2: 3}, {1: 5, 3: 100}).total
    assert (total.value, total.known, total.asked) == (7, 2, 4)
    assert (total.part, total.whole, total.share) == (4, 5, 80.0)
    assert roll_up(tree, [1], {1: 0}, {1: 0}).total.share is None


def test_what_a_period_is_compared_with() -> None:
    d = dt.date
    for period, before in (
        (Period.year(2024), Period.year(2023)),
        (Period(d(2024, 1, 1), d(2024, 3, 31)), Period(d(2023, 10, 1), d(2023, 12, 31))),
        (Period(d(2024, 3, 1), d(2024, 3, 31)), Period(d(2024, 2, 1), d(2024, 2, 29))),
        (Period.year_to(d(2024, 7, 19)), Period(d(2023, 1, 1), d(2023, 7, 19))),
        (Period.year_to(d(2024, 2, 15)), Period(d(2023, 1, 1), d(2023, 2, 15))),
        (Period(d(2024, 3, 5), d(2024, 3, 9)), Period(d(2024, 2, 29), d(2024, 3, 4))),
        (Period.day(d(2024, 3, 5)), Period.day(d(2024, 3, 4))),
    ):
        assert period.previous == before
