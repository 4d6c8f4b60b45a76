"""What the books of members and units count for report forms: see portal/reportforms/measures.py.

Members come from the ledger: the sum of its lines up to a day. Who came or went in a period is
what the lines of one member on one day add up to, within the row and the column: a transfer
between two units of a space is no gain and no loss of the space, but one of each unit, and so is
a change of kind for a column of one kind. So opening and gains less losses always make closing.
Whoever was a member before the register began is in no column of those who came.

A space without a line in its ledger by a day has no figure, and one with lines has 0 where none
fits. Hamlets are those where members live.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from plugins.units.kinds import BASES, kinds
from plugins.units.models import UnitsUnit
from portal.database import db
from portal.narrowing import among
from portal.offering import Measure
from portal.reportforms import Asked
from portal.reportforms.measures import Number

from .enrolling import OPENING
from .lines import SEXES, lines
from .models import MembersEntry, MembersMembership, MembersPartyMark

NEEDS = "members.view"
ROWS = ("spaces", "units", "hamlets")
NOWHERE = 0
"""The row of members who live in none of the hamlets, or nobody knows where."""
Answer = list[dict[int, Number]]
Arguments = Mapping[str, str]
TRAITS = tuple(
    sorted({t.name for line in lines().values() for t in line.traits if t.type == "flag"})
)
KINDS = tuple(sorted({kind.name for line in lines().values() for kind in line.kinds}))
ABOUT: dict[str, tuple[str, ...]] = {
    "sex": tuple(SEXES),
    "kind": KINDS,
    "basis": tuple(BASES),
    "family": tuple(dict.fromkeys(kind.family for kind in kinds().values())),
    "age": (),
    "trait": TRAITS,
    "present": ("yes", "no"),
}
"""By what members are told apart; `age` is a band such as 16-30, -39, 60-, or "unknown"."""
_ROW: sa.ColumnClause[int] = sa.column("row_key", sa.Integer)
_UNIT = sa.and_(UnitsUnit.space_id == MembersEntry.space_id, UnitsUnit.id == MembersEntry.unit_id)
_MEMBERSHIP = sa.and_(
    MembersMembership.space_id == MembersEntry.space_id,
    MembersMembership.id == MembersEntry.membership_id,
)


def standing(asked: Asked) -> Answer:
    """Members on a day."""
    day = asked.period.end
    sums = [
        sa.func.coalesce(sa.func.sum(MembersEntry.change).filter(fits(each, day)), 0)
        for each in asked.variants
    ]
    query = _entries(asked, [_key(asked), *sums]).where(MembersEntry.on <= day)
    return _answer(asked, query.group_by(_ROW), _recorded(asked, day))


def came(asked: Asked) -> Answer:
    """Members who came in a period."""
    return _moved(asked, 1)


def went(asked: Asked) -> Answer:
    """Members who went in a period."""
    return _moved(asked, -1)


def party_members(asked: Asked) -> Answer:
    """Members on a day who are known to be Party members; none where nobody recorded it at all."""
    day, mark = asked.period.end, MembersPartyMark
    since = sa.or_(mark.since.is_(None), mark.since <= day)
    sums = [
        sa.func.coalesce(
            sa.func.sum(MembersEntry.change).filter(mark.party_member, since, fits(each, day)), 0
        )
        for each in asked.variants
    ]
    on = sa.and_(
        mark.space_id == MembersEntry.space_id, mark.membership_id == MembersEntry.membership_id
    )
    query = _entries(asked, [MembersEntry.space_id, *sums]).join(mark, on)
    query = query.where(MembersEntry.on <= day).group_by(MembersEntry.space_id)
    return _answer(asked, query, frozenset())


def fits(arguments: Arguments, day: dt.date) -> sa.ColumnElement[bool]:
    """The condition that a line of the ledger is about a member as a column wants, on a day."""
    conditions: list[sa.ColumnElement[bool]] = [sa.true()]
    for name, value in arguments.items():
        conditions.append(_CONDITIONS[name](value, day))
    return sa.and_(*conditions)


def _age(band: str, day: dt.date) -> sa.ColumnElement[bool]:
    """Whole years by the year of birth, as the registers keep it: many know no more."""
    if band == "unknown":
        return MembersMembership.birth_year.is_(None)
    least, _dash, most = band.partition("-")
    age = day.year - MembersMembership.birth_year
    conditions = [age >= int(least)] if least else []
    return sa.and_(sa.true(), *conditions, *([age <= int(most)] if most else []))


def _present(value: str, day: dt.date) -> sa.ColumnElement[bool]:
    here = sa.or_(MembersMembership.away_since.is_(None), MembersMembership.away_since > day)
    return here if value == "yes" else sa.not_(here)


def of_family(family: str) -> sa.ColumnElement[bool]:
    """The condition that a unit is of a kind of this family."""
    return UnitsUnit.kind.in_([kind.name for kind in kinds().values() if kind.family == family])


_CONDITIONS: dict[str, Any] = {
    "sex": lambda value, _day: MembersEntry.sex == value,
    "kind": lambda value, _day: MembersEntry.kind == value,
    "how": lambda value, _day: MembersEntry.how.in_(value.split(",")),
    "basis": lambda value, _day: UnitsUnit.basis == value,
    "family": lambda value, _day: of_family(value),
    "age": _age,
    "trait": lambda value, _day: MembersMembership.traits[value].as_boolean(),
    "present": _present,
}


def _moved(asked: Asked, way: int) -> Answer:
    first, last = asked.period.start, asked.period.end
    nets = [
        sa.func.sum(MembersEntry.change).filter(fits(each, last)).label(f"net_{at}")
        for at, each in enumerate(asked.variants)
    ]
    inner = (
        _entries(asked, [_key(asked), *nets])
        .where(MembersEntry.on.between(first, last), MembersEntry.how != OPENING)
        .group_by(_ROW, MembersEntry.space_id, MembersEntry.membership_id, MembersEntry.on)
        .subquery()
    )
    counts = [
        sa.func.count().filter(inner.c[f"net_{at}"] * way > 0) for at in range(len(asked.variants))
    ]
    row = inner.c[_ROW.name]
    query = sa.select(row, *counts).group_by(row)
    return _answer(asked, query, _recorded(asked, last))


def _key(asked: Asked) -> sa.Label[Any]:
    """The row that a line of the ledger belongs to; NOWHERE for one of no hamlet that is asked."""
    area = MembersMembership.area_id
    keys: dict[str, Any] = {
        "spaces": MembersEntry.space_id,
        "units": MembersEntry.unit_id,
        "hamlets": sa.case((among(area, asked.keys), area), else_=NOWHERE),
    }
    return keys[asked.rows].label(_ROW.name)


def _entries(asked: Asked, columns: Sequence[Any]) -> sa.Select[Any]:
    """Lines of the ledger of the spaces asked for, with the unit and the enrolment if needed."""
    wanted = {name for variant in asked.variants for name in variant}
    query = sa.select(*columns).select_from(MembersEntry)
    if wanted & {"basis", "family"}:
        query = query.join(UnitsUnit, _UNIT)
    if wanted & {"age", "trait", "present"} or asked.rows == "hamlets":
        query = query.join(MembersMembership, _MEMBERSHIP)
    return query.where(among(MembersEntry.space_id, asked.spaces))


def _recorded(asked: Asked, day: dt.date) -> frozenset[int]:
    """The rows that have a figure even where nobody fits: those of spaces that keep a ledger."""
    kept = sa.select(MembersEntry.space_id).where(
        among(MembersEntry.space_id, asked.spaces), MembersEntry.on <= day
    )
    spaces = frozenset(db.session.scalars(kept.distinct()))
    if asked.rows == "spaces":
        return spaces & frozenset(asked.keys)
    return frozenset(asked.keys) if spaces else frozenset()


def _answer(asked: Asked, query: sa.Select[Any], recorded: frozenset[int]) -> Answer:
    """A dictionary for each variant; rows that are recorded and were not counted have 0."""
    answers: Answer = [dict.fromkeys(recorded, 0) for _variant in asked.variants]
    wanted = frozenset(asked.keys)
    for key, *values in db.session.execute(query):
        for answer, value in zip(answers, values, strict=True):
            if key in wanted:
                answer[key] = int(value)
    return answers


MEASURES = [
    Measure("members.standing", _l("Members"), NEEDS, standing, "date", ABOUT, ROWS),
    Measure(
        "members.came", _l("Members who came"), NEEDS, came, "period", {**ABOUT, "how": ()}, ROWS
    ),
    Measure(
        "members.went", _l("Members who went"), NEEDS, went, "period", {**ABOUT, "how": ()}, ROWS
    ),
    Measure(
        "members.party",
        _l("Party members among the members"),
        NEEDS,
        party_members,
        "date",
        ABOUT,
        ("spaces",),
    ),
]
