"""What settings, bodies and officers offer: rights, kinds of event, menu, findings, search."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from ..access import Permission
from ..audit import Verb
from ..messages import MessageKind
from ..pages import InboxSource, MenuItem, SearchSource, Widget
from ..settings import Setting
from . import (
    below_sheets,
    body_actions,
    hamlet_actions,
    heads,
    letterheads,
    officer_actions,
    officer_findings,
    officer_search,
    officer_sheets,
    officer_todo,
    setting_actions,
)

DECIDE, HEAD, OFFICES = "spaces.decide_settings", "spaces.edit_head", "spaces.manage_officers"
HAMLETS = "spaces.keep_hamlets"
WORKING = ("administrator", "leader", "officer", "clerk")

PERMISSIONS = [
    Permission(
        "spaces.view_settings", _l("See the settings of the space"), roles=WORKING, descends=True
    ),
    Permission(
        DECIDE,
        _l("Decide settings of the space, switch modules on and off"),
        does="changes",
        roles=("administrator",),
    ),
    Permission(
        HEAD,
        _l("Word the head of the space’s documents"),
        does="changes",
        roles=("administrator", "clerk"),
    ),
    Permission(
        "spaces.view_phones", _l("See the phone numbers of officers"), roles=WORKING, descends=True
    ),
    Permission(
        OFFICES,
        _l("Change bodies, give and end offices"),
        does="changes",
        roles=("administrator", "clerk"),
    ),
    Permission(
        "spaces.prepare_hamlets",
        _l("See the forms by which hamlets are kept"),
        roles=("administrator", "officer"),
    ),
    Permission(
        HAMLETS,
        _l("Add, rename and end the hamlets of the commune"),
        does="changes",
        roles=("administrator", "officer"),
    ),
]
TAKE_BACK = setting_actions.take_back
REMOVE, RESTORE = officer_actions.remove_added, officer_actions.restore_officer
VERBS = [
    Verb("spaces.setting_decided", _l("decided the setting"), TAKE_BACK, DECIDE),
    Verb("spaces.setting_inherited", _l("gave back to those above the setting"), TAKE_BACK, DECIDE),
    Verb("spaces.switched_on", _l("switched on the module"), TAKE_BACK, DECIDE),
    Verb("spaces.switched_off", _l("switched off the module"), TAKE_BACK, DECIDE),
    Verb("spaces.setting_restored", _l("took back a change of the setting")),
    Verb("spaces.head_changed", _l("changed the document head of"), TAKE_BACK, HEAD),
    Verb("spaces.body_added", _l("added the body")),
    Verb("spaces.body_renamed", _l("renamed the body")),
    Verb("spaces.body_ended", _l("ended the body"), body_actions.take_end_back, OFFICES),
    Verb("spaces.body_restored", _l("restored the body")),
    Verb("spaces.officer_added", _l("gave an office to"), REMOVE, OFFICES),
    Verb("spaces.officer_changed", _l("corrected the office of")),
    Verb("spaces.officer_ended", _l("ended the office of"), RESTORE, OFFICES),
    Verb("spaces.officer_restored", _l("took back the end of the office of")),
    Verb("spaces.officer_removed", _l("took back the office given to")),
    Verb("spaces.hamlet_added", _l("added the hamlet"), hamlet_actions.remove_hamlet, HAMLETS),
    Verb("spaces.hamlet_renamed", _l("renamed the hamlet"), hamlet_actions.put_back, HAMLETS),
    Verb("spaces.hamlet_ended", _l("ended the hamlet"), hamlet_actions.put_back, HAMLETS),
    Verb("spaces.hamlet_restored", _l("took back a change of the hamlet")),
    Verb("spaces.hamlet_removed", _l("took back the adding of the hamlet")),
    Verb("spaces.officers_loaded", _l("loaded the officers of the demo:")),
]
MENU = [
    MenuItem(
        "spaces.hamlets",
        _l("Hamlets"),
        needs="spaces.view",
        group="organization",
        icon="map-pin",
        order=25,
    ),
    MenuItem(
        "spaces.officers",
        _l("Bodies and offices"),
        needs="spaces.view",
        group="organization",
        icon="users-group",
        order=30,
    ),
    MenuItem(
        "spaces.settings",
        _l("Space settings"),
        needs="spaces.view_settings",
        group="setup",
        icon="settings",
        order=120,
    ),
]
WIDGETS = [
    Widget("spaces.vacant_offices", "spaces.view", officer_findings.vacant_offices, order=300),
    Widget(officer_todo.SOURCE, OFFICES, officer_todo.find_offices_ending, order=310),
]
INBOX = [
    InboxSource(
        officer_todo.SOURCE,
        _l("Office ends, nobody follows"),
        OFFICES,
        officer_todo.offices_ending,
        "spaces.officer",
        "officer_id",
    )
]
MESSAGES = [
    MessageKind(
        "spaces.vacancies",
        _l("Vacant offices"),
        "spaces.view",
        officer_findings.vacancies_said,
        "spaces.vacancies",
        "",
    )
]
SHEETS = [officer_sheets.OFFICERS, below_sheets.BELOW]
SEARCH = [
    SearchSource(
        "spaces.officers",
        _l("Officers"),
        "spaces.view",
        officer_search.officers_named,
        "spaces.officer",
        "officer_id",
    )
]

_LINES: tuple[tuple[str, Any, dict[str, Any]], ...] = (
    (heads.SUPERIOR, _l("Document head: who leads"), {}),
    (heads.ISSUER, _l("Document head: who issues"), {}),
    (heads.PLACE, _l("Document head: place"), {}),
    (letterheads.SIGN, _l("Document head: sign"), {}),
    (letterheads.NUMBER, _l("Document head: number"), {"check": letterheads.fault_of_number}),
    (letterheads.MOTTO, _l("Document head: on the right"), {"check": letterheads.fault_of_motto}),
    (
        letterheads.SEPARATOR,
        _l("Document head: under the issuer"),
        {
            "type": ("", "usual", "star", "line"),
            "labels": (_l("As usual"), _l("As usual"), _l("A star"), _l("A line")),
        },
    ),
)
SETTINGS = [
    Setting(name, label, "", local=True, group="head", **more) for name, label, more in _LINES
]
