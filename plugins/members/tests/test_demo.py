"""The demo's members: as many as the plan speaks of, the same at each load, books that balance."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from plugins.members.charters import charter_of, reasons
from portal.testing.server import TestServer

from .demo_ground import load, loaded

EVERYTHING = """
    select s.slug, u.name, p.name, p.birth_date, p.phone, p.address, m.kind, m.sex, m.birth_year,
        m.joined_on, m.card, m.occupation, m.traits, m.state, m.left_on, m.left_how, m.away_since,
        p.citizen_id is null,
        array(select (e.on, e.change, e.how, of.name)::text from members_entry e
            join units_unit of on of.space_id = e.space_id and of.id = e.unit_id
            where e.space_id = m.space_id and e.membership_id = m.id order by e.id),
        array(select (v.kind, v.state, v.on, v.proposed_on, v.decided_on, v.document)::text
            from members_movement v
            where v.space_id = m.space_id and v.membership_id = m.id order by v.id)
    from members_membership m join space s on s.id = m.space_id
    join units_unit u on u.space_id = m.space_id and u.id = m.unit_id
    join members_person p on p.space_id = m.space_id and p.membership_id = m.id
    order by s.slug, m.id
"""
COMMUNES = """
    select s.line, s.slug, count(*) filter (where m.state <> 'left') as listed,
        count(*) filter (where m.state = 'left') as gone,
        count(*) filter (where m.away_since is not null) as away
    from members_membership m join space s on s.id = m.space_id group by s.id
"""
OFF_BALANCE = """
    with days as (
        select space_id, membership_id, unit_id, "on", sum(change) as change
        from members_entry group by 1, 2, 3, 4
    ), of_unit as (
        select *, sum(change) over (
            partition by space_id, membership_id, unit_id order by "on") as here
        from days
    ), in_all as (
        select space_id, membership_id, "on", sum(sum(change)) over (
            partition by space_id, membership_id order by "on") as all_units
        from days group by 1, 2, 3
    )
    select 'in a unit', space_id, membership_id from of_unit where here not in (0, 1)
    union all
    select 'in all units', space_id, membership_id from in_all where all_units not in (0, 1)
    union all
    select 'today', m.space_id, m.id from members_membership m where (m.state <> 'left')::int
        is distinct from (select sum(change) from members_entry e
            where e.space_id = m.space_id and e.membership_id = m.id and e.unit_id = m.unit_id)
    union all
    select 'without a movement', e.space_id, e.membership_id from members_entry e
        left join members_movement v on v.space_id = e.space_id and v.id = e.movement_id
        where (e.how <> 'opening' and (v.state, v.kind, v.on) is distinct from
            ('decided', e.how, e.on)) or (e.how = 'opening' and v.id is not null)
"""
HEADS = """
    select h.person_name, exists (select from members_person p join members_membership m
            on m.space_id = p.space_id and m.id = p.membership_id
            where m.space_id = o.space_id and m.unit_id = o.unit_id and m.state = 'active'
            and m.away_since is null and p.name = h.person_name) as enrolled,
        o.rank = 'head' as head, u.name
    from units_office o join units_holder h on h.space_id = o.space_id and h.office_id = o.id
    join units_unit u on u.space_id = o.space_id and u.id = o.unit_id
    where o.ended_on is null and o.space_id in (select space_id from members_membership)
        and u.kind not in ('club', 'cooperative_group', 'community_house_club')
"""

COUNTS = """
    select n.space_id, n.key, n.as_of, n.value,
        (select count(*) from members_membership m where m.space_id = n.space_id
            and m.state <> 'left' and m.sex = 'female') as female,
        (select count(*) from members_membership m where m.space_id = n.space_id
            and m.state <> 'left' and (m.traits ->> 'core')::boolean) as core
    from members_number n
