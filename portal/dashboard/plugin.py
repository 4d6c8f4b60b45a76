"""What the dashboard offers: the way to a space's overview."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from ..access import MEMBER
from ..modules import hookimpl
from ..pages import MenuItem
from .views import module

LABEL = _l("Overview")
REQUIRES: tuple[str, ...] = ()
__all__ = ["module"]


@hookimpl
def register_menu() -> Iterable[MenuItem]:
    return [
        MenuItem(
            "dashboard.overview", _l("Overview"), needs=MEMBER, group="home", icon="home", order=0
        )
    ]
