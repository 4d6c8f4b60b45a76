"""What is asked of counts typed by hand: the newest as of a day, the list of a space, one of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal import listing
from portal.database import db
from portal.errors import NotFound
from portal.listing import Page, Sorts, View
from portal.narrowing import among
from portal.spaces.models import Area, Space

from .models import MembersNumber
from .numbers import NumberKey, key_named

SORTS = Sorts(
    {
        "as_of": (MembersNumber.as_of,),
        "key": (MembersNumber.key, MembersNumber.as_of),
        "space": (Space.sort_key, MembersNumber.as_of),
    },
    last=MembersNumber.id,
    default="-as_of",
)


@dataclass(frozen=True)
class Typed:
    """A number with its space, and its hamlet where it is of one."""

    number: MembersNumber
    space: Space
    area: Area | None

    @property
    def key(self) -> NumberKey:
        """What was counted."""
        return key_named(self.number.key)

    @property
    def amount(self) -> int | Decimal:
        """How many; a whole number where it is one."""
        value = self.number.value
        return int(value) if value == int(value) else value


def number_on(spaces: Iterable[int], key: str, day: dt.date) -> dict[int, MembersNumber]:
    """The newest number of a key as of a day, of each of these spaces that has one, within reach.

    Those of single hamlets are left out.
    """
    return {space: number for (_key, space), number in numbers_on(spaces, [key], day).items()}


def numbers_on(
    spaces: Iterable[int], keys: Sequence[str], day: dt.date, by_hamlet: bool = False
) -> Mapping[tuple[str, int], MembersNumber]:
    """The newest numbers as of a day by key and space, or by key and hamlet; in one select."""
    place = MembersNumber.area_id if by_hamlet else MembersNumber.space_id
    area = MembersNumber.area_id
    query = (
        sa.select(MembersNumber)
        .where(
            among(MembersNumber.space_id, spaces),
            MembersNumber.key.in_(keys),
            MembersNumber.as_of <= day,
            area.is_not(None) if by_hamlet else area.is_(None),
        )
        .distinct(MembersNumber.key, place)
        .order_by(MembersNumber.key, place, MembersNumber.as_of.desc(), MembersNumber.id.desc())
    )
    return {
        (number.key, (number.area_id or 0) if by_hamlet else number.space_id): number
        for number in db.session.scalars(query)
    }


def numbers(key: str, view: View) -> Page[Typed]:
    """A page of the numbers within reach, the newest on top; of one key where it is named."""
    query = _numbers()
    if key:
        query = query.where(MembersNumber.key == key)
    page = listing.page_of(db.session, query, SORTS, view)
    return page.made_into(lambda rows: [Typed(*row) for row in rows])


def number_in(space_id: int, number_id: int, *, lock: bool = False) -> MembersNumber:
    """One number of a space. Raises NotFound."""
    query = sa.select(MembersNumber).where(
        MembersNumber.space_id == space_id, MembersNumber.id == number_id
    )
    number = db.session.scalar(query.with_for_update() if lock else query)
    if number is None:
        raise NotFound()
    return number


def same_day(number: MembersNumber) -> bool:
    """Whether the space has another number of this key, day and hamlet."""
    area = MembersNumber.area_id
    query = sa.select(sa.literal(1)).where(
        MembersNumber.space_id == number.space_id,
        MembersNumber.key == number.key,
        MembersNumber.as_of == number.as_of,
        area.is_(None) if number.area_id is None else area == number.area_id,
        MembersNumber.id != (number.id or 0),
    )
    return db.session.scalar(query.limit(1)) is not None


def _numbers() -> sa.Select[Any]:
    return (
        sa.select(MembersNumber, Space, Area)
        .join(Space, Space.id == MembersNumber.space_id)
        .outerjoin(Area, Area.id == MembersNumber.area_id)
    )
