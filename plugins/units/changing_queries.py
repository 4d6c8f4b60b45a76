"""What acts on units must know of a space: which units stand, where, with which offices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from portal.database import db
from portal.errors import NotFound, Stale
from portal.locale import date_text
from portal.narrowing import among
from portal.spaces.models import Area

from .models import UnitsName, UnitsOffice, UnitsPlace, UnitsUnit


@dataclass(frozen=True)
class Standing:
    """The units of a space that have not ended, with their hamlets."""

    units: dict[int, UnitsUnit]
    hamlets: dict[int, list[Area]]

    @classmethod
    def of(cls, space_id: int, *, lock: bool = False) -> Standing:
        """Those of a space as they stand now, by name; locked, nobody else changes them."""
        query = sa.select(UnitsUnit).where(
            UnitsUnit.space_id == space_id, UnitsUnit.ended_on.is_(None)
        )
        query = query.order_by(UnitsUnit.sort_key, UnitsUnit.id)
        query = query.with_for_update() if lock else query
        found = db.session.scalars(query, execution_options={"populate_existing": True})
        units = {unit.id: unit for unit in found}
        return cls(units, hamlets_of(space_id, units))

    def unit(self, unit_id: int | None) -> UnitsUnit:
        """One of them. Raises NotFound."""
        if unit_id not in self.units:
            raise NotFound()
        return self.units[unit_id]

    def under(self, ids: Collection[int]) -> list[UnitsUnit]:
        """The sub-units of these units, one level down."""
        return [unit for unit in self.units.values() if unit.parent_id in ids]

    def all_under(self, ids: Collection[int]) -> list[UnitsUnit]:
        """The sub-units of these units on every level."""
        found: list[UnitsUnit] = []
        level = set(ids)
        while level:
            below = [unit for unit in self.under(level) if unit not in found]
            found += below
            level = {unit.id for unit in below}
        return found

    def like(self, unit: UnitsUnit) -> list[UnitsUnit]:
        """The other units of the same kind."""
        return [each for each in self.units.values() if each.kind == unit.kind and each != unit]

    def may_lead(self, children: Collection[UnitsUnit]) -> list[UnitsUnit]:
        """The units under which these may stand: of a kind that leads theirs, not below them."""
        own = {child.id for child in children}
        own |= {unit.id for unit in self.all_under(own)}
        return [
            unit
            for unit in self.units.values()
            if unit.id not in own and all(unit.kind in child.kind_of.under for child in children)
        ]


def hamlets_of(space_id: int, unit_ids: Collection[int]) -> dict[int, list[Area]]:
    """The hamlets of units, by unit, each list by name."""
    query = (
        sa.select(UnitsPlace.unit_id, Area)
        .join(Area, Area.id == UnitsPlace.area_id)
        .where(UnitsPlace.space_id == space_id, among(UnitsPlace.unit_id, unit_ids))
        .order_by(Area.name, Area.id)
    )
    found: dict[int, list[Area]] = {}
    for unit_id, area in db.session.execute(query).tuples():
        found.setdefault(unit_id, []).append(area)
    return found


def places_of(space_id: int, unit_id: int) -> Sequence[UnitsPlace]:
    """The rows that say which hamlets a unit covers."""
    query = sa.select(UnitsPlace).where(
        UnitsPlace.space_id == space_id, UnitsPlace.unit_id == unit_id
    )
    return db.session.scalars(query.order_by(UnitsPlace.area_id)).all()


def offices_after(space_id: int, unit_ids: Collection[int], day: dt.date) -> Sequence[UnitsOffice]:
    """The offices of units that are held after a day, or end only then."""
    query = sa.select(UnitsOffice).where(
        UnitsOffice.space_id == space_id,
        among(UnitsOffice.unit_id, unit_ids),
        sa.or_(UnitsOffice.ended_on.is_(None), UnitsOffice.ended_on > day),
    )
    return db.session.scalars(query.order_by(UnitsOffice.id).with_for_update()).all()


def last_renamed(space_id: int, unit_ids: Collection[int]) -> dict[int, dt.date]:
    """The day of the last new name of units, where they had one."""
    query = (
        sa.select(UnitsName.unit_id, sa.func.max(UnitsName.until))
        .where(UnitsName.space_id == space_id, among(UnitsName.unit_id, unit_ids))
        .group_by(UnitsName.unit_id)
    )
    return dict(db.session.execute(query).tuples().all())


def standing_unit(space_id: int, unit_id: int) -> UnitsUnit:
    """A unit of a space that has not ended. Raises NotFound, Stale on one that has."""
    found = db.session.scalar(
        sa.select(UnitsUnit).where(UnitsUnit.space_id == space_id, UnitsUnit.id == unit_id),
        execution_options={"populate_existing": True},
    )
    if found is None:
        raise NotFound()
    if found.ended_on is not None:
        day = date_text(found.ended_on)
        raise Stale(_("%(unit)s ended on %(day)s. Look at its page.", unit=found.name, day=day))
    return found


def chosen_units(space_id: int, unit_ids: Collection[int], standing: Standing) -> list[UnitsUnit]:
    """Units chosen together, by name. Raises NotFound without any, or where one is of elsewhere,
    Stale where one has ended."""
    for unit_id in sorted(set(unit_ids) - standing.units.keys()):
        standing_unit(space_id, unit_id)
    chosen = [unit for unit in standing.units.values() if unit.id in unit_ids]
    if not chosen:
        raise NotFound()
    return chosen
