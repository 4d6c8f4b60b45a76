"""What the dashboard offers: the way to a space's overview."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from ..access import MEMBER, Permission
from ..modules import hookimpl
from ..pages import MenuItem
from .views import module

LABEL = _l("Overview")
REQUIRES: tuple[str, ...] = ()
__all__ = ["module"]


@hookimpl
def register_permissions() -> Iterable[Permission]:
    return [
        Permission(
            "dashboard.view_figures",
            _l("See the figures of the space and of those below it"),
            roles=("administrator", "leader", "officer", "clerk", "viewer"),
            descends=True,
        )
    ]


@hookimpl
def register_menu() -> Iterable[MenuItem]:
    return [
        MenuItem(
            "dashboard.overview", _l("Overview"), needs=MEMBER, group="home", icon="home", order=0
        )
    ]
