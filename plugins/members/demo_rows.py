"""The rows of the demo's members: enrolments, people, movements and the ledger, in bulk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from portal.copying import copied, new_ids
from portal.database import Model
from portal.keys import keyed_hash
from portal.text import fold, name_key

from .demo_facts import PARTY_KNOWN, facts_of, party_member
from .demo_lives import Ground, Life, Moved, entries_of
from .demo_people import Head
from .models import (
    MembersEntry,
    MembersMembership,
    MembersMovement,
    MembersPartyMark,
    MembersPerson,
)
from .models.membership import CITIZEN_ID
from .people import Enrolment, Invented

DECIDES = {
    # line: who considers a movement, who decides on it
    "youth": ("Chi đoàn", "Ban Thường vụ Đoàn"),
    "women": ("Chi hội", "Ban Chấp hành Hội"),
    "farmers": ("Chi hội", "Ban Thường vụ Hội"),
    "veterans": ("Chi hội", "Ban Chấp hành Hội"),
    "labour": ("Tổ công đoàn", "Ban Chấp hành Công đoàn"),
}
ORDER = (MembersMembership, MembersPerson, MembersPartyMark, MembersMovement, MembersEntry)
Values = dict[str, Any]


@dataclass
class Member:
    """An enrolment of the demo, ready to be written down."""

    person: Invented
    written: Enrolment
    life: Life
    hamlet: int
    commune: int
    address: str
    head: Head | None = None


@dataclass
class Rows:
    """The rows of one space, written table by table."""

    session: Session
    space_id: int
    ground: Ground
    rows: dict[type[Model], list[Values]] = field(default_factory=dict)

    def write(self, members: Sequence[Member]) -> None:
        """Write all these members with what became of them."""
        numbers = new_ids(self.session, MembersMembership, len(members))
        moved = sum(len(member.life.moved) for member in members)
        movements = iter(new_ids(self.session, MembersMovement, moved))
        for number, member in zip(numbers, members, strict=True):
            self._member(number, member, [next(movements) for _ in member.life.moved])
        for model in ORDER:
            if not (rows := self.rows.get(model)):
                continue
            columns = list(rows[0])
            copied(self.session, model, columns, (list(row.values()) for row in rows))

    def _add(self, model: type[Model], **values: Any) -> None:
        self.rows.setdefault(model, []).append({"space_id": self.space_id, **values})

    def _member(self, number: int, member: Member, movements: list[int]) -> None:
        person, life, line = member.person, member.life, self.ground.line
        chance = Random(f"facts {line} {person.number} {member.written.name}")
        born = _birth(member.written.birth)
        facts = facts_of(chance, line, person, life.joined_on)
        own = {"membership_id": number, "unit_id": life.unit}
        self._add(
            MembersMembership,
            id=number,
            unit_id=life.unit,
            kind=facts.kind,
            sex=person.sex,
            birth_year=int(member.written.birth[-4:]),
            area_id=member.hamlet if facts.knows_hamlet else member.commune,
            joined_on=life.joined_on,
            card=facts.card,
            occupation=facts.occupation,
            traits=facts.traits,
            state=life.state,
            state_until=life.state_until,
            left_on=life.left_on,
            left_how=life.left_how,
            away_since=life.away_since,
            away_how=life.away_how,
        )
        citizen_id = member.written.citizen_id
        self._add(
            MembersPerson,
            **own,
            name=member.written.name,
            sort_key=name_key(member.written.name),
            folded=fold(member.written.name),
            birth_date=born,
            phone=facts.phone,
            address=member.address if facts.has_address else None,
            citizen_id=citizen_id,
            citizen_hash=keyed_hash(citizen_id, CITIZEN_ID) if citizen_id else None,
        )
        self._in_party(chance, member, own)
        turn = 0
        for of_movement, each in zip(movements, life.moved, strict=True):
            turn += (decided := each.state == "decided")
            values = self._movement(chance, number, each)
            values["turn"] = turn if decided else None
            self._add(MembersMovement, id=of_movement, **values)
        for place, unit, on, change, how in entries_of(life):
            self._add(
                MembersEntry,
                unit_id=unit,
                membership_id=number,
                movement_id=None if place is None else movements[place],
                on=on,
                change=change,
                how=how,
                sex=person.sex,
                kind=facts.kind,
            )

    def _in_party(self, chance: Random, member: Member, own: Values) -> None:
        """Whether it is known, and whether one is; of a head the units say it."""
        known: bool | None = party_member(member.person)
        if chance.random() >= PARTY_KNOWN:
            known = None
        if member.head is not None:
            known = member.head.party_member
        if known is not None and member.life.state != "left":
            self._add(MembersPartyMark, **own, party_member=known, since=None)

    def _movement(self, chance: Random, number: int, moved: Moved) -> Values:
        considers, decides = DECIDES[self.ground.line]
        proposed, considered, decided = _days(chance, moved, self.ground.day)
        document = f"{chance.randrange(1, 90):02d}-QĐ/{moved.on.year}"
        return {
            "unit_id": moved.unit,
            "membership_id": number,
            "to_unit_id": moved.to_unit,
            "kind": moved.kind,
            "state": moved.state,
            "on": moved.on,
            "until": moved.until,
            "proposed_on": proposed,
            "considered_on": considered,
            "considered_by": considers if considered else None,
            "decided_on": decided,
            "decided_by": decides if decided else None,
            "document": document if moved.state == "decided" else None,
        }


def _days(
    chance: Random, moved: Moved, day: dt.date
) -> tuple[dt.date | None, dt.date | None, dt.date | None]:
    """When a movement was proposed, considered and decided."""
    if moved.kind == "decease":
        return None, None, min(day, moved.on + dt.timedelta(days=chance.randrange(2, 15)))
    if moved.state == "proposed":
        proposed = day - dt.timedelta(days=chance.randrange(4, 40))
        waits = chance.random() < 0.5
        return proposed, None if waits else proposed + dt.timedelta(days=3), None
    proposed = moved.on - dt.timedelta(days=chance.randrange(15, 45))
    if moved.state == "withdrawn":
        return proposed, None, None
    return proposed, proposed + dt.timedelta(days=7), moved.on - dt.timedelta(days=2)


def _birth(written: str) -> dt.date | None:
    return dt.datetime.strptime(written, "%d/%m/%Y").date() if "/" in written else None
