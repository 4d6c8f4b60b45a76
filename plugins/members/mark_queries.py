"""What is asked of who is a Party member: read by holders of a right of its own, and by them alone.

Party membership discloses a political affiliation: it is kept as sensitive data (Law 91/2025/QH15,
Decree 356/2025/NĐ-CP, Art. 4). It never leaves in a file.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from plugins.units.models import UnitsUnit
from portal import finding, listing
from portal.database import db
from portal.errors import NotFound
from portal.history.models import Event
from portal.listing import Page, Sorts, View
from portal.narrowing import among
from portal.text import fold

from .models import MembersMembership, MembersPartyMark, MembersPerson

SEE = "members.party"
MARKED = "members.party_marked"
YES, NO, UNKNOWN = "yes", "no", "unknown"
ANSWERS: dict[str, Any] = {
    YES: _l("Party member"),
    NO: _l("Not a Party member"),
    UNKNOWN: _l("Not known"),
}
OF_MARK = sa.and_(
    MembersPartyMark.space_id == MembersMembership.space_id,
    MembersPartyMark.membership_id == MembersMembership.id,
)
SORTS = Sorts(
    {
        "name": (MembersPerson.sort_key,),
        "born": (MembersMembership.birth_year, MembersPerson.sort_key),
        "unit": (UnitsUnit.sort_key, MembersPerson.sort_key),
    },
    last=MembersPerson.id,
)


@dataclass(frozen=True)
class Wanted:
    """Which members are listed: part of a name, a unit, what is known of their membership."""

    q: str = ""
    unit: int | None = None
    party: str = ""


def party_condition(value: str) -> sa.ColumnElement[bool]:
    """The condition that a membership is of a Party member: `yes`, `no` or `unknown`.

    Ask it for a reader with the right alone. Lists that go into files must not use it: whoever
    takes one along takes the same rows, whatever was recorded.
    """
    if value not in (YES, NO, UNKNOWN):
        return sa.true()
    marked = sa.exists().where(OF_MARK).correlate(MembersMembership)
    if value == UNKNOWN:
        return sa.not_(marked)
    return marked.where(MembersPartyMark.party_member.is_(value == YES))


def members_by_mark(space_id: int, wanted: Wanted, view: View) -> Page[Any]:
    """A page of the members of a space with what is known: (person, membership, unit, mark)."""
    m, p = MembersMembership, MembersPerson
    query = (
        sa.select(p, m, UnitsUnit, MembersPartyMark)
        .join(m, sa.and_(m.space_id == p.space_id, m.id == p.membership_id))
        .join(UnitsUnit, sa.and_(UnitsUnit.space_id == m.space_id, UnitsUnit.id == m.unit_id))
        .outerjoin(MembersPartyMark, OF_MARK)
        .where(p.space_id == space_id, m.space_id == space_id, m.state != "left")
        .where(party_condition(wanted.party))
    )
    if wanted.q:
        query = query.where(finding.holds(p.folded, fold(wanted.q)))
    if wanted.unit:
        query = query.where(m.unit_id == wanted.unit)
    return listing.page_of(db.session, query, SORTS, view)


def mark_of(space_id: int, membership_id: int, *, lock: bool = False) -> MembersPartyMark | None:
    """What is recorded of a member; None where nothing is."""
    query = sa.select(MembersPartyMark).where(
        MembersPartyMark.space_id == space_id, MembersPartyMark.membership_id == membership_id
    )
    query = query.with_for_update() if lock else query
    return db.session.scalar(query, execution_options={"populate_existing": lock})


def marks_of(space_id: int, ids: Collection[int]) -> dict[int, MembersPartyMark]:
    """What is recorded of members, by membership, locked; those of whom nothing is are left out."""
    query = sa.select(MembersPartyMark).where(
        MembersPartyMark.space_id == space_id, among(MembersPartyMark.membership_id, ids)
    )
    query = query.order_by(MembersPartyMark.membership_id).with_for_update()
    found = db.session.scalars(query, execution_options={"populate_existing": True})
    return {mark.membership_id: mark for mark in found}


def chosen_members(space_id: int, ids: Collection[int]) -> Sequence[Any]:
    """Members of a space by name, who are to be marked at once: (person, membership).

    Raises NotFound where one of them is not on the space's list.
    """
    m, p = MembersMembership, MembersPerson
    rows = db.session.execute(
        sa.select(p, m)
        .join(m, sa.and_(m.space_id == p.space_id, m.id == p.membership_id))
        .where(p.space_id == space_id, m.space_id == space_id, m.state != "left")
        .where(among(m.id, ids))
        .order_by(p.sort_key, p.id)
    ).all()
    if len(rows) != len(set(ids)):
        raise NotFound()
    return rows


def events_of(person: MembersPerson, limit: int = 10) -> Sequence[Event]:
    """The last events about the Party membership of a person, the newest first."""
    query = sa.select(Event).where(
        Event.space_id == person.space_id,
        Event.subject_type == MembersPerson.__tablename__,
        Event.subject_id == person.id,
        Event.verb == MARKED,
    )
    return db.session.scalars(query.order_by(Event.seq.desc()).limit(limit)).all()
