"""What linking reads: traces within reach with what enrolments show, areas, the newest run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import g

from portal.database import db
from portal.spaces.models import Area, Line, Space

from .linking import Trace
from .models import (
    MembersMembership,
    MembersPerson,
    MembersQuestion,
    MembersRun,
    MembersTrace,
)
from .models.traces import key_in_use

COMMUNE = "commune"
LISTED = MembersMembership.state != "left"
OF_ENROLMENT = sa.and_(
    MembersTrace.space_id == MembersMembership.space_id,
    MembersTrace.membership_id == MembersMembership.id,
)


@dataclass(frozen=True)
class Traced:
    """An enrolment as linking sees it: its trace, its organization, its commune or None."""

    trace: Trace
    line: str
    commune: int | None
    sex: str


def traced() -> list[Traced]:
    """The enrolments within reach that are on a list and have a trace under the key in use."""
    communes = communes_of_areas()
    query = (
        sa.select(
            *(MembersTrace.space_id, MembersTrace.membership_id),
            *(MembersTrace.whole, MembersTrace.words, MembersTrace.near, MembersTrace.marked),
            *(MembersTrace.citizen, MembersTrace.born),
            *(MembersMembership.birth_year, MembersMembership.sex),
            sa.func.coalesce(MembersMembership.area_id, Space.area_id).label("area_id"),
            Space.line,
        )
        .join(MembersMembership, OF_ENROLMENT)
        .join(Space, Space.id == MembersTrace.space_id)
        .where(LISTED, MembersTrace.key == key_in_use())
        .order_by(MembersTrace.space_id, MembersTrace.membership_id)
    )
    return [_traced(row, communes) for row in db.session.execute(query)]


def _traced(row: Any, communes: Mapping[int, int]) -> Traced:
    commune = communes.get(row.area_id)
    trace = Trace(
        ref=(row.space_id, row.membership_id),
        space=row.space_id,
        whole=row.whole,
        words=tuple(row.words),
        near=frozenset(row.near),
        marked=row.marked,
        citizen=row.citizen,
        born=row.born,
        year=row.birth_year,
        sex=row.sex,
        area=row.area_id,
        wider=commune,
    )
    return Traced(trace, row.line, commune, row.sex)


def listed() -> int:
    """How many enrolments within reach are on a list."""
    query = sa.select(sa.func.count()).select_from(MembersMembership).where(LISTED)
    return db.session.scalar(query) or 0


def communes_of_areas() -> Mapping[int, int]:
    """The commune of each area that is one or lies in one."""
    areas = {
        area: (level, parent)
        for area, level, parent in db.session.execute(
            sa.select(Area.id, Area.level, Area.parent_id)
        )
    }
    found = {}
    for area in areas:
        at: int | None = area
        while at is not None and areas[at][0] != COMMUNE:
            at = areas[at][1]
        if at is not None:
            found[area] = at
    return found


def names_of(areas: Iterable[int]) -> Mapping[int, str]:
    """What people call these areas."""
    query = sa.select(Area).where(Area.id.in_(set(areas)))
    return {area.id: area.history_name for area in db.session.scalars(query)}


def lines() -> Sequence[Line]:
    """The organizations, in their order."""
    return db.session.scalars(sa.select(Line).order_by(Line.rank, Line.name)).all()


def newest_run(space_id: int) -> MembersRun | None:
    """The newest count of people of a space, if it ever counted."""
    query = sa.select(MembersRun).where(MembersRun.space_id == space_id)
    return db.session.scalar(query.order_by(MembersRun.id.desc()).limit(1))


def people_counted(space_id: int) -> int | None:
    """How many people there are in the organizations that a space oversees; None: never counted."""
    run = newest_run(space_id)
    return None if run is None else run.people


def lines_below() -> set[str]:
    """The organizations whose spaces the space of the address oversees."""
    below = g.access.here.below
    return set(db.session.scalars(sa.select(Space.line).where(Space.id.in_(below)).distinct()))


@dataclass(frozen=True)
class SpaceBelow:
    """A space that is overseen, with its organization and its commune, or None."""

    id: int
    line: str
    commune: int | None


def spaces_below() -> list[SpaceBelow]:
    """The spaces that the space of the address oversees."""
    communes = communes_of_areas()
    query = sa.select(Space.id, Space.line, Space.area_id).where(
        Space.id.in_(g.access.here.below), Space.closed_on.is_(None)
    )
    return [SpaceBelow(i, line, communes.get(area)) for i, line, area in db.session.execute(query)]


def open_questions() -> sa.Select[Any]:
    """The rows that a space is asked to complete, for the inbox: (space_id, id, name, None).

    A question closes by itself: as soon as the row says one of the things that it lacked.
    """
    lacks = {"birth_date": MembersPerson.birth_date, "citizen_id": MembersPerson.citizen_hash}
    still = [
        sa.or_(sa.not_(MembersQuestion.missing.contains([name])), column.is_(None))
        for name, column in lacks.items()
    ]
    return (
        sa.select(
            MembersQuestion.to_space_id.label("space_id"),
            MembersQuestion.ref_id.label("id"),
            MembersPerson.name,
            sa.cast(sa.null(), sa.Date),
        )
        .join(
            MembersPerson,
            sa.and_(
                MembersPerson.space_id == MembersQuestion.to_space_id,
                MembersPerson.membership_id == MembersQuestion.ref_id,
            ),
        )
        .join(
            MembersMembership,
            sa.and_(
                MembersMembership.space_id == MembersQuestion.to_space_id,
                MembersMembership.id == MembersQuestion.ref_id,
            ),
        )
        .where(LISTED, *still)
        .distinct()
    )
