"""What the register of members offers: rights, menu."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.offering import MenuItem, Permission

LABEL = _l("Members")
READERS = ("administrator", "leader", "officer", "clerk", "viewer", "branch_head")
KEEPERS = ("administrator", "officer", "clerk")
DECIDERS = ("administrator", "officer")
PERMISSIONS = [
    Permission(
        "members.view",
        _l("See how many members there are"),
        roles=READERS,
        descends=True,
        narrows=True,
    ),
    Permission(
        "members.view_names", _l("See members by name"), roles=READERS, personal=True, narrows=True
    ),
    Permission(
        "members.prepare",
        _l("See the forms by which members are kept"),
        roles=KEEPERS,
        personal=True,
    ),
    Permission(
        "members.keep",
        _l("Add and correct members, propose movements"),
        does="changes",
        roles=KEEPERS,
        personal=True,
    ),
    Permission(
        "members.decide",
        _l("Decide on movements of members"),
        does="changes",
        roles=DECIDERS,
        personal=True,
    ),
    Permission(
        "members.party",
        _l("See and record which members are Party members"),
        roles=("administrator", "leader", "officer"),
        personal=True,
    ),
    Permission(
        "members.view_figures",
        _l("See figures of members"),
        roles=READERS,
        descends=True,
        narrows=True,
    ),
]
MENU = [
    MenuItem(
        "members.index",
        LABEL,
        needs="members.view_names",
        group="organization",
        icon="users-group",
        order=45,
    )
]
