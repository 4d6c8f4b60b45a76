"""Ground for tests of counting people: enrolments written with their people and traces."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from plugins.members.enrolling import Enrolment, enrol
from plugins.members.people import Place, people
from plugins.units.models import UnitsUnit
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
