"""What the queue of jobs offers to spaces."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from ..access import MEMBER
from ..modules import hookimpl
from ..notifications import NoticeKind
from ..pages import MenuItem
from ..waiting import open_jobs
from . import telling
from .views import module

LABEL = _l("Long work")
REQUIRES: tuple[str, ...] = ()
__all__ = ["module"]


@hookimpl
def register_notices() -> Iterable[NoticeKind]:
    return telling.notices()


@hookimpl
def register_menu() -> Iterable[MenuItem]:
    return [
        MenuItem(
            "jobs.index",
            _l("Long work"),
            needs=MEMBER,
            group="setup",
            icon="clock",
            order=130,
            badge=open_jobs,
            contained=True,
        )
    ]
