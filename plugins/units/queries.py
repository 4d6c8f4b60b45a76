"""What is asked of units: the list, one unit, the search."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import g

from portal import finding
from portal.database import db
from portal.errors import NotFound
from portal.listing import Sorts
from portal.locale import today
from portal.spaces.heads import open_on
from portal.spaces.models import Space
from portal.text import fold

from .fitting import fits
from .measures import has_head, stands
from .models import UnitsPlace, UnitsUnit

STANDING, ENDED = "standing", "ended"
HEADS = ("has", "none")
NAMES = "units.view_names"


@dataclass(frozen=True)
class Wanted:
    """Which units a list shows; `commune` and `hamlet` are ids of areas, `space` an address.

    `closed` says whether those of a closed space still stand there: looked at in that space they
    do, seen from above they stand no more, whatever was written of them.
    """

    q: str = ""
    kind: str = ""
    basis: str = ""
    hamlet: int | None = None
    commune: int | None = None
    line: str = ""
    space: str = ""
    state: str = STANDING
    head: str = ""
    fits: str = ""
    closed: bool = False


def standing() -> sa.ColumnElement[bool]:
    """The condition that a unit stands today."""
    return stands(today())


SORTS = Sorts(
    {
        "name": (UnitsUnit.sort_key, UnitsUnit.space_id),
        "kind": (UnitsUnit.kind, UnitsUnit.sort_key, UnitsUnit.space_id),
        "space": (Space.sort_key, UnitsUnit.sort_key),
        "founded": (UnitsUnit.founded_on, UnitsUnit.sort_key, UnitsUnit.space_id),
    },
    last=UnitsUnit.id,
)


def found(wanted: Wanted, day: dt.date | None = None) -> sa.Select[Any]:
    """The units within reach that a list shows on a day, today unless given: (unit, its space)."""
    day = day or today()
    query = sa.select(UnitsUnit, Space).join(Space, Space.id == UnitsUnit.space_id)
    if wanted.q:
        query = query.where(finding.holds(UnitsUnit.folded, fold(wanted.q)))
    for column, value in (
        (UnitsUnit.kind, wanted.kind),
        (UnitsUnit.basis, wanted.basis),
        (Space.area_id, wanted.commune),
        (Space.line, wanted.line),
        (Space.slug, wanted.space),
    ):
        if value:
            query = query.where(column == value)
    if wanted.hamlet is not None:
        query = query.where(_covers(wanted.hamlet))
    if wanted.state in (STANDING, ENDED):
        there = stands(day) if wanted.closed else sa.and_(stands(day), open_on(day))
        query = query.where(there if wanted.state == STANDING else sa.not_(there))
    if wanted.head in HEADS:
        headed = has_head(day)
        query = query.where(headed if wanted.head == "has" else sa.not_(headed))
    return query.where(fits(wanted.fits, day))


def unit_in(space_id: int, unit_id: int, *, lock: bool = False) -> UnitsUnit:
    """One unit of a space. Raises NotFound on one of another space, or beyond the reader's."""
    key = (space_id, unit_id)
    unit = db.session.get(UnitsUnit, key, with_for_update=lock or None, populate_existing=lock)
    if unit is None:
        raise NotFound()
    return unit


def choices_here() -> list[tuple[int, str]]:
    """(id, name) of the standing units of this space: those a role may be narrowed to."""
    rows = db.session.execute(
        sa.select(UnitsUnit.id, UnitsUnit.name)
        .where(UnitsUnit.space_id == g.access.here.id, standing())
        .order_by(UnitsUnit.sort_key, UnitsUnit.id)
    )
    return [(number, name) for number, name in rows]


def units_named(folded: str) -> sa.Select[Any]:
    """The units whose name holds the words, for the search: (space_id, id, title, detail)."""
    return (
        sa.select(UnitsUnit.space_id, UnitsUnit.id, UnitsUnit.name, sa.null())
        .where(finding.holds(UnitsUnit.folded, folded))
        .order_by(finding.nearness(UnitsUnit.folded, folded), UnitsUnit.sort_key, UnitsUnit.id)
    )


def _covers(area_id: int) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        UnitsPlace.space_id == UnitsUnit.space_id,
        UnitsPlace.unit_id == UnitsUnit.id,
        UnitsPlace.area_id == area_id,
    )
