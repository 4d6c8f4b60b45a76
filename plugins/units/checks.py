"""What must hold before a unit is founded or changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from portal.database import db
from portal.errors import Invalid
from portal.locale import today
from portal.locks import UNITS
from portal.text import fold

from .areas import Ground
from .kinds import Kind, kind_named, kinds_of
from .models import UnitsUnit
from .queries import standing
from .whole_queries import parents_for


@dataclass(frozen=True)
class UnitTyped:
    """A unit as it is typed; `hamlets` are ids of areas, `parent_id` a unit of the space."""

    kind: str
    name: str
    basis: str
    stands: str
    hamlets: tuple[int, ...] = ()
    workplace: str = ""
    parent_id: int | None = None
    founded_on: dt.date | None = None
    founded_document: str = ""
    households: int | None = None
    households_on: dt.date | None = None


def lock_units(space_id: int) -> None:
    """Let nobody else change the units of a space until this transaction ends."""
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(UNITS, space_id)))


def check_kind(line: str, name: str) -> Kind:
    """The kind by its name, if the organization may found such units today. Raises Invalid."""
    possible = kinds_of(line, today())
    kind = next((each for each in possible if each.name == name), None)
    if kind is None:
        names = ", ".join(str(each.label) for each in possible)
        raise Invalid(
            _("Choose a kind that this organization has: %(kinds)s.", kinds=names), "kind"
        )
    return kind


def check_place(kind: Kind, typed: UnitTyped, ground: Ground, kept: Sequence[int] = ()) -> None:
    """Refuse a basis or place that the kind does not allow, and hamlets that are not of the area.

    `kept` are hamlets that the unit covers already: those stay possible after their end.
    """
    if typed.basis not in kind.bases:
        raise Invalid(_("Choose a basis that a %(kind)s may have.", kind=kind.label), "basis")
    if typed.stands not in kind.places:
        raise Invalid(_("Choose where a %(kind)s may stand.", kind=kind.label), "stands")
    if typed.stands == "workplace" and not typed.workplace:
        raise Invalid(_("Write at which workplace it stands."), "workplace")
    if typed.stands != "hamlet":
        return
    if not typed.hamlets:
        raise Invalid(_("Choose at least one hamlet."), "hamlets")
    open_ones = {each.id for each in ground.hamlets() if not each.ended or each.id in kept}
    if not set(typed.hamlets) <= open_ones:
        raise Invalid(_("Choose hamlets that exist in the area of this space."), "hamlets")


def check_parent(kind: Kind, parent_id: int | None, unit: UnitsUnit) -> None:
    """Refuse a unit above of another kind than the kind allows, or one that ended."""
    if parent_id is None or parent_id == unit.parent_id:
        return
    with db.session.no_autoflush:
        possible = {each.id for each in parents_for(unit.space_id, kind.under, but=unit.id)}
    if parent_id not in possible:
        raise Invalid(
            _("Choose a standing unit that a %(kind)s may be part of.", kind=kind.label), "parent"
        )


def check_days(typed: UnitTyped, ended_on: dt.date | None = None) -> None:
    """Refuse a founding after today or after the end, and households counted after today."""
    if typed.founded_on is not None and typed.founded_on > today():
        raise Invalid(_("Choose a day up to today."), "founded_on")
    if typed.founded_on is not None and ended_on is not None and typed.founded_on > ended_on:
        raise Invalid(_("The unit ended before this day; choose an earlier one."), "founded_on")
    if typed.households_on is not None and typed.households_on > today():
        raise Invalid(_("Choose a day up to today."), "households_on")
    if typed.households_on is not None and typed.households is None:
        raise Invalid(_("Write how many households there were on this day."), "households")


def check_households(kind: Kind, typed: UnitTyped) -> None:
    """Refuse a count of households for a kind whose members are counted by name."""
    if typed.households is None:
        return
    if kind.roster != "households":
        raise Invalid(_("A %(kind)s does not count households.", kind=kind.label), "households")
    if typed.households < 0:
        raise Invalid(_("Write a number from 0 on."), "households")


def check_name(space_id: int, name: str, but: int | None = None) -> None:
    """Refuse a second standing unit of one name in a space, however marks and capitals differ."""
    query = sa.select(UnitsUnit.name, UnitsUnit.kind).where(
        UnitsUnit.space_id == space_id, UnitsUnit.folded == fold(name), standing()
    )
    if but is not None:
        query = query.where(UnitsUnit.id != but)
    with db.session.no_autoflush:
        twin = db.session.execute(query).first()
    if twin is not None:
        kind = kind_named(twin.kind).label
        raise Invalid(_("There is %(name)s (%(kind)s) already.", name=twin.name, kind=kind), "name")
