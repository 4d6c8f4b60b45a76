"""Officers among what the search finds."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from .body_queries import in_force
from .models import Officer


def officers_named(folded: str) -> sa.Select[Any]:
    """The officers of today whose name or office holds the folded text."""
    return sa.select(Officer.space_id, Officer.id, Officer.person_name, Officer.office).where(
        Officer.folded.contains(folded, autoescape=True), in_force(Officer)
    )
