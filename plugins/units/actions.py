"""What is done with units: found one, correct it, take either back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from portal.accounts.models import SpaceMembership
from portal.audit import Event, plain, record
from portal.database import Base, db, on_the_map
from portal.errors import Invalid, Stale
from portal.history.undoing import put_back
from portal.history.wording import apart
from portal.locale import today
from portal.spaces.checks import check_version
from portal.spaces.hamlet_queries import called
from portal.text import clean

from . import checks
from .areas import Ground, ground_of
from .checks import UnitTyped
from .kinds import Kind, kind_named
from .models import UnitsPlace, UnitsUnit
from .queries import unit_in
from .whole_queries import areas_of

FACTS = (
    "name",
    "kind",
    "basis",
    "stands",
    "workplace",
    "parent_id",
    "founded_on",
    "founded_document",
    "households",
    "households_on",
)


def found_unit(space_id: int, typed: UnitTyped) -> tuple[UnitsUnit, Event]:
    """Found a unit in a space; gives it with the event, which can be undone.

    Raises Invalid, naming the field, when it does not fit its kind, the area or the others.
    """
    checks.lock_units(space_id)
    ground = ground_of(space_id)
    kind = checks.check_kind(ground.space.line, typed.kind)
    unit = UnitsUnit(space_id=space_id, kind=kind.name)
    _check(unit, kind, typed, ground)
    _fill(unit, typed)
    db.session.add(unit)
    db.session.flush()
    _place(unit, typed.hamlets if typed.stands == "hamlet" else ())
    return unit, record("units.founded", unit, after=facts_of(unit))


def change_unit(space_id: int, unit_id: int, typed: UnitTyped, version: int) -> Event | None:
    """Correct what was typed of a unit; its kind stays. Gives the event, none if nothing changed.

    Raises NotFound, Stale with what differs, and what found_unit() raises.
    """
    checks.lock_units(space_id)
    unit = unit_in(space_id, unit_id, lock=True)
    kind, before = kind_named(unit.kind), facts_of(unit)
    _check(unit, kind, typed, ground_of(space_id), before["area_ids"])
    _fill(unit, typed)
    _place(unit, typed.hamlets if typed.stands == "hamlet" else ())
    after = facts_of(unit)
    if after == before:
        return None
    check_version(unit, version, **apart("units.changed", before, after))
    unit.version += 1
    return record("units.changed", unit, before=before, after=after)


def remove_founded(event: Event, payload: dict[str, Any]) -> None:
    """Undo found_unit(). Raises Stale when the unit was changed since, or anything leans on it."""
    checks.lock_units(event.space_id)
    unit = _as_recorded(event, payload)
    if leans_on(unit):
        raise Stale(
            _("Other records belong to this unit by now. Dissolve it instead of undoing it.")
        )
    record("units.removed", unit, before=payload["after"], undoes=event.id)
    _place(unit, ())
    db.session.delete(unit)
    db.session.flush()


def change_back(event: Event, payload: dict[str, Any]) -> None:
    """Undo change_unit(). Raises Stale when the unit was changed since, or the name is taken."""
    checks.lock_units(event.space_id)
    unit, before = _as_recorded(event, payload), payload["before"]
    if unit.ended_on is None:
        try:
            checks.check_name(unit.space_id, before["name"], but=unit.id)
        except Invalid as error:
            raise Stale(error.message) from None
    put_back(unit, {name: before[name] for name in FACTS})
    _place(unit, before["area_ids"])
    unit.version += 1
    record("units.changed", unit, before=payload["after"], after=before, undoes=event.id)


def facts_of(unit: UnitsUnit) -> dict[str, Any]:
    """What the history keeps of a unit as it stands, hamlets by name and by id."""
    areas = areas_of(unit)
    facts = {name: getattr(unit, name) for name in FACTS}
    kept = {"hamlets": [called(a) for a in areas], "area_ids": [a.id for a in areas]}
    return plain({**facts, **kept})


def leans_on(unit: UnitsUnit) -> bool:
    """Whether any record of any module, or a role, belongs to a unit, its hamlets left out."""
    with on_the_map():
        role = sa.exists().where(
            SpaceMembership.in_space_id == unit.space_id,
            SpaceMembership.unit_ids.contains([unit.id]),
        )
        if db.session.scalar(sa.select(role)):
            return True
    own = {UnitsUnit.__tablename__, UnitsPlace.__tablename__}
    keys = [
        (table, pair.parent)
        for table in Base.metadata.tables.values()
        for key in table.foreign_key_constraints
        for pair in key.elements
        if key.referred_table.name == UnitsUnit.__tablename__ and pair.column.name == "id"
        if table.name not in own or pair.parent.name == "parent_id"
    ]
    leaning = [
        sa.exists().where(table.c.space_id == unit.space_id, column == unit.id)
        for table, column in keys
    ]
    return bool(db.session.scalar(sa.select(sa.or_(*leaning))))


def _as_recorded(event: Event, payload: dict[str, Any]) -> UnitsUnit:
    """The unit of an event, if it still is as the event left it. Raises NotFound, Stale."""
    unit = unit_in(event.space_id, event.subject_id or 0, lock=True)
    if facts_of(unit) != payload["after"]:
        raise Stale(_("This was changed since, so it cannot be undone."))
    return unit


def _check(
    unit: UnitsUnit, kind: Kind, typed: UnitTyped, ground: Ground, kept: list[int] | None = None
) -> None:
    checks.check_place(kind, typed, ground, kept or ())
    checks.check_parent(kind, typed.parent_id, unit)
    checks.check_days(typed, unit.ended_on)
    checks.check_households(kind, typed)
    if unit.ended_on is None:
        checks.check_name(unit.space_id, clean(typed.name), but=unit.id)


def _fill(unit: UnitsUnit, typed: UnitTyped) -> None:
    counted = typed.households is not None
    unit.name, unit.basis, unit.stands = clean(typed.name), typed.basis, typed.stands
    unit.workplace = clean(typed.workplace) or None if typed.stands == "workplace" else None
    unit.parent_id = typed.parent_id
    unit.founded_on = typed.founded_on
    unit.founded_document = clean(typed.founded_document) or None
    unit.households = typed.households
    unit.households_on = (typed.households_on or unit.households_on or today()) if counted else None


def _place(unit: UnitsUnit, area_ids: tuple[int, ...] | list[int]) -> None:
    """Let a unit cover exactly these hamlets."""
    rows = db.session.scalars(
        sa.select(UnitsPlace).where(
            UnitsPlace.space_id == unit.space_id, UnitsPlace.unit_id == unit.id
        )
    ).all()
    for row in rows:
        if row.area_id not in area_ids:
            db.session.delete(row)
    for area_id in sorted(set(area_ids) - {row.area_id for row in rows}):
        db.session.add(UnitsPlace(space_id=unit.space_id, unit_id=unit.id, area_id=area_id))
    db.session.flush()
