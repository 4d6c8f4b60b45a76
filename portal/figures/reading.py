"""Read the figures of a space and of those below it: each by its own right, in its own time."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g

from ..access import Access
from ..containing import Unread, offered
from ..database import db
from ..entering import registry
from ..indicators import Indicator, Period
from ..spaces.switches import switched_off
from .asking import reach_for, values_of
from .rolling import Number, Rolled, roll_up
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
    values, unread = values_of(wanted, periods)
    figures = []
    for indicator in wanted:
        if indicator.name not in values:
            continue
        reached = reach_for(indicator).spaces - off[owners[indicator.name]]
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
