"""What belongs to one unit: its hamlets, sub-units, former names, what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.database import db
from portal.spaces.hamlet_queries import called
from portal.spaces.models import Area
from portal.text import text_key

from .models import UnitsName, UnitsPlace, UnitsSuccession, UnitsUnit
from .queries import standing, unit_in


@dataclass(frozen=True)
class Succession:
    """A unit that another one came from or went into, how and when."""

    unit: UnitsUnit
    how: str
    on: dt.date


@dataclass(frozen=True)
class Whole:
    """A unit with all that its page tells: places, sub-units, names, what became of it."""

    unit: UnitsUnit
    hamlets: list[Area]
    parent: UnitsUnit | None
    parts: Sequence[UnitsUnit]
    names: Sequence[UnitsName]
    went_into: list[Succession]
    came_from: list[Succession]


def whole_unit(space_id: int, unit_id: int) -> Whole:
    """A unit with all that its page tells. Raises NotFound."""
    unit = unit_in(space_id, unit_id)
    return Whole(
        unit=unit,
        hamlets=areas_of(unit),
        parent=db.session.get(UnitsUnit, (space_id, unit.parent_id)) if unit.parent_id else None,
        parts=_parts_of(unit),
        names=_names_of(unit),
        went_into=_successions(unit, UnitsSuccession.unit_id, UnitsSuccession.into_id),
        came_from=_successions(unit, UnitsSuccession.into_id, UnitsSuccession.unit_id),
    )


def areas_of(unit: UnitsUnit) -> list[Area]:
    """The hamlets that a unit covers, by name."""
    rows = db.session.scalars(
        sa.select(Area)
        .join(UnitsPlace, UnitsPlace.area_id == Area.id)
        .where(UnitsPlace.space_id == unit.space_id, UnitsPlace.unit_id == unit.id)
    )
    return sorted(rows, key=lambda area: text_key(called(area)))


def parents_for(
    space_id: int, kinds: Iterable[str], *, but: int | None = None, kept: int | None = None
) -> list[UnitsUnit]:
    """The standing units of a space that one of another kind may be part of, by name.

    `but` is left out, and `kept`, which it is part of already, stays even after its end.
    """
    fits = sa.and_(UnitsUnit.kind.in_(tuple(kinds)), standing(), UnitsUnit.id != (but or 0))
    query = sa.select(UnitsUnit).where(
        UnitsUnit.space_id == space_id, sa.or_(fits, UnitsUnit.id == (kept or 0))
    )
    return list(db.session.scalars(query.order_by(UnitsUnit.sort_key, UnitsUnit.id)))


def _parts_of(unit: UnitsUnit) -> Sequence[UnitsUnit]:
    return db.session.scalars(
        sa.select(UnitsUnit)
        .where(UnitsUnit.space_id == unit.space_id, UnitsUnit.parent_id == unit.id)
        .order_by(UnitsUnit.ended_on.is_not(None), UnitsUnit.sort_key, UnitsUnit.id)
    ).all()


def _names_of(unit: UnitsUnit) -> Sequence[UnitsName]:
    return db.session.scalars(
        sa.select(UnitsName)
        .where(UnitsName.space_id == unit.space_id, UnitsName.unit_id == unit.id)
        .order_by(UnitsName.until.desc(), UnitsName.id.desc())
    ).all()


def _successions(unit: UnitsUnit, near: Any, far: Any) -> list[Succession]:
    rows = db.session.execute(
        sa.select(UnitsUnit, UnitsSuccession.how, UnitsSuccession.on)
        .select_from(UnitsSuccession)
        .join(UnitsUnit, sa.and_(UnitsUnit.space_id == unit.space_id, UnitsUnit.id == far))
        .where(UnitsSuccession.space_id == unit.space_id, near == unit.id)
        .order_by(UnitsSuccession.on, UnitsUnit.sort_key)
    )
    return [Succession(*row) for row in rows]
