"""What is asked of units: the list, one unit, the search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from flask import g

from portal import finding, listing
from portal.database import db
from portal.entering import allowed, reaching
from portal.errors import NotFound
from portal.listing import Page, Sorts, View
from portal.locale import today
from portal.spaces.hamlet_queries import called
from portal.spaces.models import Area, Space
from portal.text import fold, text_key

from .fitting import fits
from .measures import has_head, is_held, stands
from .models import UnitsHolder, UnitsOffice, UnitsPlace, UnitsUnit
from .officer_queries import congress_near

STANDING, ENDED = "standing", "ended"
HEADS = ("has", "none")
DUE = "due"
NAMES = "units.view_names"


@dataclass(frozen=True)
class Wanted:
    """Which units a list shows; `commune` and `hamlet` are ids of areas, `space` an address."""

    q: str = ""
    kind: str = ""
    basis: str = ""
    hamlet: int | None = None
    commune: int | None = None
    line: str = ""
    space: str = ""
    state: str = STANDING
    head: str = ""
    congress: str = ""
    fits: str = ""


@dataclass(frozen=True)
class Row:
    """A unit as a list shows it: its space, whether somebody heads it, and its hamlets."""

    unit: UnitsUnit
    space: Space
    has_head: bool
    hamlets: list[str] = field(default_factory=list)
    head: str = ""
    """Who heads it, where the reader may see the name."""


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


def units_of(wanted: Wanted, view: View) -> Page[Row]:
    """A page of the units within reach, in as many statements for one row as for a thousand."""
    return listing.page_of(db.session, found(wanted), _sorts(), view).made_into(_rows)


def all_units_of(wanted: Wanted, view: View) -> list[Row]:
    """All pages of units_of() at once: for a file."""
    return _rows(list(listing.rows_of(db.session, found(wanted), _sorts(), view)))


def found(wanted: Wanted) -> sa.Select[Any]:
    """The units within reach that a list shows: (unit, its space, whether somebody heads it)."""
    query = sa.select(UnitsUnit, Space, has_head(today()).label("has_head"))
    query = query.join(Space, Space.id == UnitsUnit.space_id)
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
        query = query.where(standing() if wanted.state == STANDING else sa.not_(standing()))
    if wanted.head in HEADS:
        headed = has_head(today())
        query = query.where(headed if wanted.head == "has" else sa.not_(headed))
    if wanted.congress == DUE:
        query = query.where(congress_near(today()))
    return query.where(fits(wanted.fits, today()))


def counts_of(wanted: Wanted) -> list[tuple[str, str, int]]:
    """(line, kind, how many) of the units that fit, whatever line and kind were asked for."""
    rows = found(replace(wanted, line="", kind="")).with_only_columns(
        Space.line, UnitsUnit.kind, sa.func.count(), maintain_column_froms=True
    )
    grouped = db.session.execute(rows.group_by(Space.line, UnitsUnit.kind))
    return [(line, kind, count) for line, kind, count in grouped]


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


def _sorts() -> Sorts:
    """The orders of the list; above several spaces it begins with one space after the other."""
    return replace(SORTS, default="space") if g.access.here.below else SORTS


def _covers(area_id: int) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        UnitsPlace.space_id == UnitsUnit.space_id,
        UnitsPlace.unit_id == UnitsUnit.id,
        UnitsPlace.area_id == area_id,
    )


def _rows(read: Sequence[Any]) -> list[Row]:
    ids = [unit.id for unit, _space, _headed in read]
    places = db.session.execute(
        sa.select(UnitsPlace.space_id, UnitsPlace.unit_id, Area)
        .join(Area, Area.id == UnitsPlace.area_id)
        .where(
            UnitsPlace.space_id.in_({space.id for _unit, space, _headed in read}),
            UnitsPlace.unit_id.in_(ids),
        )
    )
    hamlets: dict[tuple[int, int], list[str]] = {}
    for space_id, unit_id, area in places:
        hamlets.setdefault((space_id, unit_id), []).append(called(area))
    names = _heads_named(ids)
    return [
        Row(
            unit,
            space,
            bool(headed),
            sorted(hamlets.get((space.id, unit.id), []), key=text_key),
            names.get((space.id, unit.id), ""),
        )
        for unit, space, headed in read
    ]


def _heads_named(ids: Sequence[int]) -> dict[tuple[int, int], str]:
    """Who heads the units of this space, where the reader may see names: none of those below."""
    if not allowed(NAMES):
        return {}
    with reaching(NAMES) as session:
        rows = session.execute(
            sa.select(UnitsHolder.space_id, UnitsHolder.unit_id, UnitsHolder.person_name)
            .join(UnitsHolder.office)
            .where(
                UnitsHolder.space_id == g.access.here.id,
                UnitsHolder.unit_id.in_(ids),
                UnitsOffice.rank == "head",
                is_held(UnitsOffice, today()),
            )
        ).all()
    return {(space_id, unit_id): name for space_id, unit_id, name in rows}
