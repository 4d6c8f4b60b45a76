"""Taking back what was done with offices of units."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from portal.audit import Event, record
from portal.database import db
from portal.errors import Invalid, NotFound, Stale
from portal.history.queries import history_of, payload_of
from portal.spaces.officer_actions import check_same

from .checks import lock_units
from .models import UnitsHolder, UnitsOffice, UnitsUnit
from .officer_checks import check_office
from .officer_facts import ENDING, facts_of, put_back
from .officer_queries import office_in, offices_of
from .queries import unit_in

Found = tuple[UnitsUnit, UnitsOffice, UnitsHolder]


def remove_appointment(event: Event, payload: dict[str, Any]) -> None:
    """Undo appoint(). Raises Stale when the office was changed since."""
    unit, office, holder = _of(event)
    check_same(facts_of(unit, office, holder), payload["after"])
    record("units.appointment_removed", holder, before=payload["after"], undoes=event.id)
    db.session.delete(holder)
    db.session.flush()
    db.session.delete(office)
    db.session.flush()


def take_change_back(event: Event, payload: dict[str, Any]) -> None:
    """Undo change_office(). Raises Stale when the office was changed since, or cannot be as it was
    because somebody else holds it by now."""
    _put("units.office_restored", event, payload)


def reopen(event: Event, payload: dict[str, Any]) -> None:
    """Undo end_office(). Raises Stale when the office was changed since, or has another holder."""
    _put("units.office_reopened", event, payload)


def take_hand_over_back(event: Event, payload: dict[str, Any]) -> None:
    """Undo hand_over(): the successor's office and the end. Raises Stale when either changed."""
    unit, office, _holder = _of(event)
    successor = _successor(unit, office, payload["after"]["successor"])
    if successor is not None:
        began = next(iter(history_of(successor, limit=1)), None)
        kept = payload_of(began) if began is not None else None
        undo = {
            "units.appointed": remove_appointment,
            "units.office_changed": take_change_back,
        }.get(began.verb if began is not None else "")
        if began is None or kept is None or undo is None or not _begins(kept.content):
            raise Stale(_("This was changed since. Look at it again."))
        undo(began, kept.content)
    ending = {when: {n: payload[when][n] for n in ENDING} for when in ("before", "after")}
    _put("units.office_reopened", event, ending)


def _of(event: Event) -> Found:
    """The unit, office and holder of an event, which nobody else changes meanwhile."""
    lock_units(event.space_id)
    holder = None
    if event.subject_type == UnitsHolder.__tablename__ and event.subject_id is not None:
        holder = db.session.get(UnitsHolder, (event.space_id, event.subject_id))
    if holder is None:
        raise Stale(_("This was changed since. Look at it again."))
    try:
        unit = unit_in(event.space_id, holder.unit_id, lock=True)
        return unit, office_in(event.space_id, holder.office_id, lock=True), holder
    except NotFound:
        raise Stale(_("This was changed since. Look at it again.")) from None


def _put(verb: str, event: Event, payload: dict[str, Any]) -> None:
    unit, office, holder = _of(event)
    check_same(facts_of(unit, office, holder), payload["after"])
    with db.session.no_autoflush:
        put_back(unit, office, holder, payload["before"])
        try:
            check_office(unit, office, holder)
        except Invalid as error:
            raise Stale(error.message) from None
    office.version += 1
    record(verb, holder, before=payload["after"], after=payload["before"], undoes=event.id)
    db.session.flush()


def _begins(content: dict[str, Any]) -> bool:
    """Whether an event began an office, not only corrected it later."""
    return bool(content["after"]["started_on"] != content["before"].get("started_on"))


def _successor(unit: UnitsUnit, office: UnitsOffice, name: str) -> UnitsHolder | None:
    """Who took an office over on the day on which it ended; None when that was taken back."""
    offices = [
        each.id
        for each in offices_of(unit)
        if (each.office, each.started_on) == (office.office, office.ended_on)
    ]
    return db.session.scalar(
        sa.select(UnitsHolder).where(
            UnitsHolder.space_id == unit.space_id,
            UnitsHolder.office_id.in_(offices),
            UnitsHolder.person_name == name,
        )
    )
