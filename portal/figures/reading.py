"""Read the figures of a space and of those below it: each by its own right, in its own time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask import g
from sqlalchemy.orm import Session

from ..access import Access, reach_of
from ..containing import Part, Unread, ask_all, offered
from ..database import db
from ..entering import registry
from ..guards import guard
from ..indicators import Indicator, Period
from ..narrowing import among
from ..reach import Reach
from ..spaces.switches import switched_off
from .rolling import Number, Rolled, Values, roll_up
from .trees import Tree, grounds_of


@dataclass(frozen=True)
class Figure:
    """An indicator, rolled up for a period and for the one that it is compared with."""

    indicator: Indicator
    now: Rolled
    before: Rolled

    @property
    def change(self) -> Number | None:
        """What came or went since the period before; None unless every space has both figures."""
        now, before = self.now.total, self.before.total
        if now.value is None or before.value is None or not (now.complete and before.complete):
            return None
        return now.value - before.value


@dataclass(frozen=True)
class Figures:
    """What this account may know of the space of the address and of those below it."""

    period: Period
    tree: Tree
    figures: list[Figure]
    unread: list[Unread]


def figures_here(period: Period) -> Figures:
    """Every figure on offer here, rolled up as the tree stood on the last day of the period.

    A figure that could not be read is named in `unread` and costs nothing but itself. The number
    of queries grows with the figures, not with the spaces.
    """
    access: Access = g.access
    assert access.here is not None
    periods = (period, period.previous)
    grounds = grounds_of(
        db.session, access.here.id, access.enters_below, min(each.end for each in periods)
    )
    trees = [grounds.on(each.end) for each in periods]
    wanted = sorted(offered("indicators"), key=lambda indicator: indicator.order)
    owners = {each.name: registry().owner_of("indicators", each) for each in wanted}
    off = switched_off(db.session, registry(), set(owners.values()), grounds.nodes.keys())
    values: dict[str, list[Values]] = {}
    unread = []
    parts = [_part(indicator, periods) for indicator in wanted]
    answers = ask_all("indicators", parts)
    for indicator, answer in zip(wanted, answers, strict=True):
        if isinstance(answer, Unread):
            unread.append(answer)
        else:
            values[indicator.name] = answer
    figures = []
    for indicator in wanted:
        if indicator.name not in values:
            continue
        reached = _reach(indicator).spaces - off[owners[indicator.name]]
        rolled = []
        for at, (each, tree) in enumerate(zip(periods, trees, strict=True)):
            counted = [
                node.id
                for node in tree.nodes.values()
                if node.id in reached and node.has(indicator, each)
            ]
            out_of = values.get(indicator.out_of or "")
            rolled.append(
                roll_up(tree, counted, values[indicator.name][at], out_of[at] if out_of else None)
            )
        figures.append(Figure(indicator, *rolled))
    return Figures(period, trees[0], figures, unread)


def _part(indicator: Indicator, periods: Sequence[Period]) -> Part[list[Values]]:
    reach = _reach(indicator)

    def work(session: Session) -> list[Values]:
        return [_values(session, indicator, each, reach) for each in periods]

    return Part(indicator, work, reach)


def _values(session: Session, indicator: Indicator, period: Period, reach: Reach) -> Values:
    spoken = period if indicator.measures == "period" else Period.day(period.end)
    rows = session.execute(narrowed(indicator.select(spoken), reach))
    return {space: _plain(value) for space, value in rows if value is not None}


def narrowed(select: sa.Select[Any], reach: Reach) -> sa.Select[Any]:
    """A figure's select, held to the spaces meant, with the rows of a space added up."""
    one = select.subquery("figure")
    space, value = list(one.c)
    return sa.select(space, sa.func.sum(value)).where(_meant(space, reach)).group_by(space)


@guard("figures.narrow", without=sa.true())
def _meant(space: Any, reach: Reach) -> sa.ColumnElement[bool]:
    """Beside the policy, which it spares work, and in its place over tables of the map."""
    return among(space, reach.spaces)


def _reach(indicator: Indicator) -> Reach:
    reach = reach_of(g.access, registry().permissions[indicator.needs], read_only=True)
    return replace(reach, map="read") if indicator.on_the_map else reach


def _plain(value: Any) -> Number:
    number = value if isinstance(value, int) else Decimal(str(value))
    return int(number) if number == int(number) else number
