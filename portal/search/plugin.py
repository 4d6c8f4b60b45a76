"""What the search offers: its page. What it finds, modules offer by register_search()."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from .views import module

LABEL = _l("Search")
REQUIRES: tuple[str, ...] = ()
__all__ = ["module"]
