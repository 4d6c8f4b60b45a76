"""What the tests of movements share: a youth union beside the women's, units, members, acts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g
from sqlalchemy.orm import Session

from plugins.members.enrolling import Enrolment, enrol
from plugins.members.models import MembersMembership, MembersPartyMark
from portal.access import reach_of
from portal.accounts.models import Account
from portal.accounts.queries import access_for
from portal.audit import Actor
from portal.database import db, map_session, one_connection
from portal.entering import registry
from portal.history import actions as history
from portal.history.models import Event
from portal.reach import within
from portal.spaces.actions import rebuild_oversight
from portal.spaces.models import Line, Space, SpaceKind
from portal.testing.cast import FOUNDED
from portal.text import fold, text_key

WOMEN, YOUTH, NEIGHBOUR = "phu-nu-xa-sen", "doan-xa-sen", "phu-nu-xa-lua"
START = dt.date(2024, 1, 1)
Stand = Callable[..., AbstractContextManager[None]]
Founds = Callable[..., int]
Enrols = Callable[..., int]


@pytest.fixture
def stand(app: Flask, youth: int) -> Stand:
    """`with stand("thu", WOMEN):` inside an act of somebody under a right; commits at the end."""

    @contextmanager
    def begin(who: str, slug: str, needs: str = "members.keep") -> Iterator[None]:
        with app.test_request_context(f"/s/{slug}/members/", method="POST"), one_connection():
            with map_session() as session:
                account = session.scalars(sa.select(Account).where(Account.username == who)).one()
                g.access = access_for(session, account.id, slug).access
            right = registry().permissions[needs]
            with within(reach_of(g.access, right, read_only=False)):
                db.session.info["actor"] = Actor(account.id, account.display_name)
                yield
                db.session.commit()

    return begin


@pytest.fixture
def youth(owner: sa.Connection, space_ids: dict[str, int]) -> int:
    """A youth union of the commune Sen, kept by the officer of its women's union."""
    for model, values in (
        (Line, {"name": "youth", "label": "Đoàn", "label_en": "Youth", "rank": 9}),
        (
            SpaceKind,
            {"name": "commune_youth", "line": "youth", "level": "commune", "label": "Đoàn xã"},
        ),
    ):
        if owner.scalar(sa.select(model.name).where(model.name == values["name"])) is None:
            more = {"label_en": "Youth", "rank": 9}
            owner.execute(sa.insert(model).values({**more, **values}))
    party = space_ids["xa-sen"]
    area, name = owner.scalar(sa.select(Space.area_id).where(Space.id == party)), "Đoàn xã Sen"
    made = sa.insert(Space).values(
        slug=YOUTH,
        kind="commune_youth",
        line="youth",
        level="commune",
        parent_id=party,
        area_id=area,
        name=name,
        short_name=name,
        sort_key=text_key(name),
        folded=fold(name),
        opened_on=FOUNDED,
    )
    space_ids[YOUTH] = int(owner.scalar(made.returning(Space.id)) or 0)
    with Session(owner.engine, info={"unguarded": True}) as session, session.begin():
        rebuild_oversight(session)
    give_role(owner, "thu", space_ids[YOUTH], "officer")
    return space_ids[YOUTH]


def give_role(
    owner: sa.Connection, who: str, space_id: int, role: str, units: list[int] | None = None
) -> None:
    """Let somebody of the cast hold a role in a space, perhaps narrowed to units."""
    owner.execute(
        sa.text(
            "insert into space_membership (account_id, in_space_id, role, unit_ids, valid_from)"
            " select id, :space, :role, :units, '2020-01-01' from account where username = :who"
        ),
        {"who": who, "space": space_id, "role": role, "units": units},
    )


@pytest.fixture
def founds(owner: sa.Connection, space_ids: dict[str, int]) -> Founds:
    """Found a unit: `founds(WOMEN, "Chi hội 1")`; a branch of the space's line."""

    def put(slug: str, name: str, **more: Any) -> int:
        values = {
            "space_id": space_ids[slug],
            "kind": "youth_branch" if slug == YOUTH else "women_branch",
            "name": name,
            "sort_key": text_key(name),
            "folded": fold(name),
            "basis": "residential",
            "stands": "commune",
            **more,
        }
        columns, marks = ", ".join(values), ", ".join(f":{each}" for each in values)
        made = sa.text(f"insert into units_unit ({columns}) values ({marks}) returning id")
        return int(owner.scalar(made, values) or 0)

    return put


@pytest.fixture
def enrols(owner: sa.Connection, space_ids: dict[str, int]) -> Enrols:
    """Enrol somebody from before the register: `enrols(WOMEN, unit, "Lê Thị Mai")`."""

    def put(slug: str, unit: int, name: str, on: dt.date = START, **more: Any) -> int:
        known = {"sex": "female", "kind": "full", "birth_year": 1990, **more}
        party = known.pop("party", None)
        with Session(owner.engine, info={"unguarded": True}) as session, session.begin():
            member = enrol(session, space_ids[slug], unit, Enrolment(name=name, **known), on)
            if party is not None:
                session.add(
                    MembersPartyMark(
                        space_id=member.space_id,
                        unit_id=unit,
                        membership_id=member.id,
                        party_member=party,
                    )
                )
            return member.id

    return put


def undo(event: Event) -> None:
    """Take an event of an act that is committed back, as the history does."""
    history.undo(event.id)
    db.session.flush()


def kept(owner: sa.Connection, membership_id: int) -> dict[str, Any]:
    """How an enrolment stands, by its columns."""
    row = owner.execute(
        sa.select(MembersMembership.__table__).where(MembersMembership.id == membership_id)
    )
    return dict(row.mappings().one())


def ledger(owner: sa.Connection, membership_id: int) -> list[tuple[Any, ...]]:
    """The lines of a member: day, unit, change, how."""
    rows = owner.execute(
        sa.text(
            'select "on"::text, unit_id, change, how from members_entry'
            ' where membership_id = :id order by "on", id'
        ),
        {"id": membership_id},
    )
    return [tuple(row) for row in rows]


def count(owner: sa.Connection, unit: int, day: str) -> int:
    """How many members a unit has on a day, by the ledger."""
    query = (
        'select coalesce(sum(change), 0) from members_entry where unit_id = :unit and "on" <= :day'
    )
    return int(owner.scalar(sa.text(query), {"unit": unit, "day": dt.date.fromisoformat(day)}) or 0)
