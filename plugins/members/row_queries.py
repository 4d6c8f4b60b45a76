"""One page of the list of members, in as many statements for one row as for fifty thousand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from plugins.units.models import UnitsUnit
from portal.database import columns_of, db
from portal.listing import Page, Question, View, page_asked, question
from portal.locale import today

from .models import MembersMembership, MembersPerson
from .queries import MISSING, SORTS, Wanted, found

KEPT = 256
"""How many questions are kept: who looks at the list mostly asks what others asked before."""
Row = sa.Row[Any]
"""A member as the list shows it: the columns that _asked() names."""


def page_of(wanted: Wanted, view: View) -> Page[Row]:
    """A page of the members of a space, with how many there are in all."""
    return page_asked(db.session, _asked(wanted, view.sort, today()), view, count_of(wanted))


def count_of(wanted: Wanted) -> int:
    """How many members fit; a register is never counted up to a limit only."""
    return int(columns_of(db.session, _counting(wanted, today())).scalar_one())


def units_here(space_id: int) -> list[tuple[int, str]]:
    """(id, name) of the standing units of a space, in their order."""
    rows = columns_of(db.session, _UNITS, {"space": space_id})
    return [(id, name) for id, name in rows]


def in_order(wanted: Wanted, view: View, each: int = 1000) -> Iterator[Any]:
    """(person, membership, unit) of every page of the list, for its file."""
    query = SORTS.applied(found(wanted), view.sort).execution_options(yield_per=each)
    return iter(db.session.execute(query))


_UNITS = (
    sa.select(UnitsUnit.id, UnitsUnit.name)
    .where(
        UnitsUnit.space_id == sa.bindparam("space", type_=sa.Integer),
        UnitsUnit.ended_on.is_(None),
    )
    .order_by(UnitsUnit.sort_key, UnitsUnit.id)
)


@lru_cache(maxsize=KEPT)
def _asked(wanted: Wanted, sort: str, day: dt.date) -> Question:
    m, p = MembersMembership, MembersPerson
    query = found(wanted, day).with_only_columns(
        *(m.id, p.name, p.phone, m.birth_year, m.joined_on, m.state, m.away_how),
        UnitsUnit.name.label("unit"),
        *(condition.label(name) for name, condition in MISSING.items()),
        maintain_column_froms=True,
    )
    return question(query, SORTS, sort)


@lru_cache(maxsize=KEPT)
def _counting(wanted: Wanted, day: dt.date) -> sa.Select[Any]:
    query = found(wanted, day)
    return query.with_only_columns(sa.func.count(), maintain_column_froms=True)
