"""What the inbox offers to spaces: its entry in the menu, with how much there is to do."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from ..access import MEMBER
from ..modules import hookimpl
from ..pages import MenuItem
from .gathering import badge
from .views import module

LABEL = _l("Things to do")
REQUIRES: tuple[str, ...] = ()
__all__ = ["module"]


@hookimpl
def register_menu() -> Iterable[MenuItem]:
    return [
        MenuItem(
            "inbox.index",
            LABEL,
            needs=MEMBER,
            group="home",
            icon="checklist",
            order=10,
            badge=badge,
            contained=True,
        )
    ]
