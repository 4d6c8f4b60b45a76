"""What is asked of units as of a day, as conditions for selects: figures and tables share them.

A unit counts from the day it was founded (one without such a day is taken as old) to the day
before it ended; an office from the day it began to the day before it ended. Who was never
recorded is not counted as missing: a space that never wrote down an office has no vacant one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from .kinds import kinds
from .models import UnitsOffice, UnitsUnit

HELD = aliased(UnitsOffice)
"""The office of has_head(); an alias of its own for each question took longer than the question."""
AHEAD = dt.timedelta(days=60)
"""How long before a congress or the end of a term there is something to prepare."""
Condition = sa.ColumnElement[bool]
On = Callable[[dt.date], Condition]


def was_founded(day: dt.date) -> Condition:
    """Whether a unit was known to be there by a day; it may have ended since."""
    return sa.or_(UnitsUnit.founded_on.is_(None), UnitsUnit.founded_on <= day)


def goes_on(day: dt.date) -> Condition:
    """Whether a unit had not ended by a day."""
    return sa.or_(UnitsUnit.ended_on.is_(None), UnitsUnit.ended_on > day)


def stands(day: dt.date) -> Condition:
    """Whether a unit stands on a day: UnitsUnit.stands_on() for selects."""
    return sa.and_(was_founded(day), goes_on(day))


def is_held(office: Any, day: dt.date) -> Condition:
    """Whether an office is held on a day; whoever was only introduced does not hold it yet."""
    long_since = sa.and_(office.started_on.is_(None), office.introduced_on.is_(None))
    return sa.and_(
        sa.or_(long_since, office.started_on <= day),
        sa.or_(office.ended_on.is_(None), office.ended_on > day),
    )


def has_head(day: dt.date, *holds: Callable[[Any], Condition]) -> Condition:
    """Whether a unit has a head on a day, of whom all this holds."""
    return sa.exists().where(
        HELD.space_id == UnitsUnit.space_id,
        HELD.unit_id == UnitsUnit.id,
        HELD.rank == "head",
        is_held(HELD, day),
        *(each(HELD) for each in holds),
    )


def has_party_head(day: dt.date) -> Condition:
    """Whether the head of a unit is a Party member."""
    return has_head(day, lambda office: office.party_member.is_(True))


def offices_recorded(day: dt.date) -> Condition:
    """Whether the unit's organization wrote down any office by a day."""
    office = aliased(UnitsOffice)
    return sa.exists().where(
        office.space_id == UnitsUnit.space_id,
        sa.or_(office.started_on.is_(None), office.started_on <= day),
    )


def congress_known(day: dt.date) -> Condition:
    """Whether it is known when the next congress after a day was due.

    A congress held later has overwritten the day for which it was due: that is not known.
    """
    not_later = sa.or_(UnitsUnit.congress_on.is_(None), UnitsUnit.congress_on <= day)
    return sa.and_(UnitsUnit.congress_due_on.is_not(None), not_later)


@dataclass(frozen=True)
class Measure:
    """One question to a unit: it is asked of the units `among`, and `counts` those that fit.

    A space without a unit among them has no figure.
    """

    among: On
    counts: On

    def holds(self, day: dt.date) -> Condition:
        """Whether a unit is one of those counted: what a list behind the figure shows."""
        return sa.and_(self.among(day), self.counts(day))


def all_of(*conditions: On) -> On:
    """The condition that all these hold on the day."""
    return lambda day: sa.and_(*(condition(day) for condition in conditions))


def of_family(family: str) -> On:
    """The condition that a unit is of a kind of this family."""
    names = [kind.name for kind in kinds().values() if kind.family == family]
    return lambda _day: UnitsUnit.kind.in_(names)


def of_basis(basis: str) -> On:
    """The condition that a unit stands together by this basis."""
    return lambda _day: UnitsUnit.basis == basis


STANDING = Measure(was_founded, goes_on)
WITHOUT_HEAD = Measure(
    all_of(was_founded, offices_recorded), lambda day: sa.and_(goes_on(day), ~has_head(day))
)
HEADS = Measure(
    all_of(stands, lambda day: has_head(day, lambda office: office.party_member.is_not(None))),
    lambda _day: sa.true(),
)
PARTY_HEADS = Measure(HEADS.among, has_party_head)
TERMS = Measure(
    all_of(stands, lambda day: has_head(day, lambda office: office.term_ends_on.is_not(None))),
    lambda _day: sa.true(),
)
TERMS_ENDED = Measure(
    TERMS.among, lambda day: has_head(day, lambda office: office.term_ends_on < day)
)
CONGRESSES = Measure(all_of(stands, congress_known), lambda _day: sa.true())
CONGRESS_OVERDUE = Measure(CONGRESSES.among, lambda day: UnitsUnit.congress_due_on < day)
CONGRESS_DUE = Measure(
    CONGRESSES.among, lambda day: UnitsUnit.congress_due_on.between(day, day + AHEAD)
)
CONGRESS_NEAR = Measure(CONGRESSES.among, lambda day: UnitsUnit.congress_due_on <= day + AHEAD)
"""Overdue or due: what there is to prepare."""


def counted(measure: Measure, day: dt.date, *by: Any) -> sa.Select[Any]:
    """How many units fit, by these columns (the space unless given): (…, count)."""
    columns = by or (UnitsUnit.space_id,)
    fitting = sa.func.count().filter(measure.counts(day))
    return sa.select(*columns, fitting).where(measure.among(day)).group_by(*columns)
