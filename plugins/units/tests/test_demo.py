"""The demo's units: as many as the plan speaks of, the same at each load, with gaps to act on."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from plugins.units.demo import OWN
from plugins.units.kinds import kind_named
from portal.testing.client import Browser

EVERYTHING = """
    select s.slug, u.kind, u.name, u.basis, u.stands, u.congress_due_on, u.households, p.name,
        o.office, o.party_member, o.recognized_on, o.ended_on, h.person_name
    from units_unit u join space s on s.id = u.space_id
    left join units_unit p on p.space_id = u.space_id and p.id = u.parent_id
    left join units_office o on o.space_id = u.space_id and o.unit_id = u.id
    left join units_holder h on h.space_id = o.space_id and h.office_id = o.id
    order by s.slug, u.name, o.id
"""
COUNTS = """
    select
        (select count(*) from area where level = 'hamlet') as hamlets,
        (select count(*) from units_unit where kind <> 'self_governing_group') as units,
        (select count(*) from units_unit where kind = 'self_governing_group') as groups,
        (select count(*) from units_office) as offices,
        (select count(*) from units_holder) as holders,
        (select count(*) from units_mark where mark in ('weak', 'inactive')) as weak,
        (select count(*) from units_remedy where closed_on is null) as open,
        (select count(*) from units_focus) as focus,
        (select count(*) from event where verb = 'units.demo_loaded') as events,
        (select count(distinct space_id) from units_unit) as spaces,
        (select count(*) from account where username = 'chihoi') as branch_heads
"""
GAPS = """
    select count(*) filter (where head.id is null) as headless, count(*) as units,
        count(*) filter (where u.congress_due_on < current_date) as overdue,
        count(*) filter (where u.congress_due_on between current_date and current_date + 90) as due,
        count(*) filter (where head.party_member) as in_party,
        count(*) filter (where head.term_ends_on < current_date) as term_ended,
        count(*) filter (where head.elected_on is not null and head.recognized_on is null)
            as awaiting
    from units_unit u left join units_office head on head.space_id = u.space_id
        and head.unit_id = u.id and head.rank = 'head' and head.ended_on is null
    where u.ended_on is null and u.kind <> 'self_governing_group'
"""
NARROWED = """
    select s.slug, u.name, h.person_name from account a
    join space_membership m on m.account_id = a.id join space s on s.id = m.in_space_id
    join units_unit u on u.space_id = m.in_space_id and u.id = any (m.unit_ids)
    join units_office o on o.space_id = u.space_id and o.unit_id = u.id and o.rank = 'head'
        and o.ended_on is null
    join units_holder h on h.space_id = o.space_id and h.office_id = o.id
    where a.username = 'chihoi' and m.role = 'branch_head'
"""


def load(app: Flask) -> str:
    done = app.test_cli_runner().invoke(args=["demo", "load", "--module", "units"])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_demo_fills_units_once_and_by_the_rules(
    app: Flask, owner: sa.Connection, as_: Callable[[str], Browser]
) -> None:
    load(app)
    first = owner.exec_driver_sql(COUNTS).one()
    assert 40 <= first.hamlets <= 46
    assert 290 <= first.units <= 330
    assert 430 <= first.groups <= 470
    assert first.offices == first.holders > 1500
    assert first.events == first.spaces == 63
    assert first.branch_heads == 1
    assert first.open < first.weak < 45
    assert first.focus == 54

    everything = owner.exec_driver_sql(EVERYTHING).all()
    assert "0 new units" in load(app)
    assert owner.exec_driver_sql(COUNTS).one() == first
    assert owner.exec_driver_sql(EVERYTHING).all() == everything

    wrong = [
        row.name
        for row in everything
        if (row.basis not in kind_named(row.kind).bases)
        or (row.stands not in kind_named(row.kind).places)
        or (row.office and kind_named(row.kind).office(row.office) is None)
    ]
    assert wrong == []

    gaps = owner.exec_driver_sql(GAPS).one()
    assert 8 <= gaps.headless <= 40
    assert 0.5 <= gaps.in_party / gaps.units <= 0.7
    assert min(gaps.overdue, gaps.due, gaps.term_ended, gaps.awaiting) >= 8
    assert max(gaps.overdue, gaps.due, gaps.term_ended, gaps.awaiting) < gaps.units / 4

    heads = {(row.slug, row.name): row.person_name for row in owner.exec_driver_sql(NARROWED)}
    assert heads == {(desk.space, name): desk.person for desk, name in OWN.items()}


def test_the_same_rows_come_out_of_an_empty_database(app: Flask, owner: sa.Connection) -> None:
    load(app)
    everything = owner.exec_driver_sql(EVERYTHING).all()
    owner.exec_driver_sql("truncate units_unit cascade")
    owner.exec_driver_sql("truncate units_survey, units_focus cascade")
    owner.exec_driver_sql("delete from space_membership where role = 'branch_head'")
    owner.exec_driver_sql("delete from account where username = 'chihoi'")
    load(app)
    assert owner.exec_driver_sql(EVERYTHING).all() == everything
