"""What Party membership of members offers: rights, kinds of event, its place on their pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.offering import MenuItem, Permission, Slot, Verb

from . import (
    mark_actions,
    mark_showing,
    office_actions,
    party_actions,
    party_figures,
    party_sheets,
)
from . import mark_views as mark_views
from . import office_views as office_views
from . import party_views as party_views
from .lines import SEXES
from .mark_queries import MARKED, SEE
from .party_checks import CATEGORIES, PARTY, SEE_LIST, STANDINGS

RECORD, KEEP_LIST = "members.record_party", "members.party_keep"
FIELDS: dict[str, Any] = {
    "party_member": _l("Party member"),
    "since": _l("Party member since"),
}
PERMISSIONS = [
    Permission(
        SEE,
        _l("See which members are Party members"),
        roles=("administrator", "leader", "officer"),
        personal=True,
        own_only=True,
    ),
    Permission(
        RECORD,
        _l("Record which members are Party members"),
        does="changes",
        roles=("administrator", "officer"),
        personal=True,
    ),
    Permission(
        SEE_LIST,
        _l("See the working list of Party members"),
        roles=("administrator", "leader", "officer"),
        personal=True,
        own_only=True,
    ),
    Permission(
        "members.party_prepare",
        _l("See the forms by which the list of Party members is kept"),
        roles=("administrator", "officer"),
        personal=True,
        own_only=True,
    ),
    Permission(
        KEEP_LIST,
        _l("Keep the working list of Party members"),
        does="changes",
        roles=("administrator", "officer"),
        personal=True,
    ),
    Permission(
        party_figures.NEEDS,
        _l("See how many Party members there are"),
        roles=("administrator", "leader", "officer", "clerk", "viewer"),
        descends=True,
    ),
]
LIST_FIELDS: dict[str, Any] = {
    "name": _l("Full name"),
    "birth_year": _l("Year of birth"),
    "sex": _l("Sex"),
    "area_id": _l("Number of the hamlet"),
    "unit_id": _l("Number of the cell"),
    "standing": _l("Official or probationary"),
    "exempt": _l("Exempt from activities"),
    "linked": _l("Linked by residence"),
    "introduced_on": _l("Introduced on"),
    "category": _l("Category"),
    "workplace": _l("Workplace"),
    "removed_on": _l("No longer on the list since"),
    "year": _l("Year"),
    "received": _l("Remark received"),
}
LIST_VALUES: dict[str, Callable[[Any], Any]] = {
    "sex": lambda name: SEXES.get(name, name),
    "standing": lambda name: STANDINGS.get(name, name),
    "category": lambda name: CATEGORIES.get(name, name),
}


def _of_list(name: str, label: Any, undo: Any = None) -> Verb:
    """A kind of event of the working list, whose values only its readers see."""
    needs = KEEP_LIST if undo else None
    return Verb(name, label, undo, needs, LIST_FIELDS, LIST_VALUES, values_need=SEE_LIST)


VERBS = [
    Verb(
        MARKED,
        _l("recorded the Party membership of"),
        mark_actions.take_mark_back,
        RECORD,
        FIELDS,
        values_need=SEE,
    ),
    Verb(
        mark_actions.MANY,
        _l("recorded the Party membership of"),
        mark_actions.take_marks_back,
        RECORD,
        FIELDS,
        values_need=SEE,
    ),
    Verb(
        "members.party_unmarked_many",
        _l("took back what was recorded of the Party membership of"),
        values_need=SEE,
    ),
]
VERBS += [
    Verb(
        office_actions.LINKED,
        _l("confirmed the office of"),
        office_actions.take_link_back,
        RECORD,
        {**FIELDS, "office": _l("Office"), "unit": _l("Branch or group")},
        values_need=SEE,
    ),
    Verb(
        office_actions.UNLINKED,
        _l("let Party membership be typed again at the office of"),
        fields={"office": _l("Office"), "unit": _l("Branch or group")},
        values_need=SEE,
    ),
]
VERBS += [_of_list(*each) for each in party_actions.DONE]
MENU = [
    MenuItem(
        "members.party_list",
        _l("Party members"),
        needs=SEE_LIST,
        group="organization",
        icon="users-group",
        order=46,
        lines=(PARTY,),
    )
]
SHEETS = party_sheets.SHEETS
SLOTS = [
    Slot("members.party", SEE, mark_showing.panel, order=20),
    Slot("members.bulk", RECORD, mark_showing.way_to_marking, order=80, asks=False),
    Slot("members.list_acts", SEE, mark_showing.way_to_marks, order=40, asks=False),
]
INDICATORS = party_figures.INDICATORS
