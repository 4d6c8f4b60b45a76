"""Match the areas of a file with those of the map; a code means an area only with its dates."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..models import Area, Level
from .reading import AreaRow, Problem, Rows

FOREVER = dt.date.max


@dataclass(frozen=True)
class Place:
    """An area of the map or of the file, with the id it has or will have."""

    id: int
    code: str | None
    level: str
    kind: str
    name: str
    parent_id: int | None
    valid_from: dt.date
    valid_to: dt.date | None

    def holds_on(self, day: dt.date) -> bool:
        return self.valid_from <= day <= (self.valid_to or FOREVER)

    def overlaps(self, other: Place) -> bool:
        return self.holds_on(max(other.valid_from, self.valid_from)) and other.holds_on(
            max(other.valid_from, self.valid_from)
        )


class Places:
    """Areas by code: those of the map that the file mentions, and those of the file."""

    def __init__(self, stored: Iterable[Place]) -> None:
        self.stored = {place.id: place for place in stored}
        self.by_id = dict(self.stored)
        self.by_code: dict[str, list[int]] = defaultdict(list)
        for place in self.stored.values():
            self.by_code[place.code or ""].append(place.id)

    def add(self, place: Place) -> None:
        """Take in an area of the file, in place of its former self if it has one."""
        if place.id not in self.by_id:
            self.by_code[place.code or ""].append(place.id)
        self.by_id[place.id] = place

    def same(self, row: AreaRow) -> Place | None:
        """The area with the row's code, level and first day."""
        return next(
            (
                place
                for place in self._with_code(row.code)
                if (place.level, place.valid_from) == (row.level, row.valid_from)
            ),
            None,
        )

    def find(self, reference: str, day: dt.date) -> Place:
        """The area of a code on a day; `code@2025-07-01` names its first day instead.

        Raises ValueError with what to write.
        """
        code, at, first = reference.partition("@")
        places = self._with_code(code)
        if at:
            found = [p for p in places if p.valid_from.isoformat() == first]
        else:
            found = [p for p in places if p.holds_on(day)]
        if not found:
            when = first if at else day.isoformat()
            raise ValueError(f"no area {code} is known on {when}.")
        if len(found) > 1:
            raise ValueError(
                f"several areas have the code {code}; write {code}@ and the first day."
            )
        return found[0]

    def overlapping(self, place: Place) -> Place | None:
        """Another area of the same code and level that is valid at the same time."""
        return next(
            (
                other
                for other in self._with_code(place.code or "")
                if other.id != place.id and other.level == place.level and other.overlaps(place)
            ),
            None,
        )

    def new(self) -> list[Place]:
        """Areas that the map does not have yet."""
        return [place for id, place in self.by_id.items() if id not in self.stored]

    def changed(self) -> list[Place]:
        """Areas of the map whose name, kind, parent or last day the file changes."""
        return [p for id, p in self.by_id.items() if id in self.stored and p != self.stored[id]]

    def _with_code(self, code: str) -> list[Place]:
        return [self.by_id[id] for id in self.by_code.get(code, ())]


def match_areas(session: Session, rows: Rows) -> Places:
    """Give every area of the file the id it has or will have; what does not fit is a problem."""
    mentioned = {row.code for row in rows.areas} | {
        reference.partition("@")[0] for reference in _references(rows)
    }
    places = Places(_stored(session, mentioned))
    ranks = dict(session.execute(sa.select(Level.name, Level.rank)).tuples().all())
    fresh = iter(reserve_ids(session, "area", sum(places.same(row) is None for row in rows.areas)))
    seen: dict[tuple[str, str, dt.date], int] = {}
    for row in rows.areas:
        first = seen.setdefault((row.code, row.level, row.valid_from), row.row)
        if first != row.row:
            rows.problems.append(Problem(row.row, "code", f"repeats row {first}."))
        elif row.level not in ranks:
            known = ", ".join(ranks)
            rows.problems.append(Problem(row.row, "level", f"is one of {known}."))
        else:
            same = places.same(row)
            places.add(_place(row, same.id if same else next(fresh), same))
    for row in rows.areas:
        if (place := places.same(row)) is not None:
            _stand(places, place, row, ranks, rows.problems)
    return places


def _stand(
    places: Places, place: Place, row: AreaRow, ranks: dict[str, int], problems: list[Problem]
) -> None:
    """Put an area under its parent and beside those of its code, or say why it cannot stand."""
    other = places.overlapping(place)
    if other is not None:
        since = other.valid_from.isoformat()
        message = f"{other.kind} {other.name} has this code since {since}; end it first."
        problems.append(Problem(row.row, "from", message))
    if not row.parent:
        return
    try:
        parent = places.find(row.parent, row.valid_from)
    except ValueError as error:
        problems.append(Problem(row.row, "parent", str(error)))
        return
    if ranks.get(parent.level, 0) >= ranks.get(place.level, 0):
        problems.append(Problem(row.row, "parent", f"a {parent.level} does not hold this area."))
    places.add(replace(place, parent_id=parent.id))


def _place(row: AreaRow, id: int, same: Place | None) -> Place:
    parent = same.parent_id if same else None
    return Place(id, row.code, row.level, row.kind, row.name, parent, row.valid_from, row.valid_to)


def _references(rows: Rows) -> Iterable[str]:
    yield from (row.parent for row in rows.areas if row.parent)
    for space in rows.spaces:
        yield space.area
        if ":" in space.parent:
            yield space.parent.partition(":")[2]


def _stored(session: Session, codes: set[str]) -> Iterable[Place]:
    wanted = sa.bindparam("codes", sorted(codes), sa.ARRAY(sa.String))
    named = sa.select(Area.id).where(Area.code == sa.any_(wanted))
    above = sa.select(Area.parent_id).where(Area.code == sa.any_(wanted))
    a = Area
    found = session.execute(
        sa.select(
            a.id, a.code, a.level, a.kind, a.name, a.parent_id, a.valid_from, a.valid_to
        ).where(sa.or_(a.id.in_(named), a.id.in_(above)))
    )
    return [Place(*row) for row in found]


def reserve_ids(session: Session, table: str, count: int) -> list[int]:
    """Take ids from a table's sequence, so that rows can name each other before they exist."""
    statement = sa.text("select nextval(cast(:name as regclass)) from generate_series(1, :count)")
    return list(session.scalars(statement, {"name": f"{table}_id_seq", "count": count}))
