"""Counting people over spaces: by traces alone, with questions to each space about its own rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from plugins.members.models import MembersPerson
from portal.jobs.worker import Worker
from portal.testing.client import Browser

from .linked_ground import as_owner, put, put_many

pytestmark = pytest.mark.database
As = Callable[[str], Browser]
PAGE = "/s/huyen/members/people"
BARE = {"birth_year": 1984}


@pytest.fixture
def worker(app: Flask) -> Worker:
    return Worker(app)


@pytest.fixture
def spaces(space_ids: dict[str, int]) -> tuple[int, int]:
    return space_ids["phu-nu-xa-sen"], space_ids["xa-sen"]


def counted(as_: As, worker: Worker, page: str = PAGE, who: str = "hoa") -> str:
    """Count people anew and open the page."""
    assert as_(who).send(page).status_code == 303
    worker.drain()
    answer = as_(who).get(page)
    assert answer.status_code == 200
    return answer.text


def rows(owner: sa.Connection, asked: str, **values: Any) -> list[Any]:
    return [tuple(row) for row in owner.execute(sa.text(asked), values)]


def test_people_are_fewer_than_enrolments(
    as_: As, worker: Worker, owner: sa.Connection, spaces: tuple[int, int]
) -> None:
    both = put_many(owner, spaces)
    assert "Chưa thống kê số người" in as_("hoa").get(PAGE).text
    page = counted(as_, worker)
    [(people, enrolments, untraced)] = rows(
        owner, "select people, enrolments, untraced from members_run"
    )
    assert (people, enrolments, untraced) == (60, 60 + both, 0)
    assert f">{enrolments}<" in page and ">60<" in page and f">{both}<" in page
    groups = rows(owner, "select person, count(*) from members_cluster group by person")
    assert len(groups) == both and {count for _person, count in groups} == {2}
    [(state, error)] = rows(owner, "select state, error from job")
    assert (state, error) == ("done", None)


def test_coverage_is_held_against_the_newest_count_of_those_eligible(
    as_: As, worker: Worker, owner: sa.Connection, spaces: tuple[int, int]
) -> None:
    put_many(owner, spaces)
    typed = """insert into members_number (space_id, key, as_of, value, source)
        values (:space, 'eligible_female', :on, :value, 'rà soát')"""
    for on, value in ((dt.date(2024, 12, 31), 240), (dt.date(2023, 12, 31), 999)):
        owner.execute(sa.text(typed), {"space": spaces[0], "on": on, "value": value})
    page = counted(as_, worker)
    assert "240" in page and "25,0%" in page and "số liệu từ 31/12/2024" in page
    assert "1 trên 2 đơn vị" in page and "999" not in page


def test_whoever_counts_reads_no_name_and_writes_none(
    as_: As, worker: Worker, owner: sa.Connection, spaces: tuple[int, int]
) -> None:
    with as_owner(owner) as session:
        put(session, spaces[0], "Lê Thị Hiếm Có", birth_date=dt.date(1984, 5, 17))
        put(session, spaces[1], "Lê Thị Hiếm Có", birth_date=dt.date(1984, 5, 17))
    owner.execute(sa.text("update members_person set name = 'Đã đổi tên', folded = 'x'"))
    counted(as_, worker)
    assert rows(owner, "select people, enrolments from members_run") == [(1, 2)]
    for table in ("members_run", "members_cluster", "members_question", "members_trace"):
        assert "Hiếm" not in str(rows(owner, f"select t::text from {table} t"))


def test_small_numbers_are_kept_nowhere(
    as_: As, worker: Worker, owner: sa.Connection, spaces: tuple[int, int]
) -> None:
    with as_owner(owner) as session:
        for number in range(3):
            put(session, spaces[0], f"Người {number}", birth_date=dt.date(1980, 1, 1 + number))
    page = counted(as_, worker)
    [(cells,)] = rows(owner, "select cells from members_run")
    assert not [cell for cell in cells if cell[3] and cell[3] < 5]
    assert "…" in page


def test_each_space_is_asked_about_its_own_row_until_it_completes_it(
    as_: As, worker: Worker, owner: sa.Connection, spaces: tuple[int, int]
) -> None:
    with as_owner(owner) as session:
        women = put(session, spaces[0], "Nguyễn Thị Lan", card="WOMEN-1", **BARE)
        party = put(session, spaces[1], "Nguyễn Thị Lan", card="PARTY-1", **BARE)
    counted(as_, worker)
    asked = "select to_space_id, ref_id, missing from members_question order by to_space_id"
    lacking = ["birth_date", "citizen_id"]
    assert rows(owner, asked) == sorted([(spaces[0], women, lacking), (spaces[1], party, lacking)])
    inbox = as_("thu").get("/s/phu-nu-xa-sen/inbox").text
    assert f"/s/phu-nu-xa-sen/members/{women}" in inbox and "Nguyễn Thị Lan" in inbox
    assert "/s/xa-sen/" not in inbox
    assert "Bổ sung ngày sinh" not in as_("minh").get("/s/xa-lua/inbox").text
    with as_owner(owner) as session:
        person = session.scalars(
            sa.select(MembersPerson).where(MembersPerson.space_id == spaces[0])
        ).one()
        person.birth_date = dt.date(1984, 5, 17)
    assert "Nguyễn Thị Lan" not in as_("thu").get("/s/phu-nu-xa-sen/inbox").text
    assert "Nguyễn Thị Lan" in as_("lan").get("/s/xa-sen/inbox").text


def test_a_new_count_takes_the_place_of_the_former(
    as_: As, worker: Worker, owner: sa.Connection, spaces: tuple[int, int]
) -> None:
    put_many(owner, spaces, count=12)
    counted(as_, worker)
    counted(as_, worker)
    assert rows(owner, "select count(*) from members_run") == [(2,)]
    newest = "select count(distinct run_id), min(run_id) = (select max(id) from members_run)"
    assert rows(owner, f"{newest} from members_cluster") == [(1, True)]


def test_who_left_is_counted_no_more(
    as_: As, worker: Worker, owner: sa.Connection, spaces: tuple[int, int]
) -> None:
    put_many(owner, spaces, count=12)
    owner.execute(
        sa.text(
            "update members_membership set state = 'left', left_on = '2024-01-01',"
            " left_how = 'release' where space_id = :space"
        ),
        {"space": spaces[1]},
    )
    counted(as_, worker)
    assert rows(owner, "select people, enrolments from members_run") == [(12, 12)]


def test_a_trace_follows_its_person_and_a_new_key(
    as_: As, worker: Worker, owner: sa.Connection, spaces: tuple[int, int], app: Flask
) -> None:
    with as_owner(owner) as session:
        put(session, spaces[0], "Lê Lan", birth_date=dt.date(1984, 5, 17))
    hashes = "select whole, born, citizen from members_trace"
    [before] = rows(owner, hashes)
    with as_owner(owner) as session:
        person = session.scalars(sa.select(MembersPerson)).one()
        person.name, person.phone = "Lê Lành", "0277"
    [after] = rows(owner, hashes)
    assert before[0] != after[0] and before[1:] == after[1:]
    owner.execute(sa.text("update members_trace set key = 'gone', whole = 0"))
    assert "1 lượt chưa có dấu vết" in counted(as_, worker)
    said = app.test_cli_runner().invoke(args=["members", "retrace"]).output
    assert "1 traces were made" in said and rows(owner, hashes) == [after]
    assert "chưa có dấu vết" not in counted(as_, worker)
    assert "0 traces were made" in app.test_cli_runner().invoke(args=["members", "retrace"]).output


def test_a_count_is_read_in_its_own_space_alone(
    as_: As, worker: Worker, owner: sa.Connection, spaces: tuple[int, int]
) -> None:
    put_many(owner, spaces)
    below = "/s/xa-sen/members/people"
    assert "Số người theo xã" in counted(as_, worker, below, "lan")
    seen = as_("hoa").get(below).text
    assert "Số người theo xã" not in seen and ">60<" not in seen


def test_who_may_count_and_see(as_: As, owner: sa.Connection) -> None:
    assert as_("lan").get(PAGE).status_code == 404
    assert as_("lan").send(PAGE).status_code == 404
    assert as_("tam").get("/s/xa-sen/members/people").status_code == 200
    assert as_("tam").send("/s/xa-sen/members/people").status_code == 403
    assert "Chỉ thấy một tổ chức" in as_("xuan").get("/s/phu-nu-huyen/members/people").text
    assert rows(owner, "select count(*) from job") == [(0,)]
