"""The demo's officers: invented people in the standing offices of Tân Hồng, a few left vacant.

Every name, number and date follows from the address of the space alone, so that each load of the
demo shows the same people. Telephone numbers lie in a range that no subscriber has.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..accounts.models import Account
from ..audit import record
from ..spaces.models import Body, Officer, Oversight, Space, SpaceKind
from ..spaces.naming import in_force_on
from .accounts import DESKS
from .names import invented_name

TOP = "huyen-uy-tan-hong"
DAY = dt.date(2021, 7, 1)
TERMS = {"party": dt.date(2020, 8, 15), "state": dt.date(2021, 6, 25)}
TERM = dt.date(2021, 1, 5)
CHANGED = dt.date(2023, 6, 30)
"""The last day of the officers whose successors the demo shows."""
VACANT, SUCCEEDED = 0.05, 0.08
"""The share of offices that nobody holds, and of those that changed hands."""
SITTING = {
    # desk of a demo account: the office that its owner holds
    "bithu": "Bí thư",
    "danvan": "Trưởng Ban Dân vận",
    "mattranhuyen": "Chủ tịch",
    "huyendoan": "Bí thư",
    "phunuhuyen": "Chủ tịch",
    "nongdanhuyen": "Chủ tịch",
    "phunutanhoco": "Chủ tịch",
    "doansarai": "Bí thư",
    "nongdanthongbinh": "Chủ tịch",
    "binhphu": "Phó Bí thư Thường trực",
}
MEMBERS = {"party": ("Uỷ viên Ban Thường vụ", "BTV", 4), "front": ("Uỷ viên Thường trực", "BTT", 1)}
"""Further members by line: their office, their body, how many."""


@dataclass(frozen=True)
class Seat:
    """A space of the demo with its line, the standing offices of its kind, its bodies by code."""

    id: int
    slug: str
    line: str
    opened_on: dt.date
    offices: list[dict[str, Any]]
    bodies: dict[str, int]


def load_officers(session: Session) -> int:
    """Fill the standing offices of the demo's spaces that have no officer; gives how many.

    The reach must cover those spaces, and the map must be open.
    """
    accounts = dict(session.execute(sa.select(Account.username, Account.id)).tuples().all())
    made = 0
    for seat, name in _seats(session):
        officers = list(officers_of(seat, accounts))
        session.add_all(officers)
        made += len(officers)
        record("spaces.officers_loaded", name, space_id=seat.id, after={"rows": len(officers)})
    session.flush()
    return made


def officers_of(seat: Seat, accounts: dict[str, int]) -> Iterator[Officer]:
    """The invented officers of a space, the same for the same address."""
    people = _people(seat)
    chance = Random(f"offices of {seat.slug}")
    desks = {
        SITTING[d.username]: d for d in DESKS if d.space == seat.slug and d.username in SITTING
    }
    first = max(TERMS.get(seat.line, TERM), seat.opened_on)
    for office in [*seat.offices, *_members(seat)]:
        title = "Uỷ viên Ban Thường vụ" if office.get("front") else office["office"]
        desk = desks.pop(title, None)
        vacant = chance.random() < VACANT and desk is None
        changed = chance.random() < SUCCEEDED or vacant
        place = {
            "space_id": seat.id,
            "office": title,
            "body_id": seat.bodies.get(office.get("body", "")),
            "in_charge_of_front": bool(office.get("front")),
        }
        if changed:
            yield Officer(**next(people), **place, valid_from=first, valid_to=CHANGED)
        if not vacant:
            since = CHANGED + dt.timedelta(days=1) if changed else first
            who = next(people)
            if desk is not None:
                who |= {"person_name": desk.person, "account_id": accounts.get(desk.username)}
            yield Officer(**who, **place, valid_from=since)


def _members(seat: Seat) -> list[dict[str, Any]]:
    office, body, count = MEMBERS.get(seat.line, ("", "", 0))
    return [{"office": office, "body": body}] * count


def _people(seat: Seat) -> Iterator[dict[str, Any]]:
    """Names and numbers for a space, no name twice."""
    chance, known = Random(seat.slug), set[str]()
    while True:
        name = invented_name(chance, seat.line)
        if name not in known:
            known.add(name)
            yield {"person_name": name, "phone": f"02770000{chance.randrange(1000):03d}"}


def _seats(session: Session) -> list[tuple[Seat, str]]:
    """The spaces of the demo that have no officer yet, with their names."""
    top = sa.select(Space.id).where(Space.slug == TOP).scalar_subquery()
    below = sa.select(Oversight.space_id).where(Oversight.overseer_id == top)
    spaces = session.execute(
        sa.select(Space, SpaceKind.offices)
        .join(SpaceKind, SpaceKind.name == Space.kind)
        .where(
            sa.or_(Space.id == top, Space.id.in_(below)),
            sa.not_(sa.exists().where(Officer.space_id == Space.id)),
        )
        .order_by(Space.id)
    ).all()
    bodies: dict[int, dict[str, int]] = {}
    for space_id, code, body_id in session.execute(
        sa.select(Body.space_id, Body.code, Body.id).where(Body.valid_to.is_(None))
    ):
        bodies.setdefault(space_id, {})[code] = body_id
    return [
        (
            Seat(
                space.id,
                space.slug,
                space.line,
                space.opened_on,
                in_force_on(offices, max(DAY, space.opened_on)),
                bodies.get(space.id, {}),
            ),
            space.name,
        )
        for space, offices in spaces
    ]
