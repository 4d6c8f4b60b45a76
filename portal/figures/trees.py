"""The spaces below one, as they stood on a day: what a figure is rolled up over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from ..indicators import Indicator, Period
from ..narrowing import among
from ..spaces.models import Area, FormerLeader, Space, SpaceKind

AnySession = Session | scoped_session[Any]


@dataclass(frozen=True)
class Place:
    """The area in which a space works."""

    id: int
    parent_id: int | None
    code: str | None
    kind: str
    name: str


@dataclass(frozen=True)
class Node:
    """A space of the tree, with the dates between which it stands."""

    id: int
    parent_id: int | None
    line: str
    level: str
    area_id: int
    opened_on: dt.date
    closed_on: dt.date | None = None
    slug: str = ""
    name: str = ""
    short_name: str = ""
    sort_key: str = ""
    area: Place | None = None

    def has(self, indicator: Indicator, period: Period) -> bool:
        """Whether the space could have this figure: it stood then, and is of a kind that has it.

        A figure as of a date asks for the last day, one over a period for any day of it.
        """
        since = period.start if indicator.measures == "period" else period.end
        return (
            self.opened_on <= period.end
            and (self.closed_on is None or self.closed_on > since)
            and (not indicator.lines or self.line in indicator.lines)
            and (not indicator.levels or self.level in indicator.levels)
        )


@dataclass(frozen=True)
class Move:
    """A space that was led by another one until a day (that day it stood elsewhere)."""

    space_id: int
    leader_id: int
    until: dt.date
    name: str = ""


@dataclass(frozen=True)
class Tree:
    """A space and the spaces below it on a day, each below one space just below the top.

    `row_of` leads from every space below to the one whose row of a table it belongs to. `gone`
    names the spaces that stood below on that day and today lie out of sight.
    """

    top: int
    nodes: Mapping[int, Node]
    row_of: Mapping[int, int]
    gone: tuple[str, ...] = ()

    @cached_property
    def area_of(self) -> dict[int, int]:
        """From each space below to the area just below the top's in which it works.

        Left out are spaces that work in the whole area of the top.
        """
        areas = {node.area.id: node.area for node in self.nodes.values() if node.area}
        widest = self.nodes[self.top].area_id
        found = {}
        for node in self.nodes.values():
            area = areas.get(node.area_id)
            while area and area.id != widest and area.parent_id in areas:
                if area.parent_id == widest:
                    break
                area = areas[area.parent_id]
            if area and area.id != widest:
                found[node.id] = area.id
        return found

    @property
    def rows(self) -> list[Node]:
        """The spaces just below the top, by name."""
        found = (self.nodes[row] for row in set(self.row_of.values()))
        return sorted(found, key=lambda node: (node.sort_key, node.id))


@dataclass(frozen=True)
class Grounds:
    """What is read once to know how the tree stood on any day."""

    top: int
    nodes: Mapping[int, Node]
    moves: tuple[Move, ...] = ()
    of_line: frozenset[int] = field(default_factory=frozenset)
    """Spaces that the top oversees along its own line, wherever they are led from."""

    def on(self, day: dt.date) -> Tree:
        """The tree as it stood on a day: old figures find their old place."""
        then: dict[int, Move] = {}
        for move in sorted(self.moves, key=lambda move: move.until):
            if move.until > day:
                then.setdefault(move.space_id, move)
        row_of: dict[int, int] = {}
        for space in self.nodes:
            row = self._row(space, then) if space != self.top else None
            if row is not None:
                row_of[space] = row
        stood = {self.top, *row_of}
        gone = sorted(
            move.name
            for space, move in then.items()
            if space not in self.nodes and move.leader_id in stood
        )
        return Tree(self.top, {id: self.nodes[id] for id in stood}, row_of, tuple(gone))

    def _row(self, space: int, then: Mapping[int, Move]) -> int | None:
        """The space just below the top under which this one stood; None where it stood elsewhere.

        A way up that leaves what is in sight before it meets the top ends at a space overseen
        along the line, or led by one that this account does not see: that space is the row. Only
        where the space stood elsewhere then, it must be of the line itself to be below the top.
        """
        way = [space]
        while True:
            at = way[-1]
            leader = then[at].leader_id if at in then else self.nodes[at].parent_id
            if leader == self.top:
                return at
            if leader is None or leader not in self.nodes or leader in way:
                break
            way.append(leader)
        moved = any(each in then for each in way)
        if not moved or (at not in then and at not in self.of_line):
            return at
        along = [each for each in way if each in self.of_line]
        return along[-1] if space in self.of_line else None


NODE: tuple[Any, ...] = (
    Space.id,
    Space.parent_id,
    Space.line,
    Space.level,
    Space.area_id,
    Space.opened_on,
    Space.closed_on,
    Space.slug,
    Space.name,
    Space.short_name,
    Space.sort_key,
)
PLACE: tuple[Any, ...] = (Area.id, Area.parent_id, Area.code, Area.kind, Area.name)


def grounds_of(session: AnySession, top: int, visible: Iterable[int], earliest: dt.date) -> Grounds:
    """Read what the tree below a space is made of, in three queries however many they are."""
    ids = {top, *visible}
    rows = session.execute(
        sa.select(*NODE, *PLACE).join(Area, Area.id == Space.area_id).where(among(Space.id, ids))
    )
    nodes = {
        row[0]: replace(Node(*row[: len(NODE)]), area=Place(*row[len(NODE) :])) for row in rows
    }
    moves = tuple(
        Move(*row)
        for row in session.execute(
            sa.select(
                FormerLeader.in_space_id, FormerLeader.leader_id, FormerLeader.until, Space.name
            )
            .join(Space, Space.id == FormerLeader.in_space_id)
            .where(FormerLeader.until > earliest)
        )
    )
    of_line = _of_line(session, nodes[top], nodes) if moves else frozenset[int]()
    return Grounds(top, nodes, moves, of_line)


def _of_line(session: AnySession, top: Node, nodes: Mapping[int, Node]) -> frozenset[int]:
    """Spaces of the top's own line whose area lies within its own, as `oversight` has them."""
    within = (
        sa.select(Area.id)
        .join(Space, Space.area_id == Area.parent_id)
        .join(SpaceKind, sa.and_(SpaceKind.name == Space.kind, SpaceKind.leads_line))
        .where(Space.id == top.id)
        .cte("within_top", recursive=True)
    )
    within = within.union(sa.select(Area.id).where(Area.parent_id == within.c.id))
    areas = set(session.scalars(sa.select(within.c.id)))
    return frozenset(
        node.id for node in nodes.values() if node.line == top.line and node.area_id in areas
    )
