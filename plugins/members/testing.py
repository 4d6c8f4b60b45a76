"""What the contract tests cannot guess about members."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from plugins.units.models import UnitsUnit
from portal.spaces.models import Space

from .enrolling import Enrolment, enrol

if TYPE_CHECKING:
    from portal.testing.contract.pages import Goal, Walk

EXAMPLES = {
    "members_membership": {
        "kind": "full",
        "sex": "female",
        "birth_year": 1980,
        "state": "active",
        "left_on": None,
        "left_how": None,
        "away_since": None,
        "away_how": None,
        "traits": {},
    },
    "members_movement": {"kind": "admit", "state": "proposed", "overridden": []},
    "members_number": {"key": "eligible_female"},
    "members_trace": {"key": "k", "whole": 1, "words": [2], "near": [1, 3]},
    "members_run": {"cells": []},
    "members_question": {"missing": ["birth_date"]},
    "members_party_member": {
        "sex": "female",
        "birth_year": 1975,
        "standing": "official",
        "category": None,
        "listed_on": "2023-01-01",
        "removed_on": None,
    },
    "members_party_remark": {"year": 2023},
    "members_entry": {"change": 1, "how": "opening", "sex": "female", "kind": "full"},
}

VALUES = {"form": "movements"}
"""A form that organizations of every line fill in."""
IDS = {
    "membership_id": "members_person.membership_id",
    "party_id": "members_party_name.party_id",
}


def of_a_member(page: str) -> Callable[[Walk], Goal]:
    """A page of a member of an organization: the spaces of the Party keep none."""

    def way(walk: Walk) -> Goal:
        with walk.owner() as owner, Session(owner, info={"unguarded": True}) as session:
            here = session.scalars(sa.select(Space.id).where(Space.slug == ORGANIZATION)).one()
            words = {"kind": "women_branch", "basis": "residential", "stands": "commune"}
            unit = UnitsUnit(space_id=here, name="Chi hội 1", **words)
            session.add(unit)
            session.flush()
            known = Enrolment("Lê Thị Mận", "female", "full", birth_year=1980)
            member = enrol(session, here, unit.id, known, dt.date(2020, 1, 1))
            return "thu", f"/s/{ORGANIZATION}/members/{page.format(member.id)}"

    return way


ORGANIZATION = "phu-nu-xa-sen"
WAYS = {
    "members.adding": of_a_member("new"),
    "members.admitting": of_a_member("admissions/new"),
    "members.editing": of_a_member("{}/edit"),
}
