"""Verbs on offices of units: give one, correct it, end it, hand it over."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from flask import g
from flask_babel import gettext as _

from portal.audit import Event, record
from portal.database import db
from portal.errors import Invalid, NotFound
from portal.history.wording import apart
from portal.locale import date_text, today
from portal.spaces.checks import check_version
from portal.text import clean

from .checks import lock_units
from .models import UnitsHolder, UnitsOffice, UnitsUnit
from .officer_checks import check_office, check_stands
from .officer_facts import ENDING, Typed, facts_of, line_of
from .officer_filling import add, correct, fill
from .officer_queries import holder_of, office_in
from .queries import unit_in


def appoint(unit_id: int, typed: Typed) -> Event:
    """Write an office of a unit down; gives the event, to be undone.

    Raises NotFound; Invalid on a unit that ended, an office that its kind does not have, days out
    of order, or a second head.
    """
    lock_units(g.access.here.id)
    unit = unit_in(g.access.here.id, unit_id, lock=True)
    check_stands(unit)
    office = UnitsOffice(space_id=unit.space_id, unit_id=unit.id)
    holder = UnitsHolder(space_id=unit.space_id, unit_id=unit.id)
    fill(unit, office, holder, typed)
    check_office(unit, office, holder)
    add([(office, holder)])
    return record("units.appointed", holder, after=facts_of(unit, office, holder))


def change_office(office_id: int, typed: Typed, version: int) -> Event | None:
    """Correct an office, or add what happened since; gives the event, None when nothing changed.

    Raises NotFound, Stale, and what appoint() raises.
    """
    return _change(*_to_change(office_id), typed, version)


def end_office(office_id: int, ended_on: dt.date, document: str | None, version: int) -> Event:
    """End an office: from that day on it is held no more; gives the event, to be undone.

    Raises NotFound, Stale, Invalid on a day before it began or on an office that has ended.
    """
    unit, office = _to_change(office_id)
    holder = holder_of(office)
    yours = _("held until %(day)s", day=date_text(ended_on))
    check_version(office, version, theirs=line_of(unit, office, holder), yours=yours)
    before = facts_of(unit, office, holder)
    _end(office, ended_on, document, "ended_on")
    return _record_end("units.office_ended", unit, office, holder, before)


def hand_over(
    office_id: int, typed: Typed, end_document: str | None, introduced: int | None, version: int
) -> Event:
    """End an office and begin it for the next holder, on the day `typed.started_on`, in one act.

    `introduced` is the office of somebody introduced for it before, who now takes it. Gives the
    event of the end, whose undo takes both back. Raises NotFound, Stale, Invalid, as appoint() and
    end_office() do.
    """
    unit, office = _to_change(office_id)
    check_stands(unit)
    if office.state_on(today()) == "introduced":
        raise Invalid(_("This person was only introduced: there is nothing to hand over yet."))
    holder, day = holder_of(office), typed.started_on or today()
    yours = _("handed over on %(day)s", day=date_text(day))
    check_version(office, version, theirs=line_of(unit, office, holder), yours=yours)
    before = facts_of(unit, office, holder)
    successor = replace(typed, office=office.office, started_on=day)
    with db.session.begin_nested():  # a refusal of the next holder leaves the former in office
        _end(office, day, end_document, "started_on")
        db.session.flush()
        if introduced is None:
            appoint(unit.id, successor)
        else:
            _change(unit, _introduced(office, introduced), successor)
    return _record_end("units.handed_over", unit, office, holder, before, successor.person_name)


def _to_change(office_id: int) -> tuple[UnitsUnit, UnitsOffice]:
    """An office and its unit, which nobody else changes meanwhile."""
    here = g.access.here.id
    lock_units(here)
    unit = unit_in(here, office_in(here, office_id).unit_id, lock=True)
    return unit, office_in(here, office_id, lock=True)


def _introduced(office: UnitsOffice, office_id: int) -> UnitsOffice:
    found = office_in(office.space_id, office_id, lock=True)
    fits = (found.unit_id, found.office) == (office.unit_id, office.office)
    if not fits or found.state_on(today()) != "introduced":
        raise NotFound()
    return found


def _change(
    unit: UnitsUnit, office: UnitsOffice, typed: Typed, version: int | None = None
) -> Event | None:
    holder = holder_of(office) or UnitsHolder(
        space_id=unit.space_id, unit_id=unit.id, office_id=office.id
    )
    with db.session.begin_nested(), db.session.no_autoflush:  # refused, they are as they were
        before, after = correct(unit, office, holder, typed)
        check_office(unit, office, holder)
    if after == before:
        return None
    if version is not None:
        check_version(office, version + 1, **apart("units.office_changed", before, after))
    db.session.add(holder)
    db.session.flush()
    return record("units.office_changed", holder, before=before, after=after)


def _end(office: UnitsOffice, day: dt.date, document: str | None, field: str) -> None:
    if office.ended_on is not None:
        ended = date_text(office.ended_on)
        raise Invalid(_("The office ended on %(day)s already.", day=ended), field)
    began = office.started_on or office.introduced_on
    if began is not None and day < began:
        text = date_text(began)
        raise Invalid(_("The office begins on %(day)s; choose a later day.", day=text), field)
    office.ended_on, office.end_document = day, clean(document or "") or None
    office.version += 1


def _record_end(
    verb: str,
    unit: UnitsUnit,
    office: UnitsOffice,
    holder: UnitsHolder | None,
    before: dict[str, Any],
    successor: str | None = None,
) -> Event:
    facts = facts_of(unit, office, holder)
    after = {name: facts[name] for name in ENDING}
    if successor is not None:
        after["successor"] = successor
    kept = {name: before[name] for name in ENDING}
    return record(verb, holder or unit, before=kept, after=after)
