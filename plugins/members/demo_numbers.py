"""The demo's counts by hand: who could be a member, households, funds, at the end of each year.

Some were never counted, as in life: reports and coverage say so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random

from .demo_rows import Member
from .demo_seats import Seat
from .lines import FEMALE
from .models import MembersNumber
from .numbers import keys_of

SOURCE = "Rà soát cuối năm {year}"
FORGOTTEN = 0.12
"""The share of counts that nobody made in a year."""
PER_MEMBER = {
    # key: how many there are for each member on the list, from to
    "farm_households": (0.95, 1.2),
    "farm_households_with_members": (0.7, 0.9),
    "farm_labour": (1.8, 2.4),
    "ethnic_minority": (0.0, 0.02),
    "religious": (0.02, 0.12),
    "party_introduced": (0.002, 0.01),
    "party_admitted": (0.001, 0.005),
    "core_quick": (0.03, 0.07),
    "fund_base": (0.01, 0.04),
    "fund_branches": (0.03, 0.05),
    "cards_issued": (0.02, 0.06),
    "cards_renewed": (0.0, 0.02),
}
COVERED = {"women": (0.55, 0.85), "farmers": (0.6, 0.9), "youth": (0.2, 0.45)}
"""Which share of those who could be members are; the others' is nearly all."""
ALMOST_ALL = (0.85, 0.98)


def counted(
    seat: Seat, members: Sequence[Member], since: dt.date, day: dt.date
) -> Iterator[MembersNumber]:
    """What an organization counted at the end of each year of its books."""
    listed = [member for member in members if member.life.left_on is None]
    for key in keys_of(seat.line):
        chance = Random(f"count of {key.name} in {seat.slug}")
        for year in range(since.year, day.year):
            value = _value(chance, key.name, seat, listed)
            if chance.random() >= FORGOTTEN:
                yield MembersNumber(
                    space_id=seat.id,
                    key=key.name,
                    as_of=dt.date(year, 12, 31),
                    value=round(value, key.decimals),
                    source=SOURCE.format(year=year),
                )


def _value(chance: Random, key: str, seat: Seat, listed: Sequence[Member]) -> Decimal:
    if key.startswith("eligible"):
        of_sex = key.endswith("_female")
        members = sum((member.person.sex == FEMALE) == of_sex for member in listed)
        return Decimal(members / chance.uniform(*COVERED.get(seat.line, ALMOST_ALL)))
    return Decimal(len(listed) * chance.uniform(*PER_MEMBER[key]))
