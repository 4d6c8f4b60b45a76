"""Congresses of units: write down that one was held, and when the next is due."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import g
from flask_babel import gettext as _

from portal.audit import Event, record
from portal.database import db
from portal.errors import Invalid
from portal.history.undoing import put_back
from portal.locale import date_text, today
from portal.spaces.checks import check_version
from portal.spaces.officer_actions import check_same
from portal.text import clean

from .models import UnitsUnit
from .officer_checks import check_stands
from .queries import unit_in

KEPT = ("congress_on", "congress_document", "congress_due_on")


def hold_congress(
    unit_id: int,
    held_on: dt.date | None,
    document: str | None,
    due_on: dt.date | None,
    version: int,
) -> Event:
    """Write down when a unit held its congress, and when the next is due; gives the event.

    Without `due_on`, or where the day is still the one by which this congress was due, the next is
    due after the term of the unit's kind. Raises NotFound, Stale, Invalid on days that cannot be.
    """
    unit = unit_in(g.access.here.id, unit_id, lock=True)
    check_stands(unit)
    yours = date_text(held_on) or _("no congress")
    check_version(unit, version, theirs=date_text(unit.congress_on), yours=yours)
    if held_on not in (None, unit.congress_on) and due_on == unit.congress_due_on:
        due_on = None
    _check_days(unit, held_on, due_on)
    before = _facts(unit)
    unit.congress_on, unit.congress_document = held_on, clean(document or "") or None
    unit.congress_due_on = due_on or (unit.kind_of.term_from(held_on) if held_on else None)
    unit.version += 1
    return record("units.congress_held", unit, before=before, after=_facts(unit))


def take_congress_back(event: Event, payload: dict[str, Any]) -> None:
    """Undo hold_congress(). Raises Stale when the days were changed since."""
    unit = unit_in(event.space_id, event.subject_id or 0, lock=True)
    check_same(_facts(unit), payload["after"])
    put_back(unit, payload["before"])
    unit.version += 1
    record(
        "units.congress_restored",
        unit,
        before=payload["after"],
        after=payload["before"],
        undoes=event.id,
    )
    db.session.flush()


def _check_days(unit: UnitsUnit, held_on: dt.date | None, due_on: dt.date | None) -> None:
    if held_on is not None and held_on > today():
        raise Invalid(_("This day has not come yet: write what happened."), "held_on")
    if held_on is not None and unit.founded_on is not None and held_on < unit.founded_on:
        day = date_text(unit.founded_on)
        raise Invalid(_("The unit exists since %(day)s only.", day=day), "held_on")
    if held_on is not None and due_on is not None and due_on <= held_on:
        raise Invalid(_("The next congress is due before this one was held."), "due_on")
    if held_on is None and due_on is None:
        raise Invalid(_("Write when the congress was held, or when it is due."), "held_on")


def _facts(unit: UnitsUnit) -> dict[str, Any]:
    values = {name: getattr(unit, name) for name in KEPT}
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in values.items()}
