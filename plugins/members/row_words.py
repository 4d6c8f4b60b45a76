"""A member by the columns of the list in Excel: unit and hamlet by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from .models import MembersMembership, MembersPerson

OF_PERSON = ("name", "phone", "address", "citizen_id")
OF_MEMBER = ("sex", "card", "joined_on", "occupation", "kind", "away_how", "away_since")


def values_of(
    member: MembersMembership,
    person: MembersPerson,
    units: Mapping[int, str],
    areas: Mapping[int, str],
) -> dict[str, Any]:
    """A member as the list shows it, with every number in full."""
    return {
        **{name: getattr(person, name) for name in OF_PERSON},
        **{name: getattr(member, name) for name in OF_MEMBER},
        "birth": born(person.birth_date, member.birth_year),
        "hamlet": areas.get(member.area_id or 0),
        "unit": units.get(member.unit_id),
        **{f"trait_{name}": value for name, value in member.traits.items()},
    }


def born(day: dt.date | None, year: int | None) -> tuple[dt.date, str] | None:
    """A birth as it is known: in full, by the year, or not at all."""
    if day is not None:
        return day, "day"
    return None if year is None else (dt.date(year, 1, 1), "year")
