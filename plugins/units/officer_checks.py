"""What must hold before an office of a unit is given, changed or ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from flask_babel import gettext as _

from portal.database import db
from portal.errors import Invalid
from portal.locale import date_text, today

from .models import UnitsHolder, UnitsOffice, UnitsUnit

Held = tuple[UnitsOffice, UnitsHolder | None]
NAME_LENGTH = 120
FIRST_YEAR = 1900
"""The earliest year of birth: a smaller number is one of two digits, or a slip."""


def check_stands(unit: UnitsUnit) -> None:
    """Refuse a unit that has ended: it gets no officers any more. Raises Invalid."""
    if unit.ended_on is not None and unit.ended_on <= today():
        day = date_text(unit.ended_on)
        raise Invalid(_("%(unit)s ended on %(day)s.", unit=unit.name, day=day))


def check_office(unit: UnitsUnit, office: UnitsOffice, holder: UnitsHolder) -> None:
    """Refuse dates out of order, and a second holder where there is one at a time. Raises Invalid.

    Whoever was only introduced holds nothing yet, so that others may be introduced beside.
    """
    check_among(unit, office, holder, _others(office))


def check_among(
    unit: UnitsUnit, office: UnitsOffice, holder: UnitsHolder, others: Iterable[Held]
) -> None:
    """check_office(), where the other offices of the unit are known. Raises Invalid."""
    _check_person(holder)
    _check_days(unit, office)
    if office.state_on(today()) == "introduced":
        return
    for other, theirs in others:
        if other.state_on(today()) != "introduced" and _overlaps(office, other):
            _check_beside(office, holder, other, theirs)


def term_of(unit: UnitsUnit, started_on: dt.date | None) -> dt.date | None:
    """The day on which a term that begins on a day is over: at the unit's next congress, else by
    the term of its kind."""
    if started_on is None:
        return None
    if unit.congress_due_on is not None and unit.congress_due_on > started_on:
        return unit.congress_due_on
    return unit.kind_of.term_from(started_on)


def _check_person(holder: UnitsHolder) -> None:
    if len(holder.person_name) > NAME_LENGTH:
        raise Invalid(_("Use at most %(most)s characters.", most=NAME_LENGTH), "person_name")
    born = holder.birth_year
    if born is not None and not FIRST_YEAR <= born <= today().year:
        raise Invalid(_("Write the year with four digits: 1975."), "birth_year")


def _check_days(unit: UnitsUnit, office: UnitsOffice) -> None:
    done = (
        ("introduced_on", office.introduced_on),
        ("elected_on", office.elected_on),
        ("recognized_on", office.recognized_on),
    )
    before: dt.date | None = None
    for field, day in done:
        if day is None:
            continue
        if day > today():
            raise Invalid(_("This day has not come yet: write what happened."), field)
        if before is not None and day < before:
            sentence = _("This day lies before %(day)s, the step before it.", day=date_text(before))
            raise Invalid(sentence, field)
        before = day
    first = office.started_on
    if first is None:
        return
    if office.ended_on is not None and office.ended_on < first:
        day_text = date_text(office.ended_on)
        raise Invalid(_("The office ended on %(day)s already.", day=day_text), "started_on")
    if office.introduced_on is not None and first < office.introduced_on:
        day_text = date_text(office.introduced_on)
        raise Invalid(_("The person was introduced on %(day)s only.", day=day_text), "started_on")
    if unit.founded_on is not None and first < unit.founded_on:
        day_text = date_text(unit.founded_on)
        raise Invalid(_("The unit exists since %(day)s only.", day=day_text), "started_on")
    if office.term_ends_on is not None and office.term_ends_on <= first:
        raise Invalid(_("The term ends before it begins."), "term_ends_on")


def _check_beside(
    office: UnitsOffice, holder: UnitsHolder, other: UnitsOffice, theirs: UnitsHolder | None
) -> None:
    name = theirs.person_name if theirs is not None else _("Somebody")
    when = _held(other)
    if office.rank == other.rank == "head":
        sentence = _(
            "%(name)s heads the unit, %(when)s. Hand over or end that first.", name=name, when=when
        )
        raise Invalid(sentence, "started_on")
    same = theirs is not None and (theirs.sort_key, theirs.birth_year) == (
        holder.sort_key,
        holder.birth_year,
    )
    if same and office.office == other.office:
        sentence = _("%(name)s holds this office already, %(when)s.", name=name, when=when)
        raise Invalid(sentence, "person_name")


def _others(office: UnitsOffice) -> list[Held]:
    with db.session.no_autoflush:
        rows = db.session.execute(
            sa.select(UnitsOffice, UnitsHolder)
            .outerjoin(
                UnitsHolder,
                sa.and_(
                    UnitsHolder.space_id == UnitsOffice.space_id,
                    UnitsHolder.office_id == UnitsOffice.id,
                ),
            )
            .where(
                UnitsOffice.space_id == office.space_id,
                UnitsOffice.unit_id == office.unit_id,
                UnitsOffice.id != (office.id or 0),
            )
        ).tuples()
        return list(rows)


def _overlaps(one: UnitsOffice, other: UnitsOffice) -> bool:
    """Whether two offices are held on a day in common; the day of an end is not held any more."""
    first, end = max(_first(one), _first(other)), min(_end(one), _end(other))
    return first < end


def _first(office: UnitsOffice) -> dt.date:
    return office.started_on or dt.date.min


def _end(office: UnitsOffice) -> dt.date:
    return office.ended_on or dt.date.max


def _held(office: UnitsOffice) -> str:
    if office.started_on is None:
        return _("since an unknown day")
    return _("since %(day)s", day=date_text(office.started_on))
