"""What is to be done: the selects of the sources, cut to their reach, counted and in order."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from ..guards import guard
from ..spaces.models import Space
from .offers import Offer


def counts_of(offer: Offer, day: dt.date) -> sa.Select[Any]:
    """For each space with something to do: id, slug, name, how much, how much of it overdue."""
    space_id, _id, _title, due = _columns(offer)
    return (
        sa.select(
            Space.id,
            Space.slug,
            Space.short_name,
            sa.func.count(),
            sa.func.count().filter(due < day),
        )
        .join(Space, Space.id == space_id)
        .where(in_reach(space_id, offer))
        .group_by(Space.id)
    )


def first_of(offer: Offer, slug: str, most: int) -> sa.Select[Any]:
    """The first things of a source by deadline: slug, space, space id, id, title, due.

    An empty slug means every space of the reach.
    """
    space_id, row_id, title, due = _columns(offer)
    query = (
        sa.select(Space.slug, Space.short_name, space_id, row_id, title, due)
        .join(Space, Space.id == space_id)
        .where(in_reach(space_id, offer), Space.slug == slug if slug else sa.true())
        .order_by(due.asc().nulls_last(), space_id, row_id)
    )
    return query.limit(most)


def one_of(offer: Offer, space: int, row: int) -> sa.Select[Any]:
    """One thing to do of a space: title and due."""
    space_id, row_id, title, due = _columns(offer)
    return sa.select(title.label("title"), due.label("due")).where(
        in_reach(space_id, offer), space_id == space, row_id == row
    )


@guard("inbox.in_reach", without=sa.true())
def in_reach(space_id: sa.ColumnElement[int], offer: Offer) -> sa.ColumnElement[bool]:
    """The condition that a row lies in the reach of its source, where no policy asks: on the map.

    For rows of spaces it says the same as the policy, which helps PostgreSQL to plan.
    """
    return space_id == sa.any_(sa.literal(sorted(offer.reach.spaces), sa.ARRAY(sa.Integer)))


def _columns(offer: Offer) -> list[sa.ColumnElement[Any]]:
    columns = list(offer.source.select().subquery().c)
    if len(columns) != 4:
        raise ValueError(f"{offer.source.name} must select (space_id, id, title, due).")
    return columns  # type: ignore[return-value]
