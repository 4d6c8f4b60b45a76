"""Verbs on remedy sheets: open one for a unit, correct it, close it by a re-check."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import g
from flask_babel import gettext as _

from portal.audit import Event, plain, record
from portal.database import db
from portal.errors import Invalid, Stale
from portal.history.wording import apart
from portal.locale import date_text, today
from portal.spaces.checks import check_version

from .models import OUTCOMES, UnitsRemedy, UnitsUnit
from .queries import unit_in
from .remedy_queries import sheet_in, sheets_of

TEXTS = ("cause", "measure", "helper")
FACTS = (*TEXTS, "opened_on", "recheck_on", "closed_on", "outcome", "finding")


@dataclass(frozen=True)
class RemedyTyped:
    """A remedy sheet as it is typed: why, what, who helps, when it is looked at again."""

    cause: str
    measure: str
    helper: str
    opened_on: dt.date
    recheck_on: dt.date


@dataclass(frozen=True)
class Recheck:
    """What a re-check found, on which day."""

    closed_on: dt.date
    outcome: str
    finding: str


def open_remedy(unit_id: int, typed: RemedyTyped) -> tuple[UnitsRemedy, Event]:
    """Open a sheet for a unit of this space; gives the event, to be undone.

    Raises NotFound, Invalid on days that do not fit, Stale while another sheet is open or after
    the unit has ended.
    """
    unit = unit_in(g.access.here.id, unit_id, lock=True)
    if not unit.stands_on(today()):
        raise Stale(_("The unit has ended."))
    if any(sheet.closed_on is None for sheet in sheets_of(unit)):
        raise Stale(_("The unit has an open remedy sheet already; close that first."))
    remedy = UnitsRemedy(space_id=unit.space_id, unit_id=unit.id)
    _fill(remedy, typed)
    db.session.add(remedy)
    db.session.flush()
    return remedy, _record("units.remedy_opened", remedy, unit, after=facts(remedy))


def change_remedy(remedy_id: int, typed: RemedyTyped, version: int) -> UnitsRemedy:
    """Correct an open sheet. Raises NotFound, Invalid, Stale, also once it is closed."""
    remedy, unit = _locked(remedy_id)
    if remedy.closed_on is not None:
        raise Stale(_("The sheet is closed."))
    before = facts(remedy)
    with db.session.no_autoflush:
        _fill(remedy, typed)
    after = facts(remedy)
    if after != before:
        check_version(remedy, version, **apart("units.remedy_changed", before, after))
        remedy.version += 1
        _record("units.remedy_changed", remedy, unit, before=before, after=after)
    db.session.flush()
    return remedy


def close_remedy(remedy_id: int, found: Recheck, version: int) -> Event:
    """Close a sheet with what its re-check found; gives the event, to be undone.

    Raises NotFound, Invalid on a day before it was opened or after today, Stale.
    """
    remedy, unit = _locked(remedy_id)
    check_version(remedy, version, theirs=_text(remedy), yours=found.finding)
    if remedy.closed_on is not None:
        raise Stale(_("The sheet is closed."))
    if not remedy.opened_on <= found.closed_on <= today():
        first = date_text(remedy.opened_on)
        raise Invalid(_("Choose a day from %(first)s up to today.", first=first), "closed_on")
    if found.outcome not in OUTCOMES:
        raise Invalid(_("Choose what the re-check found."), "outcome")
    before = _end(remedy)
    remedy.closed_on, remedy.outcome = found.closed_on, found.outcome
    remedy.finding = found.finding
    remedy.version += 1
    db.session.flush()
    return _record("units.remedy_closed", remedy, unit, before=before, after=_end(remedy))


def take_back_remedy(event: Event, payload: dict[str, Any]) -> None:
    """Undo open_remedy(). Raises Stale when the sheet was changed since."""
    remedy, unit = _locked(event.subject_id or 0)
    _check_same(facts(remedy), payload["after"])
    _record("units.remedy_removed", remedy, unit, before=payload["after"], undoes=event.id)
    db.session.delete(remedy)
    db.session.flush()


def reopen_remedy(event: Event, payload: dict[str, Any]) -> None:
    """Undo close_remedy(). Raises Stale when it was changed since or another sheet is open."""
    remedy, unit = _locked(event.subject_id or 0)
    _check_same(_end(remedy), payload["after"])
    if any(sheet.closed_on is None for sheet in sheets_of(unit)):
        raise Stale(_("The unit has an open remedy sheet already; close that first."))
    remedy.closed_on = remedy.outcome = remedy.finding = None
    remedy.version += 1
    db.session.flush()
    _record(
        "units.remedy_reopened",
        remedy,
        unit,
        before=payload["after"],
        after=_end(remedy),
        undoes=event.id,
    )


def facts(remedy: UnitsRemedy) -> dict[str, Any]:
    """What the history keeps of a sheet."""
    return plain({name: getattr(remedy, name) for name in FACTS})


def _end(remedy: UnitsRemedy) -> dict[str, Any]:
    return plain({name: getattr(remedy, name) for name in ("closed_on", "outcome", "finding")})


def _locked(remedy_id: int) -> tuple[UnitsRemedy, UnitsUnit]:
    """A sheet of this space with its unit, both held: acts on one unit's sheets take turns."""
    sheet = sheet_in(g.access.here.id, remedy_id)
    unit = unit_in(sheet.unit.space_id, sheet.unit.id, lock=True)
    db.session.refresh(sheet.remedy, with_for_update=True)
    return sheet.remedy, unit


def _fill(remedy: UnitsRemedy, typed: RemedyTyped) -> None:
    if typed.opened_on > today():
        raise Invalid(_("Choose a day up to today."), "opened_on")
    if typed.recheck_on < typed.opened_on:
        raise Invalid(_("The re-check lies before the sheet was opened."), "recheck_on")
    for name in (*TEXTS, "opened_on", "recheck_on"):
        setattr(remedy, name, getattr(typed, name))


def _check_same(now: dict[str, Any], then: dict[str, Any]) -> None:
    if now != then:
        raise Stale(_("This was changed since. Look at it again."))


def _record(verb: str, remedy: UnitsRemedy, unit: UnitsUnit, **more: Any) -> Event:
    remedy.history_name = unit.name
    return record(verb, remedy, **more)


def _text(remedy: UnitsRemedy) -> str:
    return f"{remedy.measure} ({date_text(remedy.recheck_on)})"
