"""Hamlets: the areas under a commune, which have no space of their own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import aliased

from ..addressing import row_number
from ..database import columns_of, db
from ..errors import NotFound
from ..locale import today
from ..text import fold, text_key
from .models import Area

HAMLET, COMMUNE = "hamlet", "commune"
STATES = {"present": _l("Existing"), "ended": _l("Ended")}
COMMUNE_AREA = aliased(Area)


@dataclass(frozen=True)
class Wanted:
    """Which hamlets a list shows."""

    q: str = ""
    commune: int | None = None
    state: str = "present"


@dataclass(frozen=True)
class Hamlet:
    """A hamlet with its commune; `name` is what people call it: "Ấp An Tài"."""

    area: Area
    commune: Area

    @property
    def id(self) -> int:
        return self.area.id

    @property
    def name(self) -> str:
        return called(self.area)

    @property
    def ended(self) -> bool:
        """Whether it ended before its commune did; those of a former commune end with it."""
        last = min(today(), self.commune.valid_to or today())
        return self.area.valid_to is not None and self.area.valid_to < last


def called(area: Area) -> str:
    """What people call an area: its kind, then its name."""
    return area.history_name


def hamlets_within(area_id: int) -> list[Hamlet]:
    """Every hamlet that lies or lay in an area, by commune and name; numbers in their order."""
    found = [Hamlet(*row) for row in db.session.execute(WITHIN, {"within": area_id})]
    return sorted(found, key=lambda h: (text_key(h.commune.name), text_key(h.name), h.id))


def hamlet_choices(area_id: int) -> tuple[tuple[int, str], ...]:
    """What a list may be narrowed by: the id of each hamlet in an area, and what it is called.

    The hamlets are in the order of hamlets_within().
    """
    rows = columns_of(db.session, CHOICES, {"within": area_id}).all()
    placed = sorted((text_key(commune), text_key(name), id, name) for id, name, commune in rows)
    return tuple((id, name) for _commune, _key, id, name in placed)


def _within() -> sa.Select[Any]:
    held = sa.select(Area.id).where(Area.id == sa.bindparam("within")).cte(recursive=True)
    held = held.union_all(
        sa.select(Area.id).where(Area.parent_id == held.c.id, Area.level != HAMLET)
    )
    return (
        sa.select(Area, COMMUNE_AREA)
        .join(COMMUNE_AREA, COMMUNE_AREA.id == Area.parent_id)
        .where(Area.level == HAMLET, COMMUNE_AREA.id.in_(sa.select(held.c.id)))
    )


WITHIN = _within()
"""The hamlets in an area with their communes; built once, asked by every list that names them."""
CHOICES = WITHIN.with_only_columns(
    Area.id, Area.kind + " " + Area.name, COMMUNE_AREA.name, maintain_column_froms=True
)


def hamlets_found(area_id: int, wanted: Wanted) -> tuple[list[Hamlet], list[Area]]:
    """The hamlets of an area that fit, and every commune that has some, for the filter."""
    every = hamlets_within(area_id)
    communes = {each.commune.id: each.commune for each in every}
    words = fold(wanted.q).split()
    return [
        each
        for each in every
        if (wanted.commune is None or each.commune.id == wanted.commune)
        and (wanted.state not in STATES or each.ended == (wanted.state == "ended"))
        and all(word in fold(each.name) for word in words)
    ], list(communes.values())


def last_day_of(area_id: int) -> dt.date | None:
    """The last day of an area that ended; None for one that goes on."""
    return db.session.scalar(sa.select(Area.valid_to).where(Area.id == area_id))


def wanted_from(args: Any) -> Wanted:
    """The filter in an address; what cannot be read leaves the list as it usually is."""
    return Wanted(
        args.get("q", "").strip(),
        args.get("commune", type=row_number),
        args.get("state", "present"),
    )


def hamlet_in(commune_id: int, hamlet_id: int, *, lock: bool = False) -> Hamlet:
    """One hamlet of a commune. Raises NotFound on one of another commune."""
    query = (
        sa.select(Area, COMMUNE_AREA)
        .join(COMMUNE_AREA, COMMUNE_AREA.id == Area.parent_id)
        .where(Area.id == hamlet_id, Area.level == HAMLET, Area.parent_id == commune_id)
        .execution_options(populate_existing=lock)
    )
    found = db.session.execute(query.with_for_update(of=Area) if lock else query).first()
    if found is None:
        raise NotFound()
    return Hamlet(*found)