"""


@pytest.fixture(scope="module")
def owner(portal: Flask, server: TestServer, template: str) -> Iterator[sa.Connection]:
    """A connection to a database with the whole demo in it, for all tests of this file."""
    with loaded(portal, server, template) as connection:
        yield connection


def test_each_commune_has_as_many_members_as_communes_have(owner: sa.Connection) -> None:
    found = owner.exec_driver_sql(COMMUNES).all()
    assert 24_500 <= sum(row.listed + row.gone for row in found) <= 27_000
    people = owner.scalar(sa.text("select count(distinct citizen_hash) from members_person"))
    without = owner.scalar(sa.text("select avg((citizen_hash is null)::int) from members_person"))
    assert 12_000 < (people or 0) < 18_000 and 0.27 < float(without or 0) < 0.33
    assert len(found) == 9 * 5 - 3, "who has nobody to keep the list has none"
    sizes = {"women": (780, 1700), "farmers": (750, 1700), "youth": (120, 520)}
    sizes |= {"veterans": (120, 400), "labour": (80, 260)}
    for row in found:
        least, most = sizes[row.line]
        assert least <= row.listed <= most, row.slug
        assert 0 < row.gone < row.listed / 3
    assert sum(row.away for row in found) > 700


def test_most_of_what_no_register_gives_was_counted_and_fits_the_register(
    owner: sa.Connection,
) -> None:
    found = owner.exec_driver_sql(COUNTS).all()
    spaces = {row.space_id for row in found}
    assert len(spaces) == 9 * 5 - 3
    assert len(found) < len(spaces) * 3 * 14, "some were never counted"
    latest = {(row.space_id, row.key): row for row in sorted(found, key=lambda row: row.as_of)}
    for (space, key), row in latest.items():
        if key == "eligible_female":
            assert row.value >= row.female
        if key == "farm_households_with_members" and (space, "farm_households") in latest:
            assert row.value <= latest[space, "farm_households"].value
        if key == "core_quick":
            assert row.value <= row.core


def test_the_books_balance_on_every_day(owner: sa.Connection) -> None:
    assert owner.exec_driver_sql(OFF_BALANCE).all() == []
    whole = owner.exec_driver_sql('select count(*), min("on"), max("on") from members_entry')
    count, first, last = whole.one()
    assert count > 28_000 and (last - first).days > 3 * 365


def test_who_leads_a_unit_is_one_of_its_members(owner: sa.Connection) -> None:
    found = owner.exec_driver_sql(HEADS).all()
    (own,) = [row for row in found if row.name == "Chi hội phụ nữ ấp Đuôi Tôm" and row.head]
    assert own.person_name == "Nguyễn Thị Sen" and own.enrolled, "the account chihoi"
    enrolled = [row.enrolled for row in found]
    assert len(found) > 400 and sum(enrolled) / len(enrolled) > 0.97


def test_there_is_something_to_decide_and_to_mend(owner: sa.Connection) -> None:
    def count(sql: str) -> int:
        return int(owner.scalar(sa.text(sql)) or 0)

    assert count("select count(*) from members_movement where state = 'proposed'") > 150
    here = "(select id from space where slug = 'hoi-lhpn-tan-ho-co')"
    assert (
        count(
            f"select count(*) from members_movement where state = 'proposed' and space_id = {here}"
        )
        > 3
    )
    assert count("select count(*) from members_person where birth_date is null") > 2_000
    alike = "select count(*) from (select space_id, citizen_hash from members_person"
    assert count(f"{alike} where citizen_hash is not null group by 1, 2 having count(*) > 1) d") > 5
    assert count("select count(*) from members_offer") > 60
    assert count("select count(*) from members_candidate") == 42 * 3
    assert count("select count(*) from job where kind = 'members.linked'") >= 1
    untraced = "select count(*) from members_person p where not exists (select from members_trace"
    same = "t.space_id = p.space_id and t.membership_id = p.membership_id"
    assert count(f"{untraced} t where {same})") == 0
    listed = "select count(*) from members_party_member where removed_on is null"
    assert 1_500 < count(listed) < 3_000 and count(f"{listed} and linked") > 50
    assert count("select count(*) from members_party_name") == count(listed)
    small = """select count(*) from (select unit_id, count(*) n from members_membership m
        join units_unit u on u.space_id = m.space_id and u.id = m.unit_id
        where u.kind = 'youth_branch' and m.state <> 'left' and u.ended_on is null
        group by 1) s where n < 3"""
    assert count(small) >= 1


def test_movements_are_such_as_the_charters_know(owner: sa.Connection) -> None:
    found = owner.exec_driver_sql("""select distinct s.line, v.kind, v.reason, v.decided_by
        from members_movement v join space s on s.id = v.space_id""")
    for line, kind, reason, decided_by in found:
        known = charter_of(line).movements[kind]
        assert reason is None or kind in reasons()[reason].of
        assert decided_by in (None, known.decides and known.decides.label_vi)


def test_a_second_load_adds_nothing_and_a_new_one_the_same(
    portal: Flask, owner: sa.Connection
) -> None:
    before = owner.exec_driver_sql(EVERYTHING).all()
    assert "0 new enrolments" in load(portal)
    assert owner.scalar(sa.text("select count(*) from members_membership")) == len(before)
    owner.exec_driver_sql("truncate members_membership cascade")
    load(portal)
    assert owner.exec_driver_sql(EVERYTHING).all() == before
