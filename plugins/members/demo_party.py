"""The demo's Party working lists: who of the people is a Party member, by commune and cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from plugins.units.models import UnitsPlace, UnitsUnit
from portal.copying import copied, new_ids
from portal.database import Model
from portal.demo.hamlets import HAMLETS
from portal.spaces.models import Area, Body, Space
from portal.text import fold, name_key

from .demo_facts import party_member
from .models import MembersPartyMember, MembersPartyName, MembersPartyRemark
from .party_checks import BOARDS, CATEGORIES, CELLS, PARTY
from .people import Invented

AT_WORK, EXEMPT_FROM = 0.5, 72
"""The share of employees who are in the cell of a workplace; from when on many are exempt."""
PROBATIONARY, LINKED, REMARKED, YEARS = 0.05, 0.35, 0.75, 2
"""Shares: on probation, of employees linked by residence, with a remark of each of these years."""
WORKPLACES = ("Trường Tiểu học", "Trường Trung học cơ sở", "Trạm Y tế", "Uỷ ban nhân dân huyện")


@dataclass
class Committee:
    """The Party committee of a commune: its board, the cells of its hamlets, other cells."""

    id: int
    commune: int
    board: int | None
    cell_of: dict[int, int] = field(default_factory=dict)
    others: list[int] = field(default_factory=list)


def load_lists(session: Session, people: Iterable[Invented], day: dt.date) -> int:
    """Fill the working list of each commune's Party committee that has none; gives how many rows.

    The reach must cover them.
    """
    members: dict[int, list[Invented]] = {}
    for person in people:
        if party_member(person):
            members.setdefault(int(person.place.commune), []).append(person)
    made = 0
    for committee in _committees(session):
        listed = members.get(committee.commune, [])
        _write(session, committee, listed, day)
        made += len(listed)
    return made


def _write(session: Session, committee: Committee, listed: list[Invented], day: dt.date) -> None:
    rows: dict[type[Model], list[dict[str, Any]]] = {}
    for number, person in zip(
        new_ids(session, MembersPartyMember, len(listed)), listed, strict=True
    ):
        for model, values in _rows(committee, number, person, day):
            rows.setdefault(model, []).append(values)
    for model, values_of in rows.items():
        columns = list(values_of[0])
        copied(session, model, columns, (list(values.values()) for values in values_of))


def _rows(
    committee: Committee, number: int, person: Invented, day: dt.date
) -> Iterator[tuple[type[Model], dict[str, Any]]]:
    chance = Random(f"on the Party's list {person.number}")
    works = "labour" in person.lines
    linked = works and chance.random() < LINKED
    hamlet, age = int(person.place.hamlet), day.year - person.birth_date.year
    cell = committee.cell_of.get(hamlet)
    if works and not linked and committee.others and chance.random() < AT_WORK:
        cell = chance.choice(committee.others)
    own = {"space_id": committee.id, "body_id": committee.board, "unit_id": cell}
    yield (
        MembersPartyMember,
        {
            **own,
            "id": number,
            "birth_year": person.birth_date.year,
            "sex": person.sex,
            "area_id": hamlet,
            "standing": "probationary" if chance.random() < PROBATIONARY else "official",
            "exempt": age > EXEMPT_FROM,
            "linked": linked,
            "introduced_on": dt.date(day.year - 3, chance.randrange(1, 13), 5) if linked else None,
            "category": chance.choice([*CATEGORIES]) if linked else None,
            "listed_on": day - dt.timedelta(days=200),
        },
    )
    names = {"sort_key": name_key(person.name), "folded": fold(person.name)}
    workplace = chance.choice(WORKPLACES) if linked else None
    own["party_id"] = number
    yield MembersPartyName, {**own, "name": person.name, **names, "workplace": workplace}
    for year in range(day.year - YEARS, day.year) if linked else ():
        yield MembersPartyRemark, {**own, "year": year, "received": chance.random() < REMARKED}


def _committees(session: Session) -> list[Committee]:
    """The committees of the demo's communes without a list, with their boards and cells."""
    listed = sa.exists().where(MembersPartyMember.space_id == Space.id)
    found = session.execute(
        sa.select(Space.id, Area.id)
        .join(Area, Area.id == Space.area_id)
        .where(
            Space.level == "commune",
            Space.line == PARTY,
            Area.code.in_(HAMLETS),
            sa.not_(listed),
        )
        .order_by(Space.id)
    )
    committees = {id: Committee(id, area, None) for id, area in found.tuples()}
    for space_id, body_id in session.execute(
        sa.select(Body.space_id, Body.id)
        .where(Body.space_id.in_(committees), Body.code.in_(BOARDS), Body.valid_to.is_(None))
        .order_by(Body.id)
    ):
        committees[space_id].board = body_id
    for space_id, unit_id, area_id in session.execute(_cells(committees)).tuples():
        if area_id is None:
            committees[space_id].others.append(unit_id)
        else:
            committees[space_id].cell_of[area_id] = unit_id
    return list(committees.values())


def _cells(spaces: Iterable[int]) -> sa.Select[Any]:
    at = sa.and_(UnitsPlace.space_id == UnitsUnit.space_id, UnitsPlace.unit_id == UnitsUnit.id)
    return (
        sa.select(UnitsUnit.space_id, UnitsUnit.id, UnitsPlace.area_id)
        .outerjoin(UnitsPlace, at)
        .where(
            UnitsUnit.space_id.in_(list(spaces)),
            UnitsUnit.kind.startswith(CELLS, autoescape=True),
            UnitsUnit.ended_on.is_(None),
        )
        .order_by(UnitsUnit.space_id, UnitsUnit.sort_key, UnitsUnit.id)
    )
