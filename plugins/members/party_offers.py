"""What Party membership of members offers: rights, kinds of event, its place on their pages."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.offering import Permission, Slot, Verb

from . import mark_actions, mark_showing, party_figures
from . import mark_views as mark_views
from .mark_queries import MARKED, SEE

RECORD = "members.record_party"
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
        party_figures.NEEDS,
        _l("See how many Party members there are"),
        roles=("administrator", "leader", "officer", "clerk", "viewer"),
        descends=True,
    ),
]
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
SLOTS = [
    Slot("members.party", SEE, mark_showing.panel, order=20),
    Slot("members.bulk", RECORD, mark_showing.way_to_marking, order=80, asks=False),
    Slot("members.list_acts", SEE, mark_showing.way_to_marks, order=40, asks=False),
]
INDICATORS = party_figures.INDICATORS
