"""One page of the list of members, in as many statements for one row as for fifty thousand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from plugins.units.models import UnitsUnit
from portal.database import columns_of, db
from portal.listing import Page, View, number_within
from portal.locale import today

from .models import MembersMembership, MembersPerson
from .queries import MISSING, OF_PERSON, OF_UNIT, SORTS, Wanted, fitting, found

KEPT = 256
"""How many questions are kept: who looks at the list mostly asks what others asked before."""
Row = sa.Row[Any]
"""A member as the list shows it: the columns that _asked() names."""


def page_of(wanted: Wanted, view: View) -> Page[Row]:
    """A page of the members of a space, with how many there are in all.

    Both are one question: a search looks through every name of the space, and that once.
    """
    asked, sort = _asked(wanted, view.sort, today()), SORTS.chosen(view.sort)
    number, rows = view.page, _rows(asked, view.page, view.per)
    if not rows and number > 1:
        total = int(columns_of(db.session, _counting(wanted, today())).scalar_one())
        number = number_within(view.page, total, view.per)
        rows = _rows(asked, number, view.per)
    total = rows[0].total if rows else 0
    shown: list[Any] = [row[:-1] for row in rows]
    return Page(shown, number, total, sort, per=view.per)


def _rows(asked: sa.Select[Any], number: int, per: int) -> Sequence[Row]:
    part = {"rows_per_page": per, "rows_before": (number - 1) * per}
    return columns_of(db.session, asked, part).all()


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
def _asked(wanted: Wanted, sort: str, day: dt.date) -> sa.Select[Any]:
    """One page with the total as its last column: first who fits, by number, then what is shown."""
    m, p, chosen = MembersMembership, MembersPerson, SORTS.chosen(sort)
    by = (*SORTS.orders[chosen.removeprefix("-")], SORTS.last)
    query = fitting(wanted, day)
    if chosen.removeprefix("-") == "unit":
        query = query.join(UnitsUnit, OF_UNIT)
    keys = [column.label(f"key_{place}") for place, column in enumerate(by)]
    fits = query.with_only_columns(p.id.label("person"), *keys, maintain_column_froms=True)
    hits = fits.cte("hits")

    def ordered(of: Any) -> list[sa.ColumnElement[Any]]:
        turned = sa.desc if chosen.startswith("-") else sa.asc
        return [turned(of.c[f"key_{place}"]).nulls_last() for place in range(len(by))]

    part = (
        sa.select(hits)
        .order_by(*ordered(hits))
        .limit(sa.bindparam("rows_per_page", type_=sa.Integer))
        .offset(sa.bindparam("rows_before", type_=sa.Integer))
        .subquery("part")
    )
    return (
        sa.select(
            *(m.id, p.name, p.phone, m.birth_year, m.joined_on, m.state, m.away_how),
            UnitsUnit.name.label("unit"),
            *(condition.label(name) for name, condition in MISSING.items()),
            sa.select(sa.func.count()).select_from(hits).scalar_subquery().label("total"),
        )
        .select_from(part)
        .join(p, sa.and_(p.space_id == wanted.space_id, p.id == part.c.person))
        .join(m, OF_PERSON)
        .join(UnitsUnit, OF_UNIT)
        .order_by(*ordered(part))
    )


@lru_cache(maxsize=KEPT)
def _counting(wanted: Wanted, day: dt.date) -> sa.Select[Any]:
    query = fitting(wanted, day)
    return query.with_only_columns(sa.func.count(), maintain_column_froms=True)
