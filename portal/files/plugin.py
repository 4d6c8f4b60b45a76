"""What files offer: a service to modules, no page of their own."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

LABEL = _l("Files")
REQUIRES: tuple[str, ...] = ()
