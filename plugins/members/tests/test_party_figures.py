"""Counts of Party members: right as of a day, without names, and those of the district add up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask

from plugins.members import party_figures
from portal.database import db
from portal.indicators import Indicator, Period
from portal.reach import Reach, within
from portal.testing.client import Browser

from .party_ground import branch, hand_role, mark, member, space_of

pytestmark = pytest.mark.database
DAY = dt.date(2023, 12, 31)


@contextmanager
def reading(*spaces: int) -> Iterator[None]:
    with within(Reach(spaces=frozenset(spaces), read_only=True)):
        yield
        db.session.rollback()


def read(app: Flask, owner: sa.Connection, day: dt.date = DAY) -> dict[str, int]:
    """Every figure of Party members in the commune of the cast that has one."""
    women, party = space_of(owner, "phu-nu-xa-sen"), space_of(owner, "xa-sen")
    with app.test_request_context(), reading(women, party):
        return {
            each.name.removeprefix("members."): value
            for each in party_figures.INDICATORS
            for _space, value in db.session.execute(each.select(Period.day(day)))
        }


def test_those_of_whom_nothing_is_known_do_not_count(app: Flask, owner: sa.Connection) -> None:
    unit = branch(owner)
    assert read(app, owner) == {}
    for name, yes, since in (
        ("Lê Thị Mận", True, None),
        ("Võ Thị Sen", True, "2020-05-01"),
        ("Hồ Thị Tư", False, None),
        ("Phan Thị Lài", True, "2024-01-01"),
    ):
        mark(owner, member(owner, name, unit), yes=yes, since=since)
    member(owner, "Mai Thị Cúc", unit)
    assert read(app, owner) == {"party_known": 4, "party_among": 2}


def test_who_left_counts_until_then(app: Flask, owner: sa.Connection) -> None:
    one = member(owner, "Lê Thị Mận", branch(owner))
    mark(owner, one, yes=True)
    left = "update members_membership set state = 'left', left_on = '2023-07-01', left_how = 'x'"
    owner.execute(sa.text(left))
    assert read(app, owner, dt.date(2023, 6, 30)) == {"party_known": 1, "party_among": 1}
    assert read(app, owner, dt.date(2023, 7, 1)) == {}


def test_who_heads_a_unit_has_no_count_of_so_few(
    as_: Callable[[str], Browser], owner: sa.Connection, app: Flask
) -> None:
    unit = branch(owner)
    mark(owner, member(owner, "Lê Thị Mận", unit), yes=True)
    hand_role(owner, "an", "branch_head", unit_ids=[unit])
    needed = {each.needs for each in party_figures.INDICATORS}
    known = app.extensions["portal"].permissions
    assert all("branch_head" not in known[name].roles for name in needed)
    label: Indicator = party_figures.INDICATORS[-1]
    assert str(label.name) not in as_("an").get("/s/phu-nu-xa-sen/").text
