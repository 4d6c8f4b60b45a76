"""Members come, go and move by decided movements, and the ledger stays lawful."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import g

from plugins.members import admission_actions as admissions
from plugins.members import movement_actions as actions
from plugins.members.charters import charters, movements, reasons
from plugins.members.enrolling import Enrolment
from plugins.members.lines import lines
from plugins.members.models import MembersMovement
from plugins.members.movement_facts import Typed
from portal.database import db
from portal.errors import Invalid, NotFound, Stale
from portal.locale import today

from .moving_ground import (
    NEIGHBOUR,
    START,
    WOMEN,
    YOUTH,
    Enrols,
    Founds,
    Stand,
    count,
    kept,
    ledger,
    undo,
)

DAY = dt.date(2024, 6, 1)
PAPER = "QĐ 12-QĐ/HPN, 01/6/2024"


def typed(kind: str, on: dt.date = DAY, **more: Any) -> Typed:
    return Typed(kind, on, document=PAPER, **more)


@pytest.fixture
def units(founds: Founds) -> tuple[int, int]:
    return founds(WOMEN, "Chi hội ấp An Tài"), founds(WOMEN, "Chi hội ấp Chiến Thắng")


@pytest.fixture
def mai(enrols: Enrols, units: tuple[int, int]) -> int:
    return enrols(WOMEN, units[0], "Lê Thị Mai", party=True)


def test_a_transfer_is_two_lines_of_one_day(
    stand: Stand, owner: sa.Connection, units: tuple[int, int], mai: int
) -> None:
    one, two = units
    with stand("thu", WOMEN):
        event = actions.record_movement(mai, typed("transfer", to_unit_id=two, reason="residence"))
    assert ledger(owner, mai)[1:] == [
        ("2024-06-01", one, -1, "transfer"),
        ("2024-06-01", two, 1, "transfer"),
    ]
    assert (count(owner, one, "2024-05-31"), count(owner, two, "2024-05-31")) == (1, 0)
    assert (count(owner, one, "2024-06-01"), count(owner, two, "2024-06-01")) == (0, 1)
    where = "select unit_id from {} where membership_id = :id"
    for table in ("members_person", "members_party_mark"):
        assert owner.scalar(sa.text(where.format(table)), {"id": mai}) == two
    with stand("thu", WOMEN):
        undo(event)
    assert ledger(owner, mai) == [("2024-01-01", one, 1, "opening")]
    assert kept(owner, mai)["unit_id"] == one
    assert owner.scalar(sa.select(sa.func.count()).select_from(MembersMovement)) == 0


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("leave", {"reason": "marriage"}),
        ("release", {"reason": "requested"}),
        ("strike_off", {"reason": "no_dues"}),
        ("decease", {}),
        ("expel", {"considered_on": DAY}),
    ],
)
def test_who_goes_keeps_the_row_and_can_be_taken_back(
    stand: Stand,
    owner: sa.Connection,
    units: tuple[int, int],
    mai: int,
    kind: str,
    more: dict[str, Any],
) -> None:
    with stand("thu", WOMEN):
        event = actions.record_movement(mai, typed(kind, **more))
    row = kept(owner, mai)
    assert (row["state"], row["left_on"], row["left_how"]) == ("left", DAY, kind)
    assert count(owner, units[0], "2024-06-01") == 0
    with stand("thu", WOMEN):
        undo(event)
    row = kept(owner, mai)
    assert (row["state"], row["left_on"], row["left_how"]) == ("active", None, None)
    assert count(owner, units[0], "2024-06-01") == 1


def test_who_left_may_return_into_another_unit_but_not_from_death(
    stand: Stand, owner: sa.Connection, units: tuple[int, int], mai: int, enrols: Enrols
) -> None:
    gone = enrols(WOMEN, units[0], "Trần Thị Út")
    with stand("thu", WOMEN):
        actions.record_movement(mai, typed("release", reason="requested"))
        actions.record_movement(gone, typed("decease"))
        with pytest.raises(Invalid, match="không còn là hội viên"):
            actions.record_movement(mai, typed("leave"))
    later = DAY + dt.timedelta(days=60)
    with stand("thu", WOMEN):
        with pytest.raises(Invalid) as refused:
            actions.record_movement(gone, typed("return", later, to_unit_id=units[1]))
        assert refused.value.field == "kind"
        with pytest.raises(Invalid) as refused:
            actions.record_movement(mai, typed("return", later))
        assert refused.value.field == "to_unit_id"
        actions.record_movement(mai, typed("return", later, to_unit_id=units[1]))
    assert [line[1:] for line in ledger(owner, mai)[1:]] == [
        (units[0], -1, "release"),
        (units[1], 1, "return"),
    ]


def test_nothing_is_booked_before_what_is_booked_already_nor_for_a_day_to_come(
    stand: Stand, units: tuple[int, int], mai: int
) -> None:
    with stand("thu", WOMEN):
        with pytest.raises(Invalid, match="01/01/2024") as refused:
            early = START - dt.timedelta(days=1)
            actions.record_movement(mai, typed("release", early, reason="requested"))
        assert refused.value.field == "on"
        with pytest.raises(Invalid) as refused:
            tomorrow = today() + dt.timedelta(days=1)
            actions.record_movement(mai, typed("release", tomorrow, reason="requested"))
        assert refused.value.field == "on"
        actions.record_movement(mai, typed("defer", reason="study", until=dt.date(2024, 9, 1)))
        with pytest.raises(Invalid, match="01/06/2024"):
            earlier = DAY - dt.timedelta(days=1)
            actions.record_movement(mai, typed("release", earlier, reason="requested"))


def test_only_the_last_movement_is_undone(
    stand: Stand, owner: sa.Connection, units: tuple[int, int], mai: int
) -> None:
    with stand("thu", WOMEN):
        first = actions.record_movement(mai, typed("transfer", to_unit_id=units[1]))
    with stand("thu", WOMEN):
        second = actions.record_movement(mai, typed("transfer", to_unit_id=units[0]))
    with stand("thu", WOMEN), pytest.raises(Stale):
        undo(first)
    with stand("thu", WOMEN):
        undo(second)
    with stand("thu", WOMEN):
        undo(first)
    assert ledger(owner, mai) == [("2024-01-01", units[0], 1, "opening")]


def test_who_is_excused_stays_on_the_list_and_resumes(
    stand: Stand, owner: sa.Connection, units: tuple[int, int], mai: int
) -> None:
    until = dt.date(2024, 12, 1)
    with stand("thu", WOMEN):
        with pytest.raises(Invalid) as refused:
            actions.record_movement(mai, typed("defer", reason="study"))
        assert refused.value.field == "until"
        actions.record_movement(mai, typed("defer", reason="study", until=until))
        with pytest.raises(Invalid):
            actions.record_movement(mai, typed("defer", reason="study", until=until))
    row = kept(owner, mai)
    assert (row["state"], row["state_until"]) == ("deferred", until)
    assert count(owner, units[0], "2024-12-31") == 1
    with stand("thu", WOMEN):
        actions.record_movement(mai, typed("resume", until))
    assert kept(owner, mai)["state"] == "active"
    assert len(ledger(owner, mai)) == 1


def test_a_change_of_kind_counts_one_less_and_one_more(
    stand: Stand, owner: sa.Connection, units: tuple[int, int], mai: int
) -> None:
    with stand("thu", WOMEN):
        for wrong in (None, "full", "veteran"):
            with pytest.raises(Invalid) as refused:
                actions.record_movement(mai, typed("change_kind", to_kind=wrong))
            assert refused.value.field == "to_kind"
        actions.record_movement(mai, typed("change_kind", to_kind="honorary"))
    lines = owner.execute(sa.text("select kind, change from members_entry order by id")).all()
    assert [tuple(line) for line in lines] == [("full", 1), ("full", -1), ("honorary", 1)]


def test_an_admission_is_recorded_and_undone_with_all_that_it_made(
    stand: Stand, owner: sa.Connection, units: tuple[int, int]
) -> None:
    born = dt.date(1999, 5, 5)
    new = Enrolment(name="Võ Thị Sen", sex="female", kind="full", birth_date=born)
    with stand("thu", WOMEN):
        event = admissions.admit(units[0], new, typed("admit"))
    member = owner.scalar(sa.text("select id from members_membership"))
    assert ledger(owner, member) == [("2024-06-01", units[0], 1, "admit")]
    assert kept(owner, member)["joined_on"] == DAY
    with stand("thu", WOMEN):
        undo(event)
    for table in ("membership", "person", "entry", "movement", "candidate"):
        assert owner.scalar(sa.text(f"select count(*) from members_{table}")) == 0


def test_who_is_proposed_is_no_member_until_it_is_decided(
    stand: Stand, owner: sa.Connection, units: tuple[int, int]
) -> None:
    new = Enrolment(
        name="Võ Thị Sen", sex="female", kind="full", birth_year=1999, citizen_id="087199000001"
    )
    with stand("thu", WOMEN):
        admissions.propose_admission(units[0], new, typed("admit"))
    movement = owner.scalar(sa.text("select id from members_movement"))
    assert owner.scalar(sa.text("select count(*) from members_membership")) == 0
    lies = owner.scalar(sa.text("select facts from members_candidate"))
    assert "087199000001" not in lies and "1999" not in lies
    with stand("thu", WOMEN, "members.decide"):
        event = admissions.decide_admission(movement, 1, typed("admit"))
    assert owner.scalar(sa.text("select count(*) from members_candidate")) == 0
    member = owner.scalar(sa.text("select id from members_membership"))
    with stand("thu", WOMEN):
        undo(event)
    assert owner.scalar(sa.text("select count(*) from members_membership")) == 0
    assert owner.scalar(sa.text("select name from members_candidate")) == "Võ Thị Sen"
    with stand("thu", WOMEN, "members.decide"):
        admissions.decide_admission(movement, 3, typed("admit"))
    again = owner.scalar(sa.text("select id from members_membership"))
    assert again != member and count(owner, units[0], "2024-06-01") == 1


def test_a_proposal_goes_through_its_steps_and_back(
    stand: Stand, owner: sa.Connection, units: tuple[int, int], mai: int
) -> None:
    proposal = replace(typed("release", reason="requested"), document=None)
    with stand("thu", WOMEN):
        actions.propose(mai, proposal)
        with pytest.raises(Stale):
            actions.propose(mai, proposal)
    with stand("thu", WOMEN):
        with pytest.raises(Stale):
            actions.record_movement(mai, typed("leave"))
        movement = db.session.scalars(sa.select(MembersMovement)).one()
        actions.consider(movement.id, DAY, "Chi hội ấp An Tài", movement.version)
        with pytest.raises(Stale):
            actions.refuse(movement.id, 1, DAY)
        refused = actions.refuse(movement.id, movement.version, DAY)
    assert kept(owner, mai)["state"] == "active"
    with stand("thu", WOMEN):
        undo(refused)
    with stand("thu", WOMEN, "members.decide"):
        version = owner.scalar(sa.text("select version from members_movement"))
        done = actions.decide(movement.id, version, proposal)
    assert kept(owner, mai)["state"] == "left"
    with stand("thu", WOMEN):
        undo(done)
    state = owner.scalar(sa.text("select state from members_movement"))
    assert (state, kept(owner, mai)["state"]) == ("proposed", "active")


def test_a_clerk_records_only_what_a_document_decided(
    stand: Stand, owner: sa.Connection, units: tuple[int, int], mai: int, space_ids: dict[str, int]
) -> None:
    owner.execute(sa.text("update space_membership set role = 'clerk' where role = 'officer'"))
    with stand("thu", WOMEN):
        assert g.access.here.id == space_ids[WOMEN]
        with pytest.raises(Invalid) as refused:
            bare = replace(typed("release", reason="requested"), document=None)
            actions.record_movement(mai, bare)
        assert refused.value.field == "document"
        actions.record_movement(mai, typed("release", reason="requested"))


def test_a_neighbours_member_is_none(
    stand: Stand, founds: Founds, enrols: Enrols, units: tuple[int, int]
) -> None:
    other = enrols(NEIGHBOUR, founds(NEIGHBOUR, "Chi hội khác"), "Cao Thị Lan")
    with stand("thu", WOMEN):
        for number in (other, 999999):
            with pytest.raises(NotFound):
                actions.record_movement(number, typed("release", reason="requested"))


def test_members_go_to_standing_units_only(
    stand: Stand, founds: Founds, units: tuple[int, int], mai: int
) -> None:
    ended = {"ended_on": dt.date(2024, 5, 1), "ended_how": "dissolved"}
    gone = founds(WOMEN, "Chi hội cũ", **ended)
    young = founds(WOMEN, "Chi hội mới", founded_on=dt.date(2024, 7, 1))
    with stand("thu", WOMEN):
        for unit in (gone, young, None):
            with pytest.raises(Invalid) as refused:
                actions.record_movement(mai, typed("transfer", to_unit_id=unit))
            assert refused.value.field == "to_unit_id"
        actions.record_movement(mai, typed("transfer", dt.date(2024, 7, 1), to_unit_id=young))


def test_women_and_men_by_the_charter(stand: Stand, units: tuple[int, int]) -> None:
    with stand("thu", WOMEN):
        for who, field in (
            (Enrolment(name="Lê Văn Ba", sex="male", kind="full", birth_year=1990), "kind"),
            (Enrolment(name="Lê Thị Tư", sex="female", kind="full", birth_year=2010), "on"),
        ):
            with pytest.raises(Invalid) as refused:
                admissions.admit(units[0], who, typed("admit"))
            assert refused.value.field == field
        man = Enrolment(name="Lê Văn Ba", sex="male", kind="honorary", birth_year=1990)
        admissions.admit(units[0], man, typed("admit"))


def test_the_youth_union_asks_for_age_and_size(
    stand: Stand, founds: Founds, enrols: Enrols, owner: sa.Connection
) -> None:
    branch = founds(YOUTH, "Chi đoàn ấp An Tài")
    old, young, third = (
        enrols(YOUTH, branch, name, birth_date=born)
        for name, born in (
            ("Lê Văn Một", dt.date(1993, 5, 31)),
            ("Lê Văn Hai", dt.date(1993, 6, 2)),
            ("Lê Văn Ba", dt.date(2000, 1, 1)),
        )
    )
    for name in ("Bốn", "Năm"):
        enrols(YOUTH, branch, f"Lê Văn {name}", birth_year=2001)
    with stand("thu", YOUTH):
        with pytest.raises(Invalid, match="30 tuổi"):
            actions.record_movement(young, typed("age_out"))
        actions.record_movement(old, typed("age_out"))
        actions.record_movement(third, typed("leave"))
        with pytest.raises(Invalid, match="còn 2 đoàn viên") as warned:
            actions.record_movement(young, typed("leave"))
        assert warned.value.field == "override"
        with pytest.raises(Invalid) as warned:
            actions.record_movement(young, typed("leave", override="other"))
        assert warned.value.field == "note"
        actions.record_movement(young, typed("leave", override="reorganizing"))
    rules = owner.execute(
        sa.text("select overridden, override_reason from members_movement order by id desc limit 1")
    ).one()
    assert tuple(rules) == (["youth_branch_size"], "reorganizing")


def test_whoever_was_absent_is_visited_and_informed(
    stand: Stand, units: tuple[int, int], mai: int
) -> None:
    absent = typed("release", reason="absent")
    visited, informed = dt.date(2024, 4, 1), dt.date(2024, 5, 1)
    with stand("thu", WOMEN):
        for days in (
            {},
            {"visited_on": visited},
            {"visited_on": informed, "informed_on": visited},
        ):
            with pytest.raises(Invalid) as refused:
                actions.record_movement(mai, replace(absent, **days))
            assert refused.value.field == "visited_on"
        both = replace(absent, visited_on=visited, informed_on=informed)
        actions.record_movement(mai, both)


def test_an_excuse_of_the_youth_union_ends_within_a_year(
    stand: Stand, founds: Founds, enrols: Enrols
) -> None:
    member = enrols(YOUTH, founds(YOUTH, "Chi đoàn 1"), "Lê Văn Ba", birth_year=2004)
    day = dt.date(2026, 2, 1)
    with stand("thu", YOUTH):
        with pytest.raises(Invalid, match="01/02/2027") as refused:
            long = typed("defer", day, reason="study", until=dt.date(2027, 2, 2))
            actions.record_movement(member, long)
        assert refused.value.field == "until"
        year = typed("defer", day, reason="study", until=dt.date(2027, 2, 1))
        actions.record_movement(member, year)


def test_whoever_stands_in_two_units_by_mistake_is_not_moved_on(
    stand: Stand, owner: sa.Connection, units: tuple[int, int], mai: int
) -> None:
    twice = (
        'insert into members_entry (space_id, unit_id, membership_id, "on", change, how, sex, kind)'
        " select space_id, :unit, id, :on, 1, 'opening', sex, kind from members_membership"
    )
    owner.execute(sa.text(twice), {"unit": units[1], "on": START})
    with stand("thu", WOMEN), pytest.raises(Stale, match="hai chi, tổ"):
        actions.record_movement(mai, typed("defer", until=dt.date(2024, 9, 1)))


def test_the_charters_name_a_source_for_every_rule_and_words_for_every_kind() -> None:
    for line, charter in charters().items():
        assert line in lines()
        for rule in charter.rules:
            assert rule.source and rule.label_vi and rule.label_en
            assert set(rule.on) <= set(charter.movements), rule.name
            assert set(rule.kinds) <= {kind.name for kind in lines()[line].kinds}, rule.name
            assert set(rule.reasons) <= set(reasons())
        for kind in charter.movements.values():
            assert kind.decides is not None and kind.label_vi
    assert {way for reason in reasons().values() for way in reason.of} <= set(movements())
