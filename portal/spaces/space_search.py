"""Spaces among what the search finds: those that one may enter."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..finding import holds, nearness
from ..narrowing import in_reach
from .models import Space


def spaces_named(folded: str) -> sa.Select[Any]:
    """The spaces within reach by any words of their names, closed ones too."""
    return (
        sa.select(Space.id, Space.id, Space.name, sa.null())
        .where(in_reach(Space.id), holds(Space.folded, folded))
        .order_by(nearness(Space.folded, folded), Space.sort_key)
    )
