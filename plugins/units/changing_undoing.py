"""Taking an act on units back, as one: where nothing has changed since."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from portal.audit import Event, record
from portal.errors import Stale

from .changing_checks import twin_of
from .changing_queries import Standing
from .changing_traces import KEPT, removed_units, take_back
from .checks import lock_units
from .models import UnitsUnit


def undo_act(event: Event, payload: dict[str, Any]) -> None:
    """Put every unit back as it was before an act; units that the act made go.

    Raises Stale when one of them was changed since, when its name was taken meanwhile, or when
    the unit above it has ended.
    """
    lock_units(event.space_id)
    kept = payload["after"][KEPT]
    for unit in removed_units(event.space_id, kept):
        record("units.taken_away", unit)
    units = take_back(event.space_id, kept)
    _check_fit(units, Standing.of(event.space_id))
    subject = next((unit for unit in units if _is_about(event, unit)), None)
    after = {"units": [unit.name for unit in units]}
    space_id = event.space_id
    told = subject or event.subject_name
    record("units.taken_back", told, after=after, space_id=space_id, undoes=event.id)
    for unit in units:
        if unit is not subject:
            record("units.restored", unit)


def _is_about(event: Event, unit: UnitsUnit) -> bool:
    return event.subject_type == unit.__tablename__ and event.subject_id == unit.id


def _check_fit(units: list[UnitsUnit], standing: Standing) -> None:
    """Raise Stale where a unit that comes back meets its name, or has nothing to stand under."""
    for unit in units:
        if unit.ended_on is not None:
            continue
        if twin_of(unit.name, standing.units.values(), leaving=[unit.id]) is not None:
            raise Stale(_("Another unit is called %(name)s by now.", name=unit.name))
        if unit.parent_id is not None and unit.parent_id not in standing.units:
            raise Stale(_("The unit above %(name)s has ended by now.", name=unit.name))
