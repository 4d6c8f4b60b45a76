"""The timeline of a unit: what became of it by its own dates, also before the portal knew it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import url_for
from flask_babel import gettext as _

from portal.locale import date_text, today
from portal.spaces.heads import capitalized

from .models import MARKS, OUTCOMES, UnitsUnit
from .officer_queries import offices_of
from .remedy_queries import marks_of, sheets_of
from .whole_queries import Succession, Whole


@dataclass(frozen=True)
class Moment:
    """What happened to a unit on a day; a `change` is one of the unit itself."""

    on: dt.date | None
    title: str
    detail: str | None = None
    url: str = ""
    change: bool = False

    @property
    def when(self) -> str:
        """The day as a reader writes it."""
        return date_text(self.on)


def moments_of(whole: Whole) -> list[Moment]:
    """The timeline of a unit up to today, the latest first; it names nobody."""
    every = [*_of_itself(whole), *_of_offices(whole.unit), *_of_care(whole.unit)]
    past = [each for each in every if each.on is not None and each.on <= today()]
    return sorted(past, key=lambda each: each.on or today(), reverse=True)


def _of_itself(whole: Whole) -> Iterator[Moment]:
    unit = whole.unit
    if unit.ended_on and not (whole.went_into and unit.ended_how != "dissolved"):
        yield Moment(unit.ended_on, _("Dissolved"), unit.ended_document, change=True)
    for on, names in _by_day(whole.went_into):
        title = _("Went into %(units)s", units=names)
        yield Moment(on, title, unit.ended_document if on == unit.ended_on else None, change=True)
    yield Moment(unit.congress_on, _("Held its congress"), unit.congress_document, change=True)
    for name in whole.names:
        title = _("Renamed; until then it was %(name)s", name=name.name)
        yield Moment(name.until, title, name.document, change=True)
    for on, names in _by_day(whole.came_from):
        yield Moment(on, _("Came from %(units)s", units=names), change=True)
    yield Moment(unit.founded_on, _("Founded"), unit.founded_document, change=True)


def _of_offices(unit: UnitsUnit) -> Iterator[Moment]:
    for office in offices_of(unit):
        known = unit.kind_of.office(office.office)
        label = capitalized(str(known.label if known else office.office))
        url = url_for("units.office", office_id=office.id)
        ended = _("%(office)s left office", office=label)
        yield Moment(office.ended_on, ended, office.end_document, url)
        began = _("%(office)s took office", office=label)
        yield Moment(office.started_on, began, office.document, url)


def _of_care(unit: UnitsUnit) -> Iterator[Moment]:
    for sheet in sheets_of(unit):
        url = url_for("units.remedy", remedy_id=sheet.id)
        if sheet.outcome:
            closed = _("Remedy sheet closed: %(outcome)s", outcome=OUTCOMES[sheet.outcome])
            yield Moment(sheet.closed_on, closed, sheet.finding, url)
        yield Moment(sheet.opened_on, _("Remedy sheet opened"), sheet.measure, url)
    for mark, survey in marks_of(unit):
        yield Moment(survey.held_on, f"{survey.name}: {MARKS[mark.mark]}", mark.note)


def _by_day(successions: Sequence[Succession]) -> Iterator[tuple[dt.date, str]]:
    for on, of_day in groupby(successions, key=lambda each: each.on):
        yield on, ", ".join(each.unit.name for each in of_day)
