"""The saved filters of an account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import g

from ..database import columns_of, db
from ..errors import NotFound
from .models import SavedFilter

_OF_LIST = (
    sa.select(SavedFilter.id, SavedFilter.name, SavedFilter.query)
    .where(
        SavedFilter.account_id == sa.bindparam("account"),
        SavedFilter.in_space_id == sa.bindparam("space"),
        SavedFilter.endpoint == sa.bindparam("endpoint"),
    )
    .order_by(SavedFilter.name, SavedFilter.id)
)


def saved_for(endpoint: str) -> Sequence[Any]:
    """(id, name, query) of what this account saved of a list in this space."""
    here = {"account": g.access.account_id, "space": g.access.here.id, "endpoint": endpoint}
    return columns_of(db.session, _OF_LIST, here).all()


def saved_here(filter_id: int) -> SavedFilter:
    """A filter that this account saved in this space. Raises NotFound on any other."""
    found = db.session.scalar(
        sa.select(SavedFilter).where(
            SavedFilter.id == filter_id,
            SavedFilter.account_id == g.access.account_id,
            SavedFilter.in_space_id == g.access.here.id,
        )
    )
    if found is None:
        raise NotFound()
    return found
