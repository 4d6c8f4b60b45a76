"""Show a sealed value for one page, to whoever says why: a citizen id, say."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ..audit import name_of
from ..errors import Invalid, NotFound
from ..formkeys import leads_back_to
from ..sealed import Sealed
from ..text import clean
from .noting import note_sealed


def reveal(subject: Any, column: str, reason: str, back: str) -> str:
    """Give the sealed value of a row for the page of this POST alone, and note who saw it and why.

    The permission of the route `records` and lists the log: `logs=("look",)`. The page is kept by
    no browser and its address holds nothing; loaded again it leads `back`, where the value is
    masked. Raises Invalid without a reason, NotFound where there is no value, LookupError on a
    column that is not sealed.
    """
    kept = sa.inspect(type(subject)).columns.get(column)
    if kept is None or not isinstance(kept.type, Sealed):
        raise LookupError(f"{type(subject).__name__}.{column} is no sealed column.")
    if not clean(reason):
        raise Invalid(_("Choose a reason."), "reason")
    value: str | None = getattr(subject, column)
    if value is None:
        raise NotFound()
    note_sealed(subject, name_of(subject), kept.type.purpose, clean(reason))
    leads_back_to(back)
    return value
