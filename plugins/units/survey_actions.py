"""Verbs on survey rounds: open one, correct it, mark its units a page at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_babel import gettext as _

from portal.audit import Event, record
from portal.database import db
from portal.errors import Invalid, Stale
from portal.guards import guard
from portal.history.wording import apart
from portal.locale import today
from portal.narrowing import among
from portal.spaces.checks import check_version
from portal.text import clean

from .measures import stands
from .models import MARKS, UnitsMark, UnitsSurvey, UnitsUnit
from .survey_queries import survey_in

KEPT = "_marks"
"""The field of an event by which a page of marks is taken back; the history does not show it."""


@dataclass(frozen=True)
class SurveyTyped:
    """A survey round as it is typed."""

    name: str
    held_on: dt.date
    note: str = ""


@dataclass(frozen=True)
class Marked:
    """How a unit was found, as it is typed; without a mark it is not surveyed yet."""

    mark: str = ""
    listed: int | None = None
    attending: int | None = None
    note: str = ""

    @classmethod
    def of(cls, mark: UnitsMark | None) -> Marked:
        """What a round holds of a unit."""
        if mark is None:
            return cls()
        return cls(mark.mark, mark.listed, mark.attending, mark.note or "")

    @property
    def code(self) -> str:
        """All of it in one word, to tell whether somebody else changed it meanwhile."""
        return "|".join("" if part is None else str(part) for part in self.parts)

    @property
    def parts(self) -> tuple[str, int | None, int | None, str]:
        """What is compared, in its order."""
        return self.mark, self.listed, self.attending, self.note

    def __str__(self) -> str:
        """In words, for the history and for whoever has to choose between two of them."""
        if not self.mark:
            return str(_("not surveyed yet"))
        numbers = "/".join("–" if n is None else str(n) for n in (self.attending, self.listed))
        known = numbers if (self.attending, self.listed) != (None, None) else ""
        return ", ".join(filter(None, (str(MARKS[self.mark]), known, self.note)))


class Clash(Invalid):
    """Somebody else marked some of the units meanwhile; `theirs` holds how, by unit."""

    def __init__(self, theirs: Mapping[int, Marked]) -> None:
        super().__init__(_("Somebody else marked some of these units meanwhile."))
        self.theirs = theirs


def open_survey(typed: SurveyTyped) -> tuple[UnitsSurvey, Event]:
    """Open a survey round in this space; gives the event, to be undone. Raises Invalid."""
    survey = UnitsSurvey(space_id=g.access.here.id)
    _fill(survey, typed)
    db.session.add(survey)
    db.session.flush()
    return survey, record("units.survey_opened", survey, after=facts(survey))


def change_survey(survey_id: int, typed: SurveyTyped, version: int) -> UnitsSurvey:
    """Correct the name, day and note of a round. Raises NotFound, Stale, Invalid."""
    survey = survey_in(g.access.here.id, survey_id, lock=True)
    before = facts(survey)
    with db.session.no_autoflush:
        _fill(survey, typed)
    after = facts(survey)
    if after != before:
        check_version(survey, version, **apart("units.survey_changed", before, after))
        survey.version += 1
        record("units.survey_changed", survey, before=before, after=after)
    return survey


def take_back_survey(event: Event, payload: dict[str, Any]) -> None:
    """Undo open_survey(). Raises Stale once the round was changed or has marked a unit."""
    survey = survey_in(event.space_id, event.subject_id or 0, lock=True)
    marked = db.session.scalar(
        sa.select(UnitsMark.id)
        .where(UnitsMark.space_id == survey.space_id, UnitsMark.survey_id == survey.id)
        .limit(1)
    )
    if marked is not None or facts(survey) != payload["after"]:
        raise Stale(_("This was changed since. Look at it again."))
    record("units.survey_removed", survey, before=payload["after"], undoes=event.id)
    db.session.delete(survey)
    db.session.flush()


def mark_units(
    survey_id: int, typed: Mapping[int, Marked], seen: Mapping[int, str]
) -> tuple[int, Event] | None:
    """Write down how a round found these units; gives how many changed and the event, to be undone.

    None when nothing changed. All or nothing: raises NotFound, Invalid on a mark that does not
    exist, Clash where a unit no longer is as `seen` and somebody typed something else.
    """
    survey = survey_in(g.access.here.id, survey_id, lock=True)
    units = names_of(survey, list(typed), stands(survey.held_on))
    marks = marks_of(survey, list(units))
    changed = {
        unit_id: each
        for unit_id, each in typed.items()
        if unit_id in units and each.code != seen.get(unit_id, "")
    }
    _check_seen(changed, seen, marks)
    before, after, kept = {}, {}, []
    for unit_id, each in changed.items():
        was, name = Marked.of(marks.get(unit_id)), units[unit_id]
        if each != was:
            before[name], after[name] = str(was), str(each)
            kept.append({"unit": unit_id, "before": was.parts, "after": each.parts})
            write_mark(survey, unit_id, marks.get(unit_id), each)
    if not kept:
        return None
    db.session.flush()
    return len(kept), record("units.marked", survey, before=before, after={**after, KEPT: kept})


@guard("units.marks_seen", without=None)
def _check_seen(
    changed: Mapping[int, Marked], seen: Mapping[int, str], marks: Mapping[int, UnitsMark]
) -> None:
    """Refuse to write over what somebody else wrote since the page was opened."""
    present = {unit_id: Marked.of(marks.get(unit_id)) for unit_id in changed}
    theirs = {
        unit_id: now
        for unit_id, now in present.items()
        if now.code != seen.get(unit_id, "") and now != changed[unit_id]
    }
    if theirs:
        raise Clash(theirs)


def write_mark(survey: UnitsSurvey, unit_id: int, mark: UnitsMark | None, typed: Marked) -> None:
    """Let a round hold this of a unit: in the mark that is there, in a new one, or in none."""
    if not typed.mark:
        if mark is not None:
            db.session.delete(mark)
        return
    if mark is None:
        mark = UnitsMark(space_id=survey.space_id, survey_id=survey.id, unit_id=unit_id)
        db.session.add(mark)
    mark.mark, mark.listed, mark.attending = typed.mark, typed.listed, typed.attending
    mark.note = typed.note or None


def names_of(
    survey: UnitsSurvey, ids: list[int], *conditions: sa.ColumnElement[bool]
) -> dict[int, str]:
    """Those of these units of the space of a round that are there, with their names."""
    rows = db.session.execute(
        sa.select(UnitsUnit.id, UnitsUnit.name).where(
            UnitsUnit.space_id == survey.space_id, among(UnitsUnit.id, ids), *conditions
        )
    )
    return dict(rows.tuples().all())


def marks_of(survey: UnitsSurvey, ids: list[int]) -> dict[int, UnitsMark]:
    """The marks that a round holds of these units, by unit."""
    rows = db.session.scalars(
        sa.select(UnitsMark).where(
            UnitsMark.space_id == survey.space_id,
            UnitsMark.survey_id == survey.id,
            among(UnitsMark.unit_id, ids),
        )
    )
    return {mark.unit_id: mark for mark in rows}


def facts(survey: UnitsSurvey) -> dict[str, Any]:
    """What the history keeps of a round."""
    return {
        "name": survey.name,
        "held_on": survey.held_on.isoformat(),
        "note": survey.note,
    }


def _fill(survey: UnitsSurvey, typed: SurveyTyped) -> None:
    if typed.held_on > today():
        raise Invalid(_("Choose a day up to today."), "held_on")
    survey.name, survey.held_on = clean(typed.name), typed.held_on
    survey.note = clean(typed.note) or None
