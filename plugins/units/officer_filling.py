"""Offices made what is typed, one by a form or many by a file; no event is recorded here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from portal.accounts.identity import phone_of
from portal.database import db
from portal.errors import Invalid
from portal.text import clean

from .models import UnitsHolder, UnitsOffice, UnitsUnit
from .officer_checks import term_of
from .officer_facts import PERSON, Typed, facts_of, steps_typed

Facts = dict[str, Any]


def fill(unit: UnitsUnit, office: UnitsOffice, holder: UnitsHolder, typed: Typed) -> None:
    """Give an office and its holder what is typed, and the days that follow from it.

    Raises Invalid on an office that the unit's kind does not have, or a phone number of another
    shape.
    """
    known = unit.kind_of.office(typed.office)
    if known is None:
        raise Invalid(_("Choose an office that such a unit has."), "office")
    office.office, office.rank = known.name, known.rank
    for name in steps_typed(office):
        setattr(office, name, getattr(typed, name))
    office.document = clean(typed.document or "") or None
    office.started_on = typed.started_on or typed.elected_on or typed.recognized_on
    office.term_ends_on = typed.term_ends_on or term_of(unit, office.started_on)
    for name in PERSON:
        setattr(holder, name, getattr(typed, name))
    holder.person_name, holder.phone = clean(typed.person_name), phone_of(typed.phone or "")


def correct(
    unit: UnitsUnit, office: UnitsOffice, holder: UnitsHolder, typed: Typed
) -> tuple[Facts, Facts]:
    """Make a stored office what is typed; gives its facts before and after, equal when nothing
    changed. Raises as fill() does."""
    before = facts_of(unit, office, holder)
    fill(unit, office, holder, typed)
    after = facts_of(unit, office, holder)
    if after != before:
        office.version += 1
    return before, after


def add(held: Sequence[tuple[UnitsOffice, UnitsHolder]]) -> None:
    """Write new offices down, each with its holder."""
    db.session.add_all(office for office, _holder in held)
    db.session.flush()
    for office, holder in held:
        holder.office_id = office.id
    db.session.add_all(holder for _office, holder in held)
    db.session.flush()
