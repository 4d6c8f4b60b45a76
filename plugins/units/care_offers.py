"""What figures, surveys, focus areas and remedies offer; joined by plugin.py."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.offering import InboxAct, InboxSource, Permission, Verb

from . import (
    care_findings,
    care_slots,
    figures,
    focus_actions,
    matrix_sheets,
    remedy_actions,
    remedy_queries,
    survey_actions,
    survey_sheets,
    survey_undoing,
)
from . import focus_views as focus_views
from . import matrix_views as matrix_views
from . import remedy_views as remedy_views
from . import survey_views as survey_views

READERS = ("administrator", "leader", "officer", "clerk", "viewer")
CARERS = ("administrator", "leader", "officer")
CARE = "units.care"
SURVEY = {"held_on": _l("Day of the round"), "note": _l("Note")}
FOCUS = {
    "area_id": _l("Number of the hamlet"),
    "director": _l("Who directs it there"),
    "ids": _l("Numbers of the rows"),
    "task": _l("Task"),
    "year": _l("Plan year"),
}
REMEDY = {
    "cause": _l("Cause"),
    "closed_on": _l("Re-checked on"),
    "finding": _l("Finding"),
    "helper": _l("Who helps"),
    "measure": _l("Measure"),
    "opened_on": _l("Opened on"),
    "outcome": _l("Outcome"),
    "recheck_on": _l("Day of the re-check"),
}

PERMISSIONS = [
    Permission(
        figures.NEEDS,
        _l("See figures and surveys of branches and groups"),
        roles=READERS,
        descends=True,
    ),
    Permission(
        "units.prepare_care",
        _l("See the forms for surveys, focus areas and remedies"),
        roles=CARERS,
    ),
    Permission(
        CARE,
        _l("Survey branches and groups, choose focus areas, keep remedy sheets"),
        does="changes",
        roles=CARERS,
    ),
]
INDICATORS = figures.indicators()
WIDGETS = care_findings.WIDGETS
SLOTS = care_slots.SLOTS
SHEETS = [survey_sheets.LIST, matrix_sheets.LIST]
INBOX = [
    InboxSource(
        "units.rechecks",
        _l("Weak units to look at again"),
        "units.prepare_care",
        remedy_queries.rechecks_due,
        "units.remedy",
        "remedy_id",
        act=InboxAct(_l("Record the re-check"), "units.closing_remedy", "remedy_id", opens=True),
    )
]
VERBS = [
    Verb(
        "units.survey_opened",
        _l("opened the survey round"),
        survey_actions.take_back_survey,
        CARE,
        SURVEY,
    ),
    Verb("units.survey_changed", _l("corrected the survey round"), fields=SURVEY),
    Verb("units.survey_removed", _l("took back the survey round"), fields=SURVEY),
    Verb(
        "units.marked",
        _l("marked units in the survey round"),
        survey_undoing.take_back_marks,
        CARE,
    ),
    Verb("units.marks_taken_back", _l("took back marks in the survey round")),
    Verb(
        "units.focus_chosen",
        _l("chose the focus area"),
        focus_actions.take_back_chosen,
        CARE,
        FOCUS,
    ),
    Verb(
        "units.focus_changed", _l("changed the focus area"), focus_actions.change_back, CARE, FOCUS
    ),
    Verb("units.focus_removed", _l("removed the focus area"), focus_actions.put_back, CARE, FOCUS),
    Verb(
        "units.focus_copied",
        _l("took over the focus areas of"),
        focus_actions.take_back_copied,
        CARE,
        FOCUS,
    ),
    Verb(
        "units.remedy_opened",
        _l("opened a remedy sheet for"),
        remedy_actions.take_back_remedy,
        CARE,
        REMEDY,
    ),
    Verb("units.remedy_changed", _l("corrected the remedy sheet of"), fields=REMEDY),
    Verb(
        "units.remedy_closed",
        _l("closed the remedy sheet of"),
        remedy_actions.reopen_remedy,
        CARE,
        REMEDY,
    ),
    Verb("units.remedy_removed", _l("took back the remedy sheet of"), fields=REMEDY),
    Verb("units.remedy_reopened", _l("reopened the remedy sheet of"), fields=REMEDY),
]
