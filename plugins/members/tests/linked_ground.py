"""Ground for tests of counting people: enrolments written with their people and traces."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from plugins.members.enrolling import Enrolment, enrol
from plugins.members.models import MembersNumber
from plugins.members.people import Place, people
from plugins.units.models import UnitsUnit
from portal.spaces.actions import rebuild_oversight
from portal.spaces.models import Line, Space, SpaceKind
from portal.text import fold, text_key

DAY = dt.date(2020, 1, 1)


@contextmanager
def as_owner(owner: sa.Connection) -> Iterator[Session]:
    """A session past the policies, for what tests find there already."""
    with Session(owner.engine, info={"unguarded": True}) as session, session.begin():
        yield session


def unit_of(session: Session, space_id: int) -> int:
    """The one unit of a space in these tests."""
    unit = session.scalar(sa.select(UnitsUnit).where(UnitsUnit.space_id == space_id))
    if unit is None:
        name = "Chi hội 1"
        unit = UnitsUnit(space_id=space_id, kind="women_branch", basis="residential")
        unit.name, unit.stands = name, "commune"
        unit.sort_key, unit.folded = text_key(name), fold(name)
        session.add(unit)
        session.flush()
    return unit.id


def put(session: Session, space_id: int, name: str, **more: Any) -> int:
    """Enrol somebody; gives the id of the enrolment."""
    given = {"sex": "female", "kind": "full", **more}
    membership = enrol(session, space_id, unit_of(session, space_id), Enrolment(name, **given), DAY)
    return membership.id


def put_many(owner: sa.Connection, here: tuple[int, int], count: int = 60) -> int:
    """Enrol invented people in the first space, every third of them in the second too.

    Gives how many are in both.
    """
    made = people("ground", count, [Place("ấp", "xã")], DAY)
    both = 0
    with as_owner(owner) as session:
        for person in made:
            for space_id in here if person.number % 3 == 0 else here[:1]:
                put(
                    session,
                    space_id,
                    person.name,
                    sex=person.sex,
                    birth_date=person.birth_date,
                    citizen_id=person.citizen_id,
                )
            both += person.number % 3 == 0
    return both


LINES = {
    "youth": "Đoàn Thanh niên",
    "farmers": "Hội Nông dân",
    "veterans": "Hội Cựu chiến binh",
    "labour": "Công đoàn",
}


def organizations(session: Session) -> dict[tuple[str, str], int]:
    """Make the other organizations of the cast's communes; gives all by (line, commune)."""
    spaces = {space.slug: space for space in session.scalars(sa.select(Space))}
    found = {("women", name): spaces[f"phu-nu-xa-{name}"].id for name in ("sen", "lua")}
    for line, label in LINES.items():
        if session.get(Line, line) is None:
            session.add(Line(name=line, label=label, label_en=line.title(), rank=9))
        kind = f"test_{line}"
        session.add(
            SpaceKind(name=kind, line=line, level="commune", label=kind, label_en=kind, rank=9)
        )
        session.flush()
        for name in ("sen", "lua"):
            party = spaces[f"xa-{name}"]
            title = f"{label} xã {name.title()}"
            space = Space(
                slug=f"{line}-{name}",
                kind=kind,
                line=line,
                level="commune",
                parent_id=party.id,
                area_id=party.area_id,
                name=title,
                short_name=title,
                sort_key=text_key(title),
                folded=fold(title),
                opened_on=DAY,
            )
            session.add(space)
            session.flush()
            found[line, name] = space.id
    rebuild_oversight(session)
    return found


def put_district(owner: sa.Connection, count: int = 900) -> None:
    """Enrol invented people of two communes in five organizations, and count who could be in."""
    places = [Place("ấp 1", "sen", 3), Place("ấp 2", "lua", 2)]
    with as_owner(owner) as session:
        spaces = organizations(session)
        for person in people("district", count, places, DAY):
            for line in person.lines:
                put(
                    session,
                    spaces[line, str(person.place.commune)],
                    person.name,
                    sex=person.sex,
                    birth_date=person.birth_date,
                    citizen_id=person.citizen_id,
                )
        for (line, commune), space_id in spaces.items():
            if (line, commune) != ("labour", "lua"):
                number = MembersNumber(space_id=space_id, key="eligible_female", as_of=DAY)
                number.value, number.source = Decimal(500), "rà soát"
                session.add(number)
