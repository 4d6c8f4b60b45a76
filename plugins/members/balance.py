"""The books of members over a period: opening, who came and went by kind of movement, closing.

For any unit, space or roll-up: opening + in - out = closing, by sex and kind of member. What was
on the list when the register began is a kind of its own, not a movement.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from portal.database import columns_of, db

from .enrolling import OPENING
from .ledger import Column
from .models import MembersEntry

Who = tuple[str, str]
"""Sex and kind of member."""
How = tuple[str, int]
"""Kind of movement, and whether it adds (1) or takes away (-1)."""


@dataclass
class Balance:
    """The books of one row: `opening` before the first day, `moved` in the period, by whom."""

    opening: Counter[Who] = field(default_factory=Counter)
    moved: dict[How, Counter[Who]] = field(default_factory=dict)

    @property
    def closing(self) -> Counter[Who]:
        """The members on the last day."""
        found = Counter(self.opening)
        for (_how, change), counts in self.moved.items():
            for who, number in counts.items():
                found[who] += change * number
        return found

    def came(self) -> int:
        """How many lines add, those of the first list left out."""
        return self._lines(1)

    def went(self) -> int:
        """How many lines take away."""
        return self._lines(-1)

    def first_list(self) -> int:
        """How many were on the list when the register began, in this period."""
        return sum(self.moved.get((OPENING, 1), Counter()).values())

    def lines(self, how: str, change: int) -> int:
        """How many lines of a kind of movement add or take away."""
        return sum(self.moved.get((how, change), Counter()).values())

    def add(self, other: Balance) -> None:
        """Take the books of another row in: a roll-up."""
        self.opening.update(other.opening)
        for how, counts in other.moved.items():
            self.moved.setdefault(how, Counter()).update(counts)

    def of(self, wanted: set[Who]) -> Balance:
        """The books of some sexes and kinds alone."""
        opening = Counter({who: n for who, n in self.opening.items() if who in wanted})
        moved = {
            how: Counter({who: n for who, n in counts.items() if who in wanted})
            for how, counts in self.moved.items()
        }
        return Balance(opening, moved)

    def _lines(self, wanted: int) -> int:
        return sum(
            sum(counts.values())
            for (how, change), counts in self.moved.items()
            if change == wanted and how != OPENING
        )


def balances(
    first: dt.date, last: dt.date, by: Column, *where: sa.ColumnElement[bool]
) -> dict[Any, Balance]:
    """The books from a day to another one, both included, within reach, by a column of the ledger.

    A row that has no line by the last day is not in it: nobody recorded anything there.
    """
    e = MembersEntry
    before = e.on < first
    how = sa.case((before, ""), else_=e.how)
    way = sa.case((before, 0), else_=e.change)
    query = (
        sa.select(by, e.sex, e.kind, how, way, sa.func.sum(e.change))
        .where(e.on <= last, *where)
        .group_by(by, e.sex, e.kind, how, way)
    )
    found: dict[Any, Balance] = {}
    for key, sex, kind, name, change, total in columns_of(db.session, query):
        balance = found.setdefault(key, Balance())
        if change == 0:
            balance.opening[sex, kind] += total
        else:
            counts = balance.moved.setdefault((name, change), Counter())
            counts[sex, kind] += abs(total)
    return found


def rolled_up(rows: Iterable[Balance]) -> Balance:
    """The books of several rows together."""
    together = Balance()
    for each in rows:
        together.add(each)
    return together


def clean_counts(counts: Counter[Hashable]) -> dict[Any, int]:
    """Counts without those that are nothing."""
    return {key: number for key, number in counts.items() if number}
