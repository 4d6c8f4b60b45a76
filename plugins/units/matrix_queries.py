"""The table of places by organization: communes of a district, or hamlets of a commune.

However many places and organizations there are, it is read in as many statements.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_babel import lazy_gettext as _l

from portal.database import db
from portal.narrowing import in_reach
from portal.spaces.heads import open_today, worded
from portal.spaces.models import Area, Line, Space

from . import measures
from .areas import ground_of
from .figures import LEVELS, lines_of
from .measures import Measure, counted
from .models import UnitsPlace, UnitsUnit


@dataclass(frozen=True)
class Figure:
    """What the table counts, out of what, which way is better, and the filter of the list."""

    label: Any
    measure: Measure
    out_of: Measure | None = None
    better: str = ""
    filter: Mapping[str, str] = field(default_factory=dict)


FIGURES: dict[str, Figure] = {
    "units": Figure(_l("Branches and groups"), measures.STANDING),
    "without_head": Figure(
        _l("Branches and groups without a head"),
        measures.WITHOUT_HEAD,
        measures.STANDING,
        "less",
        {"fits": "without_head"},
    ),
    "party_heads": Figure(
        _l("Heads who are Party members"),
        measures.PARTY_HEADS,
        measures.HEADS,
        "more",
        {"fits": "party_heads"},
    ),
    "congress_due": Figure(
        _l("Congresses due within 60 days"),
        measures.CONGRESS_DUE,
        measures.CONGRESSES,
        "",
        {"fits": "congress_due"},
    ),
    "congress_overdue": Figure(
        _l("Congresses overdue"),
        measures.CONGRESS_OVERDUE,
        measures.CONGRESSES,
        "less",
        {"fits": "congress_overdue"},
    ),
}


@dataclass(frozen=True)
class Count:
    """A figure of some units; `part` is None where nobody recorded it."""

    part: int | None = None
    whole: int | None = None

    @property
    def share(self) -> float | None:
        """The part in percent; None without a whole."""
        return 100 * self.part / self.whole if self.part is not None and self.whole else None

    @classmethod
    def sum(cls, counts: Iterable[Count]) -> Count:
        """Several together; those that nobody recorded add nothing."""
        known = [count for count in counts if count.part is not None]
        if not known:
            return NONE
        wholes = [count.whole for count in known if count.whole is not None]
        return cls(sum(count.part or 0 for count in known), sum(wholes) if wholes else None)


NONE = Count()


@dataclass(frozen=True)
class Row:
    """A place with its count for each organization that works there, by line."""

    area_id: int | None
    name: str
    cells: Mapping[str, Count]
    total: Count


@dataclass(frozen=True)
class Matrix:
    """The whole table; `foot` holds each unit once, however many hamlets it covers."""

    is_commune: bool
    lines: list[tuple[str, str]]
    rows: list[Row]
    foot: Row


Counts = dict[tuple[int, int | None], Count]
"""By space and hamlet; by space alone with None."""


def matrix_of(name: str, day: dt.date) -> Matrix:
    """The table of a figure on a day, its rows by name of the place."""
    figure, ground = FIGURES[name], ground_of(g.access.here.id)
    spaces = _spaces()
    by_space = _counts(figure, day)
    lines = _lines({space.line for space, _area in spaces})
    foot = _row(None, "", spaces, lambda space: by_space.get((space.id, None), NONE))
    if not ground.is_commune:
        return Matrix(False, lines, _communes(spaces, by_space), foot)
    places = [(hamlet.id, hamlet.name) for hamlet in ground.hamlets() if not hamlet.ended]
    return Matrix(True, lines, _hamlets(places, spaces, by_space, _counts(figure, day, True)), foot)


def _communes(spaces: list[tuple[Space, Area]], by_space: Counts) -> list[Row]:
    there: dict[int, list[tuple[Space, Area]]] = {}
    for space, area in spaces:
        there.setdefault(area.id, []).append((space, area))
    return [
        _row(
            area_id,
            f"{near[0][1].kind} {near[0][1].name}",
            near,
            lambda space: by_space.get((space.id, None), NONE),
        )
        for area_id, near in there.items()
    ]


def _hamlets(
    places: list[tuple[int, str]],
    spaces: list[tuple[Space, Area]],
    by_space: Counts,
    by_hamlet: Counts,
) -> list[Row]:
    """Hamlets, and at the end the units that stand in none; a silent space stays silent."""

    def count(hamlet: int | None) -> Callable[[Space], Count]:
        def of(space: Space) -> Count:
            known = by_space.get((space.id, None), NONE)
            zero = Count(0, None if known.whole is None else 0)
            return NONE if known is NONE else by_hamlet.get((space.id, hamlet), zero)

        return of

    rows = [_row(id, name, spaces, count(id)) for id, name in places]
    beside = _row(None, "", spaces, count(None))
    return [*rows, beside] if beside.total.part or beside.total.whole else rows


def _row(
    area_id: int | None,
    name: str,
    spaces: list[tuple[Space, Area]],
    count: Callable[[Space], Count],
) -> Row:
    cells: dict[str, list[Count]] = {}
    for space, _area in spaces:
        cells.setdefault(space.line, []).append(count(space))
    summed = {line: Count.sum(counts) for line, counts in cells.items()}
    return Row(area_id, name, summed, Count.sum(summed.values()))


def _counts(figure: Figure, day: dt.date, by_hamlet: bool = False) -> Counts:
    found = {key: Count(part) for key, part in _read(figure.measure, day, by_hamlet).items()}
    if figure.out_of is None:
        return found
    wholes = _read(figure.out_of, day, by_hamlet)
    return {key: Count(count.part, wholes.get(key, 0)) for key, count in found.items()}


def _read(measure: Measure, day: dt.date, by_hamlet: bool) -> dict[tuple[int, int | None], int]:
    if not by_hamlet:
        rows = db.session.execute(counted(measure, day))
        return {(space_id, None): count for space_id, count in rows}
    query = counted(measure, day, UnitsUnit.space_id, UnitsPlace.area_id)
    on = sa.and_(UnitsPlace.space_id == UnitsUnit.space_id, UnitsPlace.unit_id == UnitsUnit.id)
    rows = db.session.execute(query.join_from(UnitsUnit, UnitsPlace, on, isouter=True))
    return {(space_id, area_id): count for space_id, area_id, count in rows}


def _spaces() -> list[tuple[Space, Area]]:
    """The spaces within reach that should keep units, and the others that do, by place."""
    should = sa.and_(Space.level.in_(LEVELS), Space.line.in_(lines_of()))
    do = sa.exists().where(UnitsUnit.space_id == Space.id)
    rows = db.session.execute(
        sa.select(Space, Area)
        .join(Area, Area.id == Space.area_id)
        .where(
            in_reach(Space.id),
            sa.or_(should, do),
            open_today(),
        )
        .order_by(Area.name, Area.id, Space.sort_key)
    )
    return [(space, area) for space, area in rows]


def _lines(names: set[str]) -> list[tuple[str, str]]:
    lines = db.session.scalars(sa.select(Line).where(Line.name.in_(names)).order_by(Line.rank))
    return [(line.name, worded(line)) for line in lines]
