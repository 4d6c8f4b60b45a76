"""What history offers to spaces."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from ..access import Permission
from ..audit import Verb
from ..modules import hookimpl
from ..pages import MenuItem
from ..sheets import SheetList
from .event_sheets import EVENTS
from .verifying import ERASED
from .views import module

LABEL = _l("History")
REQUIRES: tuple[str, ...] = ()
__all__ = ["module"]


@hookimpl
def register_permissions() -> Iterable[Permission]:
    return [
        Permission(
            "history.view",
            _l("See what happened, who did it and when"),
            roles=("administrator", "leader", "officer", "clerk"),
            descends=True,
        ),
        Permission(
            "history.view_details",
            _l("See the values before and after a change"),
            roles=("administrator", "leader", "officer"),
            personal=True,
        ),
        Permission(
            "history.prepare_erasing",
            _l("See the form by which the values of an event are erased"),
            roles=("administrator",),
            personal=True,
            own_only=True,
        ),
        Permission(
            "history.erase",
            _l("Erase the values of an event, for a person's right to deletion"),
            does="changes",
            roles=("administrator",),
            personal=True,
        ),
        Permission(
            "history.undo",
            _l("Undo what one may do"),
            does="changes",
            roles=("administrator", "leader", "officer", "clerk", "branch_head"),
            descends=True,
            narrows=True,
        ),
    ]


@hookimpl
def register_verbs() -> Iterable[Verb]:
    return [
        Verb("history.undone", _l("undid")),
        Verb(ERASED, _l("erased the values of")),
    ]


@hookimpl
def register_menu() -> Iterable[MenuItem]:
    return [
        MenuItem(
            "history.index",
            _l("History"),
            needs="history.view",
            group="setup",
            icon="history",
            order=200,
        )
    ]


@hookimpl
def register_sheets() -> Iterable[SheetList]:
    return [EVENTS]
