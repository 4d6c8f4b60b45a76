"""Who is on the register of one space twice, as it seems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from plugins.units.models import UnitsUnit
from portal.database import db
from portal.history.models import Event
from portal.history.queries import history_of, payload_of
from portal.narrowing import among

from .models import MembersDistinct, MembersMembership, MembersPerson
from .queries import OF_PERSON, OF_UNIT

MERGED = "members.merged"
Found = tuple[MembersPerson, MembersMembership, UnitsUnit]


@dataclass(frozen=True)
class Pair:
    """Two members who may be one person, the one entered first before the other."""

    one: Found
    other: Found


def pairs_in(space_id: int, limit: int) -> list[Pair]:
    """The likely doubles of a space, by name."""
    one, other, query = _pairs(space_id)
    ordered = query.with_only_columns(one[1].id, other[1].id).order_by(one[0].sort_key, one[1].id)
    ids = list(db.session.execute(ordered.order_by(other[1].id).limit(limit)).tuples())
    found = _members(space_id, {number for pair in ids for number in pair})
    return [Pair(found[first], found[second]) for first, second in ids]


def how_many(space_id: int) -> int:
    """How many pairs of likely doubles a space has."""
    _one, _other, query = _pairs(space_id)
    return db.session.scalar(query.with_only_columns(sa.func.count())) or 0


def merged_event(kept: MembersPerson, double_id: int) -> tuple[Event, dict[str, Any]] | None:
    """The event by which a row was merged into another one, with what it kept; None if erased."""
    for event in history_of(kept, limit=50):
        payload = payload_of(event) if event.verb == MERGED else None
        if payload is not None and payload.content["after"].get("_double_id") == double_id:
            return event, dict(payload.content)
    return None


def _members(space_id: int, ids: set[int]) -> dict[int, Found]:
    m = MembersMembership
    query = sa.select(MembersPerson, m, UnitsUnit).join(m, OF_PERSON).join(UnitsUnit, OF_UNIT)
    rows = db.session.execute(query.where(m.space_id == space_id, among(m.id, ids)))
    return {member.id: (person, member, unit) for person, member, unit in rows.tuples()}


def _pairs(space_id: int) -> tuple[Any, Any, sa.Select[Any]]:
    """Pairs of one citizen id, or of one name and nothing that says they are two people.

    One name is not enough: the date of birth must be the same, or, where one of them is not known
    in full, the year and the hamlet. Two citizen ids that differ are two people.
    """
    p, q = aliased(MembersPerson), aliased(MembersPerson)
    m, n = aliased(MembersMembership), aliased(MembersMembership)
    full = p.birth_date == q.birth_date
    partly = sa.and_(
        sa.or_(p.birth_date.is_(None), q.birth_date.is_(None)),
        m.birth_year == n.birth_year,
        m.area_id == n.area_id,
    )
    differ = sa.and_(
        p.citizen_hash.is_not(None),
        q.citizen_hash.is_not(None),
        p.citizen_hash != q.citizen_hash,
    )
    named = sa.and_(p.folded == q.folded, sa.or_(full, partly), sa.not_(differ))
    judged = sa.exists().where(
        MembersDistinct.space_id == space_id,
        MembersDistinct.one_id == p.membership_id,
        MembersDistinct.other_id == q.membership_id,
    )

    def beside(condition: sa.ColumnElement[bool]) -> sa.Select[Any]:
        return sa.select(p.membership_id.label("one_id"), q.membership_id.label("other_id")).where(
            *(each.space_id == space_id for each in (p, q, m, n)),
            p.membership_id < q.membership_id,
            m.id == p.membership_id,
            n.id == q.membership_id,
            m.state != "left",
            n.state != "left",
            condition,
            sa.not_(judged),
        )

    # Two joins that each hash by one column: of an "or" PostgreSQL would try every pair.
    ids = sa.union(beside(named), beside(p.citizen_hash == q.citizen_hash)).subquery()
    one, other = aliased(MembersPerson), aliased(MembersPerson)
    first, second = aliased(MembersMembership), aliased(MembersMembership)
    query = sa.select(ids.c.one_id, ids.c.other_id).select_from(ids)
    for person, member, column in ((one, first, ids.c.one_id), (other, second, ids.c.other_id)):
        query = query.join(
            person, sa.and_(person.space_id == space_id, person.membership_id == column)
        ).join(member, sa.and_(member.space_id == space_id, member.id == column))
    return (one, first), (other, second), query
