"""What the queue of jobs offers to spaces."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from .views import module

LABEL = _l("Long work")
REQUIRES: tuple[str, ...] = ()
__all__ = ["module"]
