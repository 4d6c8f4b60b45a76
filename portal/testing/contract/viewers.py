"""Whom the rows are shown to: reaches that differ in one thing each."""

from __future__ import annotations

from dataclasses import dataclass

from ...access import EVENT_LOGS
from ...reach import Reach
from ..cast import UNIT_ONE

BODY_ONE = 801
"""The body that narrowed viewers are narrowed to, in any table with a body_id."""


@dataclass(frozen=True)
class Places:
    """The spaces of the examples, by id: each sees the row of `own` differently."""

    own: int
    below: int
    above: int
    neighbour: int
    far: int

    def all(self) -> tuple[int, ...]:
        """Every one of them."""
        return (self.own, self.below, self.above, self.neighbour, self.far)


def viewers(at: Places, account: int, other_account: int, table: str) -> dict[str, Reach]:
    """Every viewer of a table's rows, by name."""
    own, both = frozenset({at.own}), frozenset({at.own, at.below})
    sight, unit, body = frozenset({at.above}), frozenset({UNIT_ONE}), frozenset({BODY_ONE})
    there = frozenset({at.neighbour})
    every = ("*",)
    return {
        "a stranger": Reach(),
        "a reader": Reach(spaces=own),
        "a reader who sees above": Reach(spaces=own, sight=sight),
        "a member without a right": Reach(sight=sight),
        "an editor": Reach(spaces=own, write=own, log=own, logs=every),
        "an overseer": Reach(spaces=both, sight=sight),
        "an editor who oversees": Reach(spaces=both, write=own, log=own, logs=every),
        "a reader of names": Reach(spaces=own, personal=own),
        "an editor of names": Reach(spaces=own, personal=own, write=own, log=own, logs=every),
        "an overseer with own names": Reach(
            spaces=both, personal=own, write=own, log=own, logs=every
        ),
        "an editor below with names above": Reach(
            spaces=both, personal=both, write=own, log=own, logs=every
        ),
        "a head of a unit": Reach(
            spaces=own, personal=own, write=own, log=own, logs=every, units=unit
        ),
        "a member of a body": Reach(
            spaces=own, personal=own, write=own, log=own, logs=every, bodies=body
        ),
        "a head of no unit": Reach(
            spaces=own, personal=own, write=own, log=own, logs=every, units=frozenset()
        ),
        "a recorder of this log": Reach(spaces=both, log=own, logs=(*EVENT_LOGS, table)),
        "a recorder of another log": Reach(spaces=own, log=own, logs=("another_log",)),
        "a reader with a list of logs": Reach(spaces=own, logs=every),
        "the neighbour": Reach(
            spaces=there, personal=there, write=there, log=there, logs=every, sight=sight
        ),
        "the map's reader": Reach(map="read"),
        "the map's writer": Reach(map="write"),
        "an account": Reach(account_id=account),
        "another account in its space": Reach(
            spaces=own, personal=own, write=own, log=own, logs=every, account_id=other_account
        ),
    }
