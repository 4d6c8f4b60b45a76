"""Units in the words of their list in Excel: hamlets and the unit above by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal import listing
from portal.database import db
from portal.listing import View
from portal.locale import today
from portal.narrowing import among
from portal.spaces.hamlet_queries import Hamlet, called
from portal.spaces.models import Area, Space

from .areas import Ground
from .measures import is_held
from .models import UnitsHolder, UnitsOffice, UnitsPlace, UnitsUnit
from .queries import SORTS, Wanted, found

BETWEEN = "; "
"""What stands between hamlets in one cell: a comma may stand within the name of one."""


class KnownGround(Ground):
    """The ground of a space whose hamlets are read once, for many units."""

    def hamlets(self) -> list[Hamlet]:
        known: list[Hamlet] | None = self.__dict__.get("known")
        if known is None:
            known = self.__dict__["known"] = super().hamlets()
        return known


@dataclass(frozen=True)
class Words:
    """What units are called by in a list: labels of their hamlets, names of those above."""

    labels: dict[int, str]
    areas: dict[tuple[int, int], list[int]]
    parents: dict[tuple[int, int], str]

    @classmethod
    def of(cls, units: Sequence[UnitsUnit], ground: Ground) -> Words:
        """The words for these units, in as many statements for one as for a thousand."""
        spaces, ids = {unit.space_id for unit in units}, [unit.id for unit in units]
        labels = {hamlet.id: ground.label_of(hamlet) for hamlet in ground.hamlets()}
        query = (
            sa.select(UnitsPlace.space_id, UnitsPlace.unit_id, Area)
            .join(Area, Area.id == UnitsPlace.area_id)
            .where(among(UnitsPlace.space_id, spaces), among(UnitsPlace.unit_id, ids))
            .order_by(Area.name, Area.id)
        )
        areas: dict[tuple[int, int], list[int]] = {}
        for space_id, unit_id, area in db.session.execute(query).tuples():
            labels.setdefault(area.id, called(area))
            areas.setdefault((space_id, unit_id), []).append(area.id)
        above = {unit.parent_id for unit in units if unit.parent_id is not None}
        named = sa.select(UnitsUnit.space_id, UnitsUnit.id, UnitsUnit.name).where(
            among(UnitsUnit.space_id, spaces), among(UnitsUnit.id, above)
        )
        parents = {(s, n): name for s, n, name in db.session.execute(named).tuples()}
        return cls(labels, areas, parents)

    def hamlets(self, area_ids: Iterable[int]) -> str | None:
        """Hamlets in one cell, in an order of their own."""
        return BETWEEN.join(sorted(self.labels[n] for n in area_ids)) or None

    def values_of(self, unit: UnitsUnit) -> dict[str, Any]:
        """A unit by the columns of the list."""
        columns = ("name", "kind", "basis", "stands", "workplace", "founded_on", "congress_due_on")
        more = ("founded_document", "households", "households_on")
        return {
            **{name: getattr(unit, name) for name in (*columns, *more)},
            "hamlets": self.hamlets(self.areas.get((unit.space_id, unit.id), ())),
            "parent": self.parents.get((unit.space_id, unit.parent_id or 0)),
        }


def units_in_order(wanted: Wanted, view: View) -> list[tuple[UnitsUnit, Space]]:
    """The units that a list's address shows, on every page, each with its space."""
    rows = listing.rows_of(db.session, found(wanted), SORTS, view)
    return [(unit, space) for unit, space in rows]


def holders_in_order(wanted: Wanted, view: View) -> list[tuple[Any, Any, Any]]:
    """Who holds the offices of those units today: (holder, office, unit), by name of the unit."""
    office = sa.and_(
        UnitsOffice.space_id == UnitsUnit.space_id,
        UnitsOffice.unit_id == UnitsUnit.id,
        is_held(UnitsOffice, today()),
    )
    holder = sa.and_(
        UnitsHolder.space_id == UnitsOffice.space_id, UnitsHolder.office_id == UnitsOffice.id
    )
    query = found(wanted).join(UnitsOffice, office).join(UnitsHolder, holder)
    query = query.with_only_columns(UnitsHolder, UnitsOffice, UnitsUnit)
    ordered = SORTS.applied(query, view.sort).order_by(UnitsOffice.id)
    return [tuple(row) for row in db.session.execute(ordered)]
