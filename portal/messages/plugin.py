"""What messages offer: their page. What they say, modules offer by register_messages()."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from .views import module

LABEL = _l("Messages to copy")
REQUIRES: tuple[str, ...] = ()
__all__ = ["module"]
