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

from .charters import TRANSFER
from .demo_facts import PARTY_KNOWN, facts_of, party_member
from .demo_lives import Ground, Life, Moved, entries_of
from .demo_movements import candidates, movement
from .demo_people import Head
from .demo_seats import Seat
from .models import (
    MembersCandidate,
    MembersEntry,
    MembersMembership,
    MembersMovement,
    MembersOffer,
    MembersPartyMark,
    MembersPerson,
    MembersTrace,
)
from .models.membership import CITIZEN_ID
from .models.traces import trace_values
from .people import Enrolment, Invented

ORDER = (
    MembersMembership,
    MembersPerson,
    MembersTrace,
    MembersPartyMark,
    MembersMovement,
    MembersCandidate,
    MembersOffer,
    MembersEntry,
)
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
    seat: Seat
    ground: Ground
    rows: dict[type[Model], list[Values]] = field(default_factory=dict)

    def write(self, members: Sequence[Member], people: dict[int, Invented]) -> None:
        """Write these members with what became of them, and whom of the people is proposed."""
        numbers = new_ids(self.session, MembersMembership, len(members))
        moved = sum(len(member.life.moved) for member in members)
        movements = iter(new_ids(self.session, MembersMovement, moved))
        for number, member in zip(numbers, members, strict=True):
            self._member(number, member, [next(movements) for _ in member.life.moved])
        self._candidates(list(candidates(self.seat, people, self.ground.day)))
        for model in ORDER:
            if not (rows := self.rows.get(model)):
                continue
            columns = list(rows[0])
            copied(self.session, model, columns, (list(row.values()) for row in rows))

    def _candidates(self, proposed: Sequence[tuple[Moved, str, str]]) -> None:
        numbers = new_ids(self.session, MembersMovement, len(proposed))
        for number, (each, name, facts) in zip(numbers, proposed, strict=True):
            chance = Random(f"proposing {self.seat.slug} {name}")
            values = movement(chance, self.ground.line, each, self.ground.day, None)
            self._add(MembersMovement, id=number, membership_id=None, **values)
            own = {"unit_id": each.unit, "movement_id": number}
            self._add(MembersCandidate, **own, name=name, facts=facts)

    def _add(self, model: type[Model], **values: Any) -> None:
        self.rows.setdefault(model, []).append({"space_id": self.seat.id} | values)

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
        traced = (member.written.name, born, citizen_id)
        self._add(MembersTrace, **trace_values(self.seat.id, number, *traced))
        self._in_party(chance, member, own)
        self._moved(chance, number, member, movements)
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

    def _moved(self, chance: Random, number: int, member: Member, movements: list[int]) -> None:
        turn = 0
        for of_movement, each in zip(movements, member.life.moved, strict=True):
            decided = each.state == "decided"
            turn += decided
            values = movement(
                chance, self.ground.line, each, self.ground.day, turn if decided else None
            )
            self._add(MembersMovement, id=of_movement, membership_id=number, **values)
            if each.kind == TRANSFER and each.state == "proposed":
                self._add(
                    MembersOffer,
                    unit_id=each.to_unit,
                    from_unit_id=each.unit,
                    from_unit_name=self.seat.unit_names[each.unit],
                    movement_id=of_movement,
                    membership_id=number,
                    name=member.written.name,
                    birth_year=int(member.written.birth[-4:]),
                    sex=member.person.sex,
                    on=each.on,
                )


def _birth(written: str) -> dt.date | None:
    return dt.datetime.strptime(written, "%d/%m/%Y").date() if "/" in written else None
