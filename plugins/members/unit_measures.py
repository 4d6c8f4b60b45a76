"""What the books of units count for report forms: standing, founded, ended, hamlets with one.

A space that never wrote a unit down has no figure; hamlets are those recorded in its area.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from plugins.units.kinds import BASES, kinds
from plugins.units.measures import stands, was_founded
from plugins.units.models import UnitsPlace, UnitsUnit
from portal.database import db
from portal.narrowing import among, in_reach
from portal.offering import Measure
from portal.reportforms import Asked
from portal.spaces.models import Area, Space

from .measures import NEEDS, Answer, Arguments, of_family

ABOUT: dict[str, tuple[str, ...]] = {
    "family": tuple(dict.fromkeys(kind.family for kind in kinds().values())),
    "basis": tuple(BASES),
}
_HAMLET = "hamlet"


def units(asked: Asked) -> Answer:
    """Units that stand on a day."""
    return _units(asked, [stands(asked.period.end)])


def units_founded(asked: Asked) -> Answer:
    """Units founded in a period; of those without a founding day nobody knows."""
    return _units(asked, [UnitsUnit.founded_on.between(asked.period.start, asked.period.end)])


def units_ended(asked: Asked) -> Answer:
    """Units that ended in a period."""
    return _units(asked, [UnitsUnit.ended_on.between(asked.period.start, asked.period.end)])


def hamlets(asked: Asked) -> Answer:
    """Hamlets in the area of a space on a day."""
    day = asked.period.end
    there = sa.and_(
        Area.parent_id == Space.area_id,
        Area.level == _HAMLET,
        Area.valid_from <= day,
        sa.or_(Area.valid_to.is_(None), Area.valid_to >= day),
    )
    query = (
        sa.select(Space.id, *[sa.func.count() for _variant in asked.variants])
        .join(Area, there)
        .where(in_reach(Space.id), among(Space.id, asked.spaces))
        .group_by(Space.id)
    )
    return _answer(asked, query)


def hamlets_with_units(asked: Asked) -> Answer:
    """Hamlets that a standing unit covers on a day."""
    day = asked.period.end
    counts = [
        sa.func.count(UnitsPlace.area_id.distinct()).filter(stands(day), *_fits(each))
        for each in asked.variants
    ]
    on = sa.and_(UnitsPlace.space_id == UnitsUnit.space_id, UnitsPlace.unit_id == UnitsUnit.id)
    query = (
        sa.select(UnitsUnit.space_id, *counts)
        .outerjoin(UnitsPlace, on)
        .where(among(UnitsUnit.space_id, asked.spaces), was_founded(day))
        .group_by(UnitsUnit.space_id)
    )
    return _answer(asked, query)


def _units(asked: Asked, conditions: Sequence[Any]) -> Answer:
    counts = [sa.func.count().filter(*conditions, *_fits(each)) for each in asked.variants]
    query = (
        sa.select(UnitsUnit.space_id, *counts)
        .where(among(UnitsUnit.space_id, asked.spaces), was_founded(asked.period.end))
        .group_by(UnitsUnit.space_id)
    )
    return _answer(asked, query)


def _fits(arguments: Arguments) -> list[Any]:
    conditions: list[Any] = []
    if "family" in arguments:
        conditions.append(of_family(arguments["family"]))
    if "basis" in arguments:
        conditions.append(UnitsUnit.basis == arguments["basis"])
    return conditions


def _answer(asked: Asked, query: sa.Select[Any]) -> Answer:
    answers: Answer = [{} for _variant in asked.variants]
    for space, *values in db.session.execute(query):
        for answer, value in zip(answers, values, strict=True):
            answer[space] = int(value)
    return answers


MEASURES = [
    Measure("members.units", _l("Branches and groups"), NEEDS, units, "date", ABOUT),
    Measure(
        "members.units_founded",
        _l("Branches and groups founded"),
        NEEDS,
        units_founded,
        "period",
        ABOUT,
    ),
    Measure(
        "members.units_ended", _l("Branches and groups ended"), NEEDS, units_ended, "period", ABOUT
    ),
    Measure("members.hamlets", _l("Hamlets"), NEEDS, hamlets, "date"),
    Measure(
        "members.hamlets_with_units",
        _l("Hamlets with a branch or group"),
        NEEDS,
        hamlets_with_units,
        "date",
        ABOUT,
    ),
]
