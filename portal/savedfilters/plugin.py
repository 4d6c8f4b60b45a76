"""What saved filters offer: their pages. Each list shows its own by `saved_filters()`."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from .views import module

LABEL = _l("Saved filters")
REQUIRES: tuple[str, ...] = ()
__all__ = ["module"]
