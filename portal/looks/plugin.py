"""What looks offer to spaces."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from ..access import Permission
from ..audit import Verb
from ..modules import hookimpl
from ..notifications import NoticeKind
from ..pages import InboxSource, MenuItem
from ..sheets import SheetList
from . import actions, telling
from .look_sheets import LOOKS
from .queries import questions
from .reasons import reason_words
from .views import module

LABEL = _l("Looks from above")
REQUIRES: tuple[str, ...] = ()
__all__ = ["module"]
HEADS = ("administrator", "leader")


@hookimpl
def register_permissions() -> Iterable[Permission]:
    return [
        Permission(
            "looks.view",
            _l("See who from above looked at the people of the space"),
            roles=HEADS,
            personal=True,
            own_only=True,
        ),
        Permission(
            "looks.view_grants",
            _l("See whom the space lets look at its people"),
            roles=HEADS,
        ),
        Permission(
            "looks.grant",
            _l("Let somebody above look at the people of the space, and end it"),
            does="changes",
            roles=HEADS,
        ),
        Permission(
            "looks.ask",
            _l("Ask a space below to let one look at its people"),
            does="records",
            roles=("administrator", "leader", "officer", "clerk", "viewer"),
            descends=True,
        ),
    ]


@hookimpl
def register_verbs() -> Iterable[Verb]:
    fields = {
        "grant": _l("Number of the grant"),
        "from_space": _l("Looks as one of"),
        "reason_code": _l("Reason"),
        "note": _l("In a few words"),
    }
    values = {"reason_code": reason_words}
    return [
        Verb("looks.asked", _l("asked to look at people:"), fields=fields, values=values),
        Verb(
            "looks.granted",
            _l("let look at the people of the space:"),
            undo=actions.withdraw_granted,
            needs=actions.GRANT,
            fields=fields,
            values=values,
        ),
        Verb("looks.refused", _l("refused a look at the people of the space to"), fields=fields),
        Verb("looks.withdrawn", _l("withdrew the grant to look from"), fields=fields),
    ]


@hookimpl
def register_inbox() -> Iterable[InboxSource]:
    return [
        InboxSource(
            "looks.asked",
            _l("Somebody above asks to look at the people"),
            "looks.view_grants",
            questions,
            "looks.grant_page",
            "grant_id",
            on_the_map=True,
        )
    ]


@hookimpl
def register_notices() -> Iterable[NoticeKind]:
    return telling.notices()


@hookimpl
def register_menu() -> Iterable[MenuItem]:
    return [
        MenuItem(
            "looks.index",
            _l("Looks from above"),
            needs="looks.view",
            group="setup",
            icon="eye",
            order=190,
        )
    ]


@hookimpl
def register_sheets() -> Iterable[SheetList]:
    return [LOOKS]
