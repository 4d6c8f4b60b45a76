"""How many members there are, without a name: by space, unit, sex and kind, for those above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from plugins.units.models import UnitsUnit
from portal.database import columns_of, db
from portal.spaces.models import Space

from .lines import LISTED
from .models import MembersMembership

Counted = Sequence[sa.Row[Any]]
"""Rows of (key, sex, kind, on the list, present)."""


def counted_by_space() -> Counted:
    """The members within reach by space."""
    return columns_of(db.session, _counted(MembersMembership.space_id)).all()


def counted_by_unit(space_id: int) -> Counted:
    """The members of one space by unit."""
    query = _counted(MembersMembership.unit_id)
    return columns_of(db.session, query.where(MembersMembership.space_id == space_id)).all()


def spaces_named(ids: Sequence[int]) -> Sequence[Space]:
    """Spaces in the order of their names."""
    found = sa.select(Space).where(Space.id.in_(ids)).order_by(Space.sort_key, Space.id)
    return db.session.scalars(found).all()


def units_named(space_id: int, ids: Sequence[int]) -> list[tuple[int, str]]:
    """Units of a space by number and name, in their order."""
    found = sa.select(UnitsUnit.id, UnitsUnit.name).where(
        UnitsUnit.space_id == space_id, UnitsUnit.id.in_(ids)
    )
    rows = columns_of(db.session, found.order_by(UnitsUnit.sort_key, UnitsUnit.id))
    return [(id, name) for id, name in rows]


def _counted(key: Any) -> sa.Select[Any]:
    m = MembersMembership
    present = sa.func.count().filter(m.away_how.is_(None))
    query = sa.select(key, m.sex, m.kind, sa.func.count(), present)
    return query.where(m.state.in_(LISTED)).group_by(key, m.sex, m.kind)
