"""One page of the list of units, in as many statements for one row as for a thousand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask import g

from portal.database import columns_of, db
from portal.entering import allowed, reaching
from portal.listing import MOST, Page, Question, View, page_asked, question
from portal.locale import today
from portal.narrowing import among_given
from portal.spaces.models import Area, Space

from .measures import has_head, is_held
from .models import UnitsHolder, UnitsOffice, UnitsPlace, UnitsUnit
from .queries import NAMES, SORTS, Wanted, found

Key = tuple[int, int]
Counts = list[tuple[str, str, int]]
KEPT = 256
"""How many questions are kept: who looks at the list mostly asks what others asked before."""


Row = sa.Row[Any]
"""A unit as the list shows it: the columns that _asked() names."""


def units_of(wanted: Wanted, view: View, counts: Counts) -> Page[Row]:
    """A page of the units within reach, of which counts_of() says how many there are."""
    fitting = (
        count
        for line, kind, count in counts
        if wanted.line in ("", line) and wanted.kind in ("", kind)
    )
    asked = _asked(wanted, view.sort, bool(g.access.here.below), today())
    return page_asked(db.session, asked, view, min(sum(fitting), MOST))


def counts_of(wanted: Wanted) -> Counts:
    """(line, kind, how many) of the units that fit, whatever line and kind were asked for."""
    asked = _counting(replace(wanted, line="", kind=""), today())
    return [(line, kind, count) for line, kind, count in columns_of(db.session, asked)]


@lru_cache(maxsize=KEPT)
def _asked(wanted: Wanted, sort: str, wide: bool, day: dt.date) -> Question:
    """The question of the list; above several spaces it begins with one space after the other."""
    unit = UnitsUnit
    query = found(wanted, day).with_only_columns(
        *(unit.space_id, unit.id, unit.name, unit.kind, unit.stands, unit.workplace),
        *(unit.founded_on, unit.ended_on, unit.ended_how, Space.slug, Space.short_name),
        has_head(day).label("has_head"),
        _hamlets().label("hamlets"),
        maintain_column_froms=True,
    )
    return question(query, replace(SORTS, default="space") if wide else SORTS, sort)


@lru_cache(maxsize=KEPT)
def _counting(wanted: Wanted, day: dt.date) -> sa.Select[Any]:
    rows = found(wanted, day).with_only_columns(
        Space.line, UnitsUnit.kind, sa.func.count(), maintain_column_froms=True
    )
    return rows.group_by(Space.line, UnitsUnit.kind)


def _hamlets() -> sa.ColumnElement[list[str]]:
    """What the hamlets of a unit are called, beside its other columns."""
    called = sa.select(Area.kind + " " + Area.name).join(UnitsPlace, UnitsPlace.area_id == Area.id)
    of = called.where(UnitsPlace.space_id == UnitsUnit.space_id, UnitsPlace.unit_id == UnitsUnit.id)
    # Of no type, since the driver reads the array: SQLAlchemy would look at each row again.
    return sa.func.array(of.scalar_subquery(), type_=sa.types.NullType())


def heads_of(rows: Sequence[Row]) -> dict[Key, str]:
    """Who heads the units of this space, where the reader may see names: none of those below."""
    if not allowed(NAMES):
        return {}
    of = {"space": g.access.here.id, "ids": [unit.id for unit in rows]}
    with reaching(NAMES):
        rows = columns_of(db.session, _heading(today()), of).all()
    return {(space_id, unit_id): name for space_id, unit_id, name in rows}


@lru_cache(maxsize=2)
def _heading(day: dt.date) -> sa.Select[Any]:
    """The names of those who head units of a space on a day."""
    return (
        sa.select(UnitsHolder.space_id, UnitsHolder.unit_id, UnitsHolder.person_name)
        .join(UnitsHolder.office)
        .where(
            UnitsHolder.space_id == sa.bindparam("space", type_=sa.Integer),
            among_given(UnitsHolder.unit_id, "ids"),
            UnitsOffice.rank == "head",
            is_held(UnitsOffice, day),
        )
    )
