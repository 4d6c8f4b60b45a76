"""What the queue of jobs offers to spaces."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from ..modules import hookimpl
from ..notifications import NoticeKind
from . import telling
from .views import module

LABEL = _l("Long work")
REQUIRES: tuple[str, ...] = ()
__all__ = ["module"]


@hookimpl
def register_notices() -> Iterable[NoticeKind]:
    return telling.notices()
