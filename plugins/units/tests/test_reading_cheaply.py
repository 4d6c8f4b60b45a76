"""What keeps the list cheap: how PostgreSQL expects policies to hold, and sources read together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.access import Access, Here, Membership
from portal.database import db
from portal.inbox.offers import reach_for
from portal.inbox.queries import counts_of, within
from portal.locale import today
from portal.reach import Reach
from portal.reach import within as reaching

from .officer_ground import sitter

UNITS = 300
MANY = """
    insert into units_unit (space_id, kind, name, sort_key, folded, basis, stands)
    select :space, 'women_branch', 'Chi hội ' || n, n::text, n::text, 'residential', 'hamlet'
    from generate_series(1, :units) n
"""


@pytest.mark.database
def test_postgresql_expects_whoever_is_not_narrowed_to_see_most_rows(
    app: Flask, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    space = space_ids["phu-nu-xa-sen"]
    owner.execute(sa.text(MANY), {"space": space, "units": UNITS})
    owner.exec_driver_sql("analyze units_unit")
    with app.app_context(), reaching(Reach(spaces=frozenset({space}), read_only=True)):
        (plan,) = db.session.scalar(sa.text("explain (format json) select * from units_unit"))
    # An `or` in the policy made it 4 of 300, and joins ran through them one by one.
    assert plan["Plan"]["Plan Rows"] > UNITS / 4


def test_sources_that_name_nobody_are_asked_together(app: Flask) -> None:
    registry = app.extensions["portal"]
    here = Here(7, "x", "X")
    access = Access(1, (Membership(7, "officer"), Membership(7, "administrator")), here)
    sources = [each for each in registry.inbox if each.name.startswith("units.")]
    assert len(sources) >= 4
    assert all(each.names_nobody for each in sources if each.needs == "units.prepare_officers")
    with app.app_context():
        reaches = {reach_for(each, access) for each in sources}
    assert len(reaches) == 1
    assert not next(iter(reaches)).personal


def holders() -> sa.Select[Any]:
    """A select that reads names, whatever its source says of it."""
    numbers = (sa.column("space_id", sa.Integer), sa.column("id", sa.Integer))
    holder = sa.table("units_holder", *numbers, sa.column("person_name", sa.Text))
    return sa.select(*holder.c, sa.cast(None, sa.Date))


@pytest.mark.database
@pytest.mark.parametrize(("names_nobody", "read"), [(False, 1), (True, 0)])
def test_a_source_is_taken_at_its_word_that_it_names_nobody(
    app: Flask,
    owner: sa.Connection,
    space_ids: dict[str, int],
    found: Any,
    names_nobody: bool,
    read: int,
) -> None:
    space = space_ids["phu-nu-xa-sen"]
    sitter(owner, space_ids)("phu-nu-xa-sen", found("phu-nu-xa-sen", "Chi hội 1"), "Lê Thị Mận")
    access = Access(1, (Membership(space, "officer"),), Here(space, "phu-nu-xa-sen", "X"))
    source = replace(
        next(each for each in app.extensions["portal"].inbox if each.name == "units.headless"),
        select=holders,
        names_nobody=names_nobody,
    )
    with app.app_context(), reaching(reach_for(source, access)) as reach:
        query = counts_of((source.select,), "vi", today())
        assert len(db.session.execute(query, within(reach)).all()) == read
