"""Officers among what the search finds."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..finding import holds, nearness
from .body_queries import in_force
from .models import Officer


def officers_named(folded: str) -> sa.Select[Any]:
    """The officers of today whose name or office holds the folded text."""
    return (
        sa.select(Officer.space_id, Officer.id, Officer.person_name, Officer.office)
        .where(holds(Officer.folded, folded), in_force(Officer))
        .order_by(nearness(Officer.folded, folded), Officer.sort_key)
    )
