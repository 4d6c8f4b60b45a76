"""What is asked of the Party's working list: the list, one row, those of a hamlet or a cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from plugins.units.models import UnitsUnit
from portal import finding, listing
from portal.database import db
from portal.errors import NotFound
from portal.listing import Page, Sorts, View
from portal.locale import today
from portal.narrowing import among
from portal.spaces.models import Area
from portal.text import fold

from .lines import AGES
from .models import MembersPartyMember, MembersPartyName, MembersPartyRemark
from .party_rows import PartyRow

Hamlet = aliased(Area)
OF_NAME = sa.and_(
    MembersPartyName.space_id == MembersPartyMember.space_id,
    MembersPartyName.party_id == MembersPartyMember.id,
)
OF_CELL = sa.and_(
    UnitsUnit.space_id == MembersPartyMember.space_id, UnitsUnit.id == MembersPartyMember.unit_id
)
SORTS = Sorts(
    {
        "name": (MembersPartyName.sort_key,),
        "born": (MembersPartyMember.birth_year, MembersPartyName.sort_key),
        "cell": (UnitsUnit.sort_key, MembersPartyName.sort_key),
        "hamlet": (Hamlet.name, MembersPartyName.sort_key),
    },
    last=MembersPartyName.id,
)
LINKED, GONE = "linked", "gone"


@dataclass(frozen=True)
class Wanted:
    """Which Party members are listed: of the cells, or (`part`) those linked by residence.

    `year` is that of the remark, `remark` whether it was received; `state` shows those gone.
    """

    year: int
    q: str = ""
    part: str = ""
    cell: int | None = None
    hamlet: int | None = None
    standing: str = ""
    exempt: str = ""
    sex: str = ""
    age: str = ""
    remark: str = ""
    state: str = ""


def party_members_of(
    space_id: int, area_id: int | None = None, unit_id: int | None = None
) -> sa.Select[Any]:
    """Those on the list of a space today, of one hamlet or one cell if named: (member, name).

    Both parts of the list: whoever lives in a hamlet can be given work there. Sex and year of birth
    stand on the member. Read it within the reach of `members.party_list`.
    """
    member = MembersPartyMember
    query = sa.select(member, MembersPartyName).join(MembersPartyName, OF_NAME)
    query = query.where(member.space_id == space_id, member.removed_on.is_(None))
    for column, value in ((member.area_id, area_id), (member.unit_id, unit_id)):
        if value is not None:
            query = query.where(column == value)
    return query.order_by(MembersPartyName.sort_key, MembersPartyName.id)


def found(space_id: int, wanted: Wanted) -> sa.Select[Any]:
    """The rows that a list shows: (member, name, cell, hamlet, remark of the year)."""
    m, remark = MembersPartyMember, MembersPartyRemark
    query = (
        sa.select(m, MembersPartyName, UnitsUnit, Hamlet, remark)
        .join(MembersPartyName, OF_NAME)
        .outerjoin(UnitsUnit, OF_CELL)
        .outerjoin(Hamlet, Hamlet.id == m.area_id)
        .outerjoin(remark, _remark_of(wanted.year))
        .where(m.space_id == space_id, m.linked.is_(wanted.part == LINKED))
        .where(m.removed_on.is_not(None) if wanted.state == GONE else m.removed_on.is_(None))
    )
    for column, value in (
        (m.unit_id, wanted.cell),
        (m.area_id, wanted.hamlet),
        (m.standing, wanted.standing),
        (m.sex, wanted.sex),
    ):
        if value:
            query = query.where(column == value)
    if wanted.exempt:
        query = query.where(m.exempt.is_(wanted.exempt == "yes"))
    if wanted.age in AGES:
        query = query.where(_aged(wanted.age, today()))
    if wanted.remark:
        received = sa.func.coalesce(remark.received, sa.false())
        query = query.where(received if wanted.remark == "yes" else sa.not_(received))
    if wanted.q:
        query = query.where(finding.holds(MembersPartyName.folded, fold(wanted.q)))
    return query


def page_of(space_id: int, wanted: Wanted, view: View) -> Page[Any]:
    """A page of the list of a space."""
    return listing.page_of(db.session, found(space_id, wanted), SORTS, view)


def rows_in_order(space_id: int, wanted: Wanted, view: View) -> Iterator[Any]:
    """Every row that the list shows, for its file."""
    return listing.rows_of(db.session, found(space_id, wanted), SORTS, view)


def row_in(space_id: int, party_id: int, *, lock: bool = False) -> PartyRow:
    """One row of the list of a space. Raises NotFound."""
    rows = rows_of(space_id, [party_id], lock=lock)
    if not rows:
        raise NotFound()
    return rows[0]


def rows_of(
    space_id: int, ids: Collection[int] | None = None, *, lock: bool = False
) -> list[PartyRow]:
    """Rows of the list of a space, those gone too; all of them, or those with these ids."""
    m = MembersPartyMember
    query = sa.select(m, MembersPartyName).join(MembersPartyName, OF_NAME)
    query = query.where(m.space_id == space_id).order_by(m.id)
    if ids is not None:
        query = query.where(among(m.id, ids))
    query = query.with_for_update(of=m) if lock else query
    rows = db.session.execute(query, execution_options={"populate_existing": True})
    return [PartyRow(member, name) for member, name in rows]


def remarks_of(space_id: int, ids: Collection[int], year: int) -> Sequence[MembersPartyRemark]:
    """The remarks of a year on these rows, for changing them."""
    r = MembersPartyRemark
    query = sa.select(r).where(r.space_id == space_id, r.year == year, among(r.party_id, ids))
    return db.session.scalars(query.with_for_update()).all()


def _remark_of(year: int) -> sa.ColumnElement[bool]:
    remark = MembersPartyRemark
    return sa.and_(
        remark.space_id == MembersPartyMember.space_id,
        remark.party_id == MembersPartyMember.id,
        remark.year == year,
    )


def _aged(name: str, day: dt.date) -> sa.ColumnElement[bool]:
    year, (least, most) = MembersPartyMember.birth_year, AGES[name].years
    if least is None and most is None:
        return year.is_(None)
    bounds = [] if least is None else [year <= day.year - least]
    return sa.and_(*bounds, *([] if most is None else [year >= day.year - most]))
