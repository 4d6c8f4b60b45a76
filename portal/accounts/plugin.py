"""What accounts offer: the roles every space knows, and the rights over people."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from ..access import Permission, Role
from ..modules import hookimpl
from ..pages import MenuItem
from .views import module

LABEL = _l("Accounts")
REQUIRES: tuple[str, ...] = ()
__all__ = ["module"]

EVERYONE = ("administrator", "leader", "officer", "clerk", "viewer")


@hookimpl
def register_roles() -> Iterable[Role]:
    return [
        Role("administrator", _l("Administrator"), _l("Makes accounts, hands out roles, settings")),
        Role("leader", _l("Leader"), _l("Reads everything, decides and approves")),
        Role("officer", _l("Officer"), _l("Does the daily work of the space")),
        Role("clerk", _l("Clerk"), _l("Keeps documents, numbers and the document head")),
        Role("viewer", _l("Viewer"), _l("Reads and changes nothing")),
        Role("branch_head", _l("Branch head"), _l("Works in the own branch only"), narrowed=True),
    ]


@hookimpl
def register_permissions() -> Iterable[Permission]:
    return [
        Permission(
            "accounts.view_people",
            _l("See who works in the space"),
            roles=("administrator", "leader", "officer", "clerk"),
            descends=True,
        ),
        Permission(
            "accounts.manage",
            _l("Make accounts and hand out roles"),
            does="changes",
            roles=("administrator",),
            descends=True,
        ),
    ]


@hookimpl
def register_menu() -> Iterable[MenuItem]:
    return [
        MenuItem(
            "accounts.people",
            _l("People and roles"),
            needs="accounts.view_people",
            group="setup",
            icon="users",
        )
    ]
