"""The list of movements: what an address asks for, and its rows in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import g
from sqlalchemy.orm import aliased

from plugins.units.models import UnitsUnit
from portal import finding, listing
from portal.addressing import row_number
from portal.database import db
from portal.listing import Page, Sorts, View
from portal.text import fold

from .charters import IN, OUT, movements
from .models import MembersMembership, MembersMovement, MembersPerson
from .movement_queries import NAME, with_whom

TO_UNIT = aliased(UnitsUnit)
SORTS = Sorts(
    {
        "on": (MembersMovement.on,),
        "name": (MembersPerson.sort_key,),
        "kind": (MembersMovement.kind, MembersMovement.on),
        "unit": (UnitsUnit.sort_key, MembersMovement.on),
    },
    last=MembersMovement.id,
    default="-on",
)
NEW, GONE = "new", "gone"
GROUPS = {NEW: IN, GONE: OUT}
"""New members and reductions: kinds of movement taken together."""


@dataclass(frozen=True)
class Wanted:
    """Which movements a list shows; `kind` is one, or those that add or take away ("new", "gone").

    `since` and `until` are the first and the last day on which they took effect.
    """

    q: str = ""
    kind: str = ""
    state: str = ""
    unit: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None


def wanted_from(args: Any) -> Wanted:
    """The filter in an address; what cannot be read leaves the list whole."""
    return Wanted(
        q=args.get("q", "").strip()[:100],
        kind=args.get("kind", ""),
        state=args.get("state", ""),
        unit=args.get("unit", type=row_number),
        since=args.get("since", type=dt.date.fromisoformat),
        until=args.get("until", type=dt.date.fromisoformat),
    )


def found(wanted: Wanted) -> sa.Select[Any]:
    """The movements that a list shows: (movement, name, person, membership, unit, to unit)."""
    m, here = MembersMovement, g.access.here.id
    query = with_whom(
        sa.select(m, NAME, MembersPerson, MembersMembership, UnitsUnit.name, TO_UNIT.name)
        .join(UnitsUnit, _of(UnitsUnit, m.unit_id))
        .outerjoin(TO_UNIT, _of(TO_UNIT, m.to_unit_id))
        .outerjoin(MembersMembership, _of(MembersMembership, m.membership_id))
        .where(m.space_id == here)
    )
    if wanted.kind:
        query = query.where(m.kind.in_(kinds_meant(wanted.kind)))
    if wanted.state:
        query = query.where(m.state == wanted.state)
    if wanted.unit:
        query = query.where(sa.or_(m.unit_id == wanted.unit, m.to_unit_id == wanted.unit))
    if wanted.since:
        query = query.where(m.on >= wanted.since)
    if wanted.until:
        query = query.where(m.on <= wanted.until)
    if wanted.q:
        query = query.where(finding.holds(MembersPerson.folded, fold(wanted.q)))
    return query


def kinds_meant(kind: str) -> Sequence[str]:
    """The kinds of movement that a filter means."""
    direction = GROUPS.get(kind)
    if direction is None:
        return [kind]
    return [each.name for each in movements().values() if each.direction == direction]


def page_of(wanted: Wanted, view: View) -> Page[Any]:
    """A page of the list."""
    return listing.page_of(db.session, found(wanted), SORTS, view)


def in_order(wanted: Wanted, view: View) -> Any:
    """Every row of the list in its order, for its file."""
    return listing.rows_of(db.session, found(wanted), SORTS, view)


def _of(table: Any, column: Any) -> sa.ColumnElement[bool]:
    return sa.and_(table.space_id == MembersMovement.space_id, table.id == column)
