"""Admissions and arrivals: proposed and decided, or recorded at once; until then no member."""

from __future__ import annotations

from dataclasses import replace

from flask import g
from flask_babel import gettext as _

from plugins.units.queries import unit_in
from portal.audit import Event, plain, record
from portal.database import db
from portal.errors import Invalid, NotFound
from portal.locale import today

from . import movement_checks as checks
from .candidates import keep_candidate, unsealed
from .charter_checks import Subject, check_charter
from .charters import ADMIT, ENTRIES
from .enrolling import Enrolment, enrol
from .models import MembersMovement
from .movement_actions import check_paper, proposed_in, set_aside
from .movement_booking import book
from .movement_facts import Typed, facts_of, fill, standing_of
from .movement_queries import candidate_of, charter_in, person_of
from .register_actions import check_alone
from .register_checks import Rules, lock_members


def admit(
    unit_id: int | None, enrolment: Enrolment, typed: Typed, *, different: bool = False
) -> Event:
    """Record an admission that was decided on paper; gives the event, to be undone.

    `different` says that those who look alike are other people. Raises NotFound on the unit;
    Invalid on what the charter forbids, on days and on the document.
    """
    check_paper(typed)
    unit = _checked(unit_id, enrolment, typed, different)
    return _enrolled(_written(unit, typed), enrolment, typed, recorded=True)


def propose_admission(
    unit_id: int | None, enrolment: Enrolment, typed: Typed, *, different: bool = False
) -> Event:
    """Propose somebody for admission to a unit; gives the event. Raises as admit()."""
    unit = _checked(unit_id, enrolment, typed, different)
    movement = _written(unit, typed)
    movement.proposed_on = today()
    candidate = keep_candidate(movement, enrolment)
    after = {**facts_of(movement), "_movement": movement.id}
    return record("members.proposed", candidate, after=after)


def decide_admission(movement_id: int, version: int, typed: Typed) -> Event:
    """Admit who was proposed; gives the event, to be undone. Raises NotFound, Stale, as admit()."""
    movement = proposed_in(movement_id, version)
    candidate = candidate_of(movement)
    if candidate is None:
        raise NotFound()
    enrolment = unsealed(candidate.facts)
    _checked(movement.unit_id, enrolment, typed, True)
    db.session.delete(candidate)
    fill(movement, typed)
    return _enrolled(movement, enrolment, typed, recorded=False)


def _enrolled(
    movement: MembersMovement, enrolment: Enrolment, typed: Typed, *, recorded: bool
) -> Event:
    checks.check_days(typed)
    set_aside(movement, typed, _rules_set_aside(movement.space_id, enrolment, typed))
    movement.decided_on = typed.decided_on or today()
    membership = enrol(
        db.session(),
        movement.space_id,
        movement.unit_id,
        _joined(enrolment, typed),
        typed.on,
        typed.kind,
        movement.id,
    )
    movement.membership_id = membership.id
    book(movement, membership)
    person = person_of(membership.space_id, membership.id)
    then = plain(standing_of(membership))
    kept = {"_movement": movement.id, "_recorded": recorded, "_was": {}, "_then": then}
    return record("members.moved", person, after={**facts_of(movement), **kept})


def _joined(enrolment: Enrolment, typed: Typed) -> Enrolment:
    """Who is admitted joins on that day; who comes from elsewhere keeps the day, where known."""
    joined = typed.on if typed.kind == ADMIT else enrolment.joined_on
    return replace(enrolment, joined_on=joined)


def _written(unit_id: int, typed: Typed) -> MembersMovement:
    movement = MembersMovement(space_id=g.access.here.id, unit_id=unit_id, state="proposed")
    fill(movement, typed)
    db.session.add(movement)
    db.session.flush()
    return movement


def _checked(unit_id: int | None, enrolment: Enrolment, typed: Typed, different: bool) -> int:
    """The unit of an admission that may be. Raises Invalid."""
    space_id = g.access.here.id
    lock_members(space_id)
    kind = checks.check_kind(charter_in(space_id), typed.kind)
    if kind.name not in ENTRIES:
        raise Invalid(_("Choose a movement that this organization has."), "kind")
    if unit_id is None:
        raise Invalid(_("Choose the unit."), "unit")
    checks.check_unit(unit_in(space_id, unit_id), typed.on, "unit")
    Rules.of(space_id).check(enrolment)
    check_alone(space_id, enrolment, different=different)
    checks.check_filled(kind, typed)
    return unit_id


def _rules_set_aside(space_id: int, enrolment: Enrolment, typed: Typed) -> list[str]:
    subject = Subject(
        sex=enrolment.sex,
        kind=enrolment.kind,
        birth_date=enrolment.birth_date,
        birth_year=enrolment.birth_year,
        traits=enrolment.traits,
    )
    return check_charter(charter_in(space_id), typed, subject)
