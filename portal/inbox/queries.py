"""What is to be done: the selects of the sources, cut to their reach, counted and in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from ..guards import guard
from ..narrowing import among_given
from ..reach import Reach
from ..spaces.models import Space
from .offers import Offer

Select = Callable[[], sa.Select[Any]]


@lru_cache(maxsize=128)
def counts_of(selects: tuple[Select, ...], _language: str, day: dt.date) -> sa.CompoundSelect[Any]:
    """How much each of these sources finds in each space of a reach, which `within()` gives.

    Rows of: number of the source, slug and name of the space, how much, how much of it overdue.
    Every page of a space asks it, and making it took longer than asking it: it is made once for a
    day, which is why a source's select depends on nothing else.
    """
    parts = []
    for number, select in enumerate(selects):
        # Two modules may call a parameter alike: the last value would hold for both.
        space_id, _id, _title, due = _columns(select().unique_params())
        parts.append(
            sa.select(
                sa.literal(number),
                Space.slug,
                Space.short_name,
                sa.func.count(),
                sa.func.count().filter(due < day),
            )
            .join(Space, Space.id == space_id)
            .where(in_reach(space_id))
            .group_by(Space.id)
        )
    return sa.union_all(*parts)


def within(reach: Reach) -> dict[str, Any]:
    """The values of a question to sources: which spaces it is cut to."""
    return {WITHIN: sorted(reach.spaces)}


def first_of(offer: Offer, slug: str, most: int) -> sa.Select[Any]:
    """The first things of a source by deadline: slug, space, space id, id, title, due.

    An empty slug means every space of the reach.
    """
    space_id, row_id, title, due = _columns(offer.source.select())
    query = (
        sa.select(Space.slug, Space.short_name, space_id, row_id, title, due)
        .join(Space, Space.id == space_id)
        .where(in_reach(space_id), Space.slug == slug if slug else sa.true())
        .order_by(due.asc().nulls_last(), space_id, row_id)
    )
    return query.limit(most).params(within(offer.reach))


def one_of(offer: Offer, space: int, row: int) -> sa.Select[Any]:
    """One thing to do of a space: title and due."""
    space_id, row_id, title, due = _columns(offer.source.select())
    query = sa.select(title.label("title"), due.label("due")).where(
        in_reach(space_id), space_id == space, row_id == row
    )
    return query.params(within(offer.reach))


WITHIN = "inbox_within"


@guard("inbox.in_reach", without=sa.true())
def in_reach(space_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """The condition that a row lies in the reach of its source, where no policy asks: on the map.

    For rows of spaces it says the same as the policy, which helps PostgreSQL to plan.
    """
    return among_given(space_id, WITHIN)


def _columns(select: sa.Select[Any]) -> list[sa.ColumnElement[Any]]:
    columns = list(select.subquery().c)
    if len(columns) != 4:
        raise ValueError("An inbox source must select (space_id, id, title, due).")
    return columns  # type: ignore[return-value]
