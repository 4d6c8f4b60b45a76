"""The bodies of a space: committees and boards, with those who sit in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..database import db
from ..errors import NotFound
from ..locale import today
from .models import Body, Officer


@dataclass(frozen=True)
class BodyHere:
    """A body and how many hold an office in it today."""

    body: Body
    holders: int

    @property
    def ended(self) -> bool:
        return self.body.valid_to is not None and self.body.valid_to < today()


def in_force(model: Any) -> sa.ColumnElement[bool]:
    """The condition that a dated row holds today."""
    lasts = sa.or_(model.valid_to.is_(None), model.valid_to >= today())
    return sa.and_(model.valid_from <= today(), lasts)


def bodies_of(space_id: int) -> list[BodyHere]:
    """Every body that a space has or had, by rank, those that ended last."""
    holders = (
        sa.select(sa.func.count())
        .where(Officer.space_id == Body.space_id, Officer.body_id == Body.id, in_force(Officer))
        .correlate(Body)
        .scalar_subquery()
    )
    ended = sa.and_(Body.valid_to.is_not(None), Body.valid_to < today())
    rows = db.session.execute(
        sa.select(Body, holders)
        .where(Body.space_id == space_id)
        .order_by(ended, Body.rank, Body.valid_from, Body.id)
    )
    return [BodyHere(body, count) for body, count in rows]


def present_bodies(space_id: int) -> list[Body]:
    """The bodies that a space has today, by rank."""
    return list(
        db.session.scalars(
            sa.select(Body)
            .where(
                Body.space_id == space_id,
                sa.or_(Body.valid_to.is_(None), Body.valid_to >= today()),
            )
            .order_by(Body.rank, Body.id)
        )
    )


def body_in(space_id: int, body_id: int, *, lock: bool = False) -> Body:
    """One body of a space. Raises NotFound on one of another space."""
    found = db.session.get(
        Body, (space_id, body_id), with_for_update=lock or None, populate_existing=lock
    )
    if found is None:
        raise NotFound()
    return found
