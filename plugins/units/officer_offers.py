"""What the offices of units offer: rights, kinds of event, things to do, search, a list."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.offering import InboxAct, InboxSource, Permission, SearchSource, Slot, Verb

from . import (
    officer_congresses,
    officer_queries,
    officer_sheets,
    officer_showing,
    officer_undoing,
)

SEE, NAMES = "units.view", "units.view_names"
PREPARE, KEEP = "units.prepare_officers", "units.keep_officers"
FIELDS: dict[str, Any] = {
    "office": _l("Office"),
    "birth_year": _l("Year of birth"),
    "party_member": _l("Party member"),
    "introduced_on": _l("Introduced on"),
    "elected_on": _l("Elected on"),
    "recognized_on": _l("Recognized on"),
    "document": _l("Document of recognition"),
    "started_on": _l("In office since"),
    "term_ends_on": _l("Term ends on"),
    "ended_on": _l("Out of office from"),
    "end_document": _l("Document that ends the office"),
    "successor": _l("Next holder"),
    "congress_on": _l("Congress held on"),
    "congress_document": _l("Document of the congress"),
    "congress_due_on": _l("Next congress due by"),
}

PERMISSIONS = [
    Permission(
        NAMES,
        _l("See the names of officers of branches and groups"),
        roles=("administrator", "leader", "officer", "clerk", "branch_head"),
        personal=True,
        narrows=True,
    ),
    Permission(
        PREPARE,
        _l("Prepare offices and congresses of branches and groups"),
        roles=("administrator", "officer", "clerk"),
        personal=True,
        own_only=True,
    ),
    Permission(
        KEEP,
        _l("Keep offices and congresses of branches and groups"),
        does="changes",
        roles=("administrator", "officer", "clerk"),
        personal=True,
    ),
]


def _verb(name: str, label: Any, undo: Any = None) -> Verb:
    return Verb(f"units.{name}", label, undo=undo, needs=KEEP if undo else None, fields=FIELDS)


VERBS = [
    _verb("appointed", _l("wrote down an office of"), officer_undoing.remove_appointment),
    _verb("appointment_removed", _l("removed an office of")),
    _verb("office_changed", _l("corrected the office of"), officer_undoing.take_change_back),
    _verb("office_restored", _l("took back the correction of the office of")),
    _verb("office_ended", _l("ended the office of"), officer_undoing.reopen),
    _verb("handed_over", _l("wrote down the hand-over by"), officer_undoing.take_hand_over_back),
    _verb("office_reopened", _l("took back the end of the office of")),
    _verb("congress_held", _l("wrote down the congress of"), officer_congresses.take_congress_back),
    _verb("congress_restored", _l("took back the congress of")),
]

INBOX = [
    InboxSource(
        "units.headless",
        _l("Branch or group without a head"),
        PREPARE,
        officer_queries.units_without_head,
        "units.show",
        "unit_id",
        act=InboxAct(_l("Name the head"), "units.appointing", "unit_id", opens=True),
        names_nobody=True,
    ),
    InboxSource(
        "units.congresses",
        _l("Congress due"),
        PREPARE,
        officer_queries.congresses_near,
        "units.show",
        "unit_id",
        act=InboxAct(_l("Record the congress"), "units.congress", "unit_id", opens=True),
        names_nobody=True,
    ),
    InboxSource(
        "units.terms",
        _l("Term of office over or nearly so"),
        PREPARE,
        officer_queries.terms_ending,
        "units.show",
        "unit_id",
        names_nobody=True,
    ),
]

SEARCH = [
    SearchSource(
        "units.holders",
        _l("Officers of branches and groups"),
        NAMES,
        officer_queries.holders_named,
        "units.office",
        "office_id",
        order=60,
    )
]

SLOTS = [
    Slot("units.show", NAMES, officer_showing.panel_with_names, order=20),
    Slot("units.show", SEE, officer_showing.panel_without_names, order=20),
    Slot("units.acts", KEEP, officer_showing.way_to_congress, order=20),
    Slot("units.list_acts", SEE, officer_showing.way_to_vacancies, order=20, asks=False),
    Slot("spaces.vacancies", SEE, officer_showing.way_to_vacancies, asks=False),
]

SHEETS = [officer_sheets.VACANT]
