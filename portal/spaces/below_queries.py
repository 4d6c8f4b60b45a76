"""The spaces below the one of the address, as a list and as the file that an import takes."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import g
from sqlalchemy.orm import aliased

from ..database import IN_FORCE, db
from ..guards import guard
from ..listing import Page, page_in_order
from ..sheets.neutral import neutral
from ..text import clean, fold
from .heads import open_today
from .importing import COLUMNS
from .models import Area, Level, Line, Space, SpaceKind

LEADER = aliased(Space)
SORTS: dict[str, Any] = {
    "name": Space.sort_key,
    "level": Level.rank,
    "leader": LEADER.sort_key,
    "area": Area.code,
    "opened": Space.opened_on,
}


@dataclass(frozen=True)
class Wanted:
    """Which of the spaces below, and in which order: a key of SORTS, or `-key` the other way."""

    q: str = ""
    line: str = ""
    level: str = ""
    state: str = ""
    sort: str = "level"
    page: int = 1


@guard("spaces.below", without=sa.true())
def _below() -> sa.ColumnElement[bool]:
    """The condition that a space lies below this one and within the reach of the request."""
    reach = db.session.connection().info[IN_FORCE].spaces - {g.access.here.id}
    return Space.id == sa.any_(sa.bindparam("below", sorted(reach), sa.ARRAY(sa.Integer)))


def spaces_below(wanted: Wanted) -> Page[Any]:
    """A page of the spaces below that fit, each row as (Space, SpaceKind, Level, Area, leader)."""
    found = _select(wanted)
    counted = found.with_only_columns(sa.func.count(), maintain_column_froms=True)
    total = db.session.scalar(counted.order_by(None)) or 0
    return page_in_order(db.session, found, wanted.page, total)


def all_below(wanted: Wanted) -> list[Any]:
    """All pages of spaces_below() at once: for a file."""
    return list(db.session.execute(_select(wanted)).all())


def space_here() -> Space:
    """The space of the address, as the running transaction sees it."""
    return db.session.get_one(Space, g.access.here.id)


def space_below(address: str) -> Space | None:
    """A space below, by its present address."""
    return db.session.scalar(sa.select(Space).where(Space.slug == address, _below()))


def lines_and_levels() -> tuple[list[Line], list[Level]]:
    """The vocabulary for the filters, in its own order."""
    lines = db.session.scalars(sa.select(Line).order_by(Line.rank)).all()
    return list(lines), list(db.session.scalars(sa.select(Level).order_by(Level.rank)))


def as_file(wanted: Wanted) -> str:
    """The spaces below that fit, this one above them and their areas, as an import takes them.

    Closed ones are left out: no import closes a space, so it would open them.
    """
    here = space_here()
    below = db.session.scalars(
        _select(wanted).where(open_today()).with_only_columns(Space, maintain_column_froms=True)
    ).all()
    spaces = [here, *below]
    areas = _areas({space.area_id for space in spaces})
    addresses = {space.id: space.slug for space in spaces}
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_area_row(area, areas) for area in areas.values())
    writer.writerows(_space_row(space, areas, addresses) for space in spaces)
    return "\N{BYTE ORDER MARK}" + out.getvalue()


def _select(wanted: Wanted) -> sa.Select[Any]:
    key, down = wanted.sort.removeprefix("-"), wanted.sort.startswith("-")
    order = SORTS.get(key, Level.rank)
    select = (
        sa.select(Space, SpaceKind, Level, Area, LEADER.short_name)
        .join(SpaceKind, SpaceKind.name == Space.kind)
        .join(Level, Level.name == Space.level)
        .join(Area, Area.id == Space.area_id)
        .outerjoin(LEADER, LEADER.id == Space.parent_id)
        .where(_below())
        .order_by(order.desc() if down else order, SpaceKind.rank, Space.sort_key, Space.id)
    )
    if wanted.q:
        select = select.where(Space.folded.contains(fold(clean(wanted.q)), autoescape=True))
    if wanted.line:
        select = select.where(Space.line == wanted.line)
    if wanted.level:
        select = select.where(Space.level == wanted.level)
    if wanted.state != "all":
        select = select.where(sa.not_(open_today()) if wanted.state == "closed" else open_today())
    return select


def _areas(ids: set[int]) -> dict[int, Area]:
    """Areas with all that hold them, the widest first."""
    chain = sa.select(Area.id, Area.parent_id).where(Area.id.in_(ids)).cte(recursive=True)
    chain = chain.union(sa.select(Area.id, Area.parent_id).where(Area.id == chain.c.parent_id))
    rows = db.session.scalars(
        sa.select(Area)
        .join(Level, Level.name == Area.level)
        .where(Area.id.in_(sa.select(chain.c.id)), Area.code.is_not(None))
        .order_by(Level.rank, Area.code)
    )
    return {area.id: area for area in rows}


def _area_row(area: Area, areas: dict[int, Area]) -> tuple[Any, ...]:
    holder = areas.get(area.parent_id or 0)
    return (
        *("area", area.code, area.level, area.kind, neutral(area.name), ""),
        holder.code if holder else "",
        "",
        area.valid_from.isoformat(),
        area.valid_to.isoformat() if area.valid_to else "",
    )


def _space_row(space: Space, areas: dict[int, Area], addresses: dict[int, str]) -> tuple[Any, ...]:
    return (
        *("space", space.slug, "", space.kind, neutral(space.name), neutral(space.short_name)),
        addresses.get(space.parent_id or 0, ""),
        areas[space.area_id].code if space.area_id in areas else "",
        space.opened_on.isoformat(),
        "",
    )
