"""What the figures of members are counted by: selects of (space, value) over the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from plugins.units.measures import stands
from plugins.units.models import UnitsUnit
from portal.indicators import DAY, Period
from portal.locale import HERE
from portal.spaces.models import Space

from .charters import charters
from .models import MembersEntry, MembersMembership, MembersNumber, MembersRun
from .numbers import ELIGIBLE

Condition = Callable[[dt.date], sa.ColumnElement[bool]]
Select = Callable[[Period], sa.Select[Any]]


def listed(*conditions: Condition) -> Select:
    """Members on the list on the last day of whom all this holds."""

    def select(period: Period) -> sa.Select[Any]:
        day = period.end
        change = sa.func.sum(MembersEntry.change)
        if not conditions:
            return _books(day, change)
        fitting = change.filter(*(condition(day) for condition in conditions))
        return _books(day, sa.func.coalesce(fitting, 0))

    return select


def of_sex(sex: str) -> Condition:
    """The condition that a member is of a sex."""
    return lambda _day: MembersEntry.sex == sex


def present(day: dt.date) -> sa.ColumnElement[bool]:
    """The condition that a member is not away, as far as it is noted."""
    return sa.not_(_of_those(MembersMembership.away_since <= day))


def born_between(least: int, most: int) -> Condition:
    """The condition that a member is of this age, by the year of birth as the registers count."""

    def condition(day: dt.date) -> sa.ColumnElement[bool]:
        return _of_those(MembersMembership.birth_year.between(day.year - most, day.year - least))

    return condition


def moved(change: int, kinds: Collection[str]) -> Select:
    """Members who came (1) or went (-1) in the period by these kinds of movement.

    Asked space by space, since the lines of a period are few and the books are long.
    """

    def select(period: Period) -> sa.Select[Any]:
        kept, line = aliased(MembersEntry), aliased(MembersEntry)
        keeps = sa.exists().where(kept.space_id == Space.id, kept.on <= period.end)
        count = sa.select(sa.func.count()).where(
            line.space_id == Space.id,
            line.on.between(period.start, period.end),
            line.change == change,
            line.how.in_(kinds),
        )
        return sa.select(Space.id, count.scalar_subquery()).where(keeps)

    return select


def people_counted(period: Period) -> sa.Select[Any]:
    """How many people the enrolments are of, as a committee counted them last by the day."""
    run, ends = MembersRun, dt.datetime.combine(period.end + DAY, dt.time(), HERE)
    return (
        sa.select(run.space_id, run.people)
        .where(run.made_at < ends)
        .distinct(run.space_id)
        .order_by(run.space_id, run.made_at.desc(), run.id.desc())
    )


def eligible(period: Period) -> sa.Select[Any]:
    """People who could be members, as they were counted last by the day."""
    counted = _eligible(period.end)
    return sa.select(counted.c.space_id, sa.func.sum(counted.c.value)).group_by(counted.c.space_id)


def covered(period: Period) -> sa.Select[Any]:
    """Members of the sexes of which those who could be are counted."""
    day, counted = period.end, _eligible(period.end)
    here = sa.and_(counted.c.space_id == MembersEntry.space_id, counted.c.sex == MembersEntry.sex)
    return _books(day, sa.func.sum(MembersEntry.change)).join(counted, here)


def sized_units(period: Period) -> sa.Select[Any]:
    """Standing units whose charter names a smallest size, where books are kept."""
    return _sized(period.end, sa.func.count())


def small_units(period: Period) -> sa.Select[Any]:
    """Those of them that have fewer members."""
    day, entry = period.end, aliased(MembersEntry)
    members = (
        sa.select(sa.func.coalesce(sa.func.sum(entry.change), 0))
        .where(entry.space_id == UnitsUnit.space_id, entry.unit_id == UnitsUnit.id, entry.on <= day)
        .scalar_subquery()
    )
    return _sized(day, sa.func.count().filter(members < least_size(day)))


def least_size(day: dt.date) -> sa.ColumnElement[Any]:
    """How many members the charter wants in a unit, by its kind and basis; null for most."""
    whens = []
    for charter in charters().values():
        for rule in charter.minimums(day):
            of_kind = UnitsUnit.kind.in_(rule.units)
            of_basis = UnitsUnit.basis.in_(rule.bases) if rule.bases else sa.true()
            whens.append((sa.and_(of_kind, of_basis), rule.least))
    return sa.case(*whens) if whens else sa.null()


def _of_those(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """The condition that a line is of one of these enrolments.

    They are looked up in a list of them: a join would put every line in order once more.
    """
    enrolments = sa.select(MembersMembership.space_id, MembersMembership.id).where(condition)
    return sa.tuple_(MembersEntry.space_id, MembersEntry.membership_id).in_(enrolments)


def _books(day: dt.date, value: Any) -> sa.Select[Any]:
    """A value over the lines up to a day, of each space that has any."""
    query = sa.select(MembersEntry.space_id, value).select_from(MembersEntry)
    return query.where(MembersEntry.on <= day).group_by(MembersEntry.space_id)


def _sized(day: dt.date, value: Any) -> sa.Select[Any]:
    entry = aliased(MembersEntry)
    kept = sa.exists().where(entry.space_id == UnitsUnit.space_id, entry.on <= day)
    return (
        sa.select(UnitsUnit.space_id, value)
        .where(stands(day), least_size(day).is_not(None), kept)
        .group_by(UnitsUnit.space_id)
    )


def _eligible(day: dt.date) -> sa.Subquery:
    """The newest count of those who could be members, of each space by sex."""
    number = MembersNumber
    sex = sa.case({key: name for name, key in ELIGIBLE.items()}, value=number.key)
    return (
        sa.select(number.space_id, sex.label("sex"), number.value)
        .where(number.key.in_(ELIGIBLE.values()), number.as_of <= day, number.area_id.is_(None))
        .distinct(number.space_id, number.key)
        .order_by(number.space_id, number.key, number.as_of.desc(), number.id.desc())
        .subquery()
    )
