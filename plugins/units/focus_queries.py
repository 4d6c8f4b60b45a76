"""What is asked of focus areas: those of a plan year within reach, of one space, of one id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.database import db
from portal.errors import NotFound
from portal.spaces.body_queries import in_force
from portal.spaces.hamlet_queries import Hamlet
from portal.spaces.heads import worded
from portal.spaces.models import Area, Line, Officer, Space
from portal.text import text_key

from .models import UnitsFocus


@dataclass(frozen=True)
class Choice:
    """A hamlet that an organization chose for a year, and who directs it there."""

    focus: UnitsFocus
    space: Space
    hamlet: Hamlet


@dataclass(frozen=True)
class GridRow:
    """A hamlet with the choices of each organization, by line."""

    hamlet: Hamlet
    cells: dict[str, list[Choice]] = field(default_factory=dict)


def choices_of(year: int) -> list[Choice]:
    """The choices of a year within reach, by commune and hamlet."""
    commune = aliased(Area)
    rows = db.session.execute(
        sa.select(UnitsFocus, Space, Area, commune)
        .join(Space, Space.id == UnitsFocus.space_id)
        .join(Area, Area.id == UnitsFocus.area_id)
        .join(commune, commune.id == Area.parent_id)
        .where(UnitsFocus.year == year)
        .order_by(Space.sort_key, Space.id)
    )
    choices = [Choice(focus, space, Hamlet(*areas)) for focus, space, *areas in rows]
    return sorted(choices, key=_place)


def _place(choice: Choice) -> tuple[str, str, int]:
    hamlet = choice.hamlet
    return text_key(hamlet.commune.name), text_key(hamlet.name), hamlet.id


def grid_of(choices: Sequence[Choice]) -> list[GridRow]:
    """Hamlet by organization: one row for each hamlet that anybody chose."""
    rows: dict[int, GridRow] = {}
    for choice in choices:
        row = rows.setdefault(choice.hamlet.id, GridRow(choice.hamlet))
        row.cells.setdefault(choice.space.line, []).append(choice)
    return list(rows.values())


def lines_among(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    """The organizations that chose any hamlet, in the order in which offices name them."""
    chosen = {choice.space.line for choice in choices}
    lines = db.session.scalars(sa.select(Line).where(Line.name.in_(chosen)).order_by(Line.rank))
    return [(line.name, worded(line)) for line in lines]


def years_known() -> Sequence[int]:
    """The plan years within reach that have a choice."""
    query = sa.select(UnitsFocus.year).distinct().order_by(UnitsFocus.year)
    return db.session.scalars(query).all()


def focus_in(space_id: int, focus_id: int, *, lock: bool = False) -> UnitsFocus:
    """One choice of a space. Raises NotFound, also on one of another space."""
    key = (space_id, focus_id)
    focus = db.session.get(UnitsFocus, key, with_for_update=lock or None, populate_existing=lock)
    if focus is None:
        raise NotFound()
    return focus


def own_of(space_id: int, year: int) -> Sequence[UnitsFocus]:
    """The choices of one space for a year."""
    return db.session.scalars(
        sa.select(UnitsFocus)
        .where(UnitsFocus.space_id == space_id, UnitsFocus.year == year)
        .order_by(UnitsFocus.id)
    ).all()


def directors_of(space_id: int) -> list[str]:
    """The present officers of a space, with their offices: to choose from while typing."""
    rows: Any = db.session.execute(
        sa.select(Officer.person_name, Officer.office)
        .where(Officer.space_id == space_id, in_force(Officer))
        .order_by(Officer.sort_key, Officer.id)
    )
    return sorted({f"{name}, {office}" for name, office in rows}, key=text_key)
