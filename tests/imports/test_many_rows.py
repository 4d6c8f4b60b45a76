"""Lists of many rows: read, written and taken back by jobs, by chunks, once, all or nothing."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from openpyxl import load_workbook

from portal.imports import actions, showing, writing
from portal.jobs.worker import Worker
from portal.sheets import write_xlsx
from portal.testing.client import Browser
from tests.imports.bulk_samples import HEADINGS, SHEET, URL, BulkBodies, offered
from tests.imports.import_samples import agree, book, send_in

As = Callable[[str], Browser]
Names = Callable[[], list[str]]
pytestmark = pytest.mark.database


class Killed(BaseException):
    """What a kill looks like from inside: nothing after it runs."""


@pytest.fixture(autouse=True)
def many(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Four rows are many here."""
    monkeypatch.setattr(actions, "AT_ONCE", 4)
    with offered(app):
        yield


@pytest.fixture
def called(owner: sa.Connection, space_ids: dict[str, int]) -> Names:
    """The bodies of the commune, without the one that the cast has."""
    query = sa.text("select name from body where space_id = :s and code <> 'BTV' order by code")
    return lambda: list(owner.scalars(query, {"s": space_ids["xa-sen"]}))


@pytest.fixture
def jobs(owner: sa.Connection) -> Callable[[], list[str]]:
    """The state of each job, in order."""
    return lambda: list(owner.scalars(sa.text("select state from job order by id")))


def rows(count: int) -> list[tuple[Any, ...]]:
    return [(f"B{n:02}", f"Ban {n}", "05/01/2021") for n in range(count)]


def sent(lan: Browser, given: list[tuple[Any, ...]]) -> str:
    return send_in(lan, book(given, HEADINGS), url=URL).location


def test_the_whole_way_by_jobs(
    app: Flask,
    as_: As,
    called: Names,
    jobs: Callable[[], list[str]],
    verbs: Callable[[], list[str]],
) -> None:
    lan, worker = as_("lan"), Worker(app)
    address = sent(lan, rows(8))
    page = lan.get(address)
    assert 'id="progress"' in page.text and 'name="seen"' not in page.text
    assert 'http-equiv="refresh"' in page.text, "who has no scripts sees the end too"
    worker.drain()
    assert "Ban 7" in lan.get(address).text and called() == []
    assert agree(lan, address).status_code == 303
    assert 'id="progress"' in lan.get(address).text and called() == []
    worker.drain()
    assert called() == [f"Ban {n}" for n in range(8)]
    assert BulkBodies.steps == [3, 3, 2], "by the chunks that the list asks for"
    assert verbs() == ["imports.written"]
    assert "Đã nhập: 8 dòng mới" in lan.get(address).text
    lan.send(f"{address}/undo")
    assert 'id="progress"' in lan.get(address).text
    worker.drain()
    assert called() == [] and verbs() == ["imports.written", "imports.undone"]
    assert jobs() == ["done"] * 3


def test_ids_alone_are_kept_of_what_was_added(app: Flask, as_: As, owner: sa.Connection) -> None:
    lan, worker = as_("lan"), Worker(app)
    address = sent(lan, rows(8))
    worker.drain()
    agree(lan, address)
    worker.drain()
    kept = "select count(*), sum(length(content)) from sheet_import_part"
    count, size = owner.execute(sa.text(kept)).one()
    assert count == 3 and size < 600


def test_a_double_is_found_across_chunks(app: Flask, as_: As, called: Names) -> None:
    lan = as_("lan")
    address = sent(lan, [*rows(8), ("B00", "Lần nữa", "05/01/2021")])
    Worker(app).drain()
    page = lan.get(address).text
    assert "Trùng với dòng 2" in page and 'name="seen"' not in page
    lan.send(f"{address}/agree", {"seen": "8-0-0-1"})
    Worker(app).drain()
    assert called() == []


def test_what_changed_since_is_looked_at_again(
    app: Flask, as_: As, owner: sa.Connection, called: Names, space_ids: dict[str, int]
) -> None:
    lan, worker = as_("lan"), Worker(app)
    address = sent(lan, rows(8))
    worker.drain()
    agree(lan, address)
    owner.execute(
        sa.text(
            "insert into body (space_id, name, code, rank, valid_from)"
            " values (:space, 'Đến trước', 'B05', 1, '2020-08-01')"
        ),
        {"space": space_ids["xa-sen"]},
    )
    worker.drain()
    assert called() == ["Đến trước"]
    page = lan.get(address).text
    assert "Đã có mã này" in page and 'name="seen"' not in page
    owner.execute(sa.text("delete from body where name = 'Đến trước'"))
    lan.send(f"{address}/read")
    worker.drain()
    agree(lan, address)
    worker.drain()
    assert len(called()) == 8


def test_rows_that_change_come_back_as_they_were(
    app: Flask, as_: As, owner: sa.Connection, called: Names
) -> None:
    lan, worker = as_("lan"), Worker(app)
    address = sent(lan, rows(8))
    worker.drain()
    agree(lan, address)
    worker.drain()
    stored = "select id, code, name, valid_from from body where code <> 'BTV' order by code"
    found = [row._asdict() for row in owner.execute(sa.text(stored))]
    for row in found[:6]:
        row["name"] = f"Đổi {row['code']}"
    again = send_in(lan, write_xlsx(SHEET, found), url=URL).location
    worker.drain()
    assert 'value="0-6-2-0"' in lan.get(again).text
    agree(lan, again)
    worker.drain()
    assert called()[:2] == ["Đổi B00", "Đổi B01"] and called()[7] == "Ban 7"
    assert sum(BulkBodies.steps[3:]) == 6, "rows that say what is there are not written"
    lan.send(f"{again}/undo")
    worker.drain()
    assert called() == [f"Ban {n}" for n in range(8)]


def test_an_undo_that_fails_in_its_last_step_takes_nothing_back(
    app: Flask, as_: As, owner: sa.Connection, called: Names, jobs: Callable[[], list[str]]
) -> None:
    lan, worker = as_("lan"), Worker(app)
    address = sent(lan, rows(8))
    worker.drain()
    agree(lan, address)
    worker.drain()
    owner.execute(sa.text("update body set version = 2 where code = 'B00'"))
    lan.send(f"{address}/undo")
    worker.drain()
    assert len(called()) == 8 and jobs()[-1] == "failed"
    assert lan.get(address).status_code == 200


@pytest.mark.parametrize("step", ["read", "write"])
def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_work_goes_on(
    app: Flask,
    as_: As,
    owner: sa.Connection,
    called: Names,
    jobs: Callable[[], list[str]],
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    lan, worker = as_("lan"), Worker(app)
    address = sent(lan, rows(8))
    if step == "write":
        worker.drain()
        agree(lan, address)
    name = "check" if step == "read" else "apply"
    whole, calls = getattr(BulkBodies, name), 0

    def cut_short(self: BulkBodies, given: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise Killed
        return whole(self, given)

    with monkeypatch.context() as patched:
        patched.setattr(BulkBodies, name, cut_short)
        with pytest.raises(Killed):
            worker.drain()
    assert called() == [] and jobs()[-1] == "running"
    owner.execute(sa.text("update job set heartbeat_at = now() - interval '1 hour'"))
    Worker(app).drain()
    assert jobs()[-1] == "done"
    if step == "read":
        agree(lan, address)
        Worker(app).drain()
    assert len(called()) == 8


def test_nothing_is_agreed_to_or_dropped_while_it_is_being_written(
    app: Flask, as_: As, owner: sa.Connection, called: Names
) -> None:
    lan = as_("lan")
    address = sent(lan, rows(8))
    lan.send(f"{address}/agree", {"seen": "8-0-0-0"})
    assert owner.scalar(sa.text("select count(*) from job")) == 1
    owner.execute(sa.text("update job set state = 'running'"))
    lan.send(f"{address}/drop")
    owner.execute(sa.text("update job set state = 'waiting'"))
    assert owner.scalar(sa.text("select state from sheet_import")) == "matching"
    lan.send(f"{address}/drop")
    Worker(app).drain()
    assert owner.scalar(sa.text("select state from sheet_import")) == "dropped"
    assert owner.scalar(sa.text("select count(*) from sheet_import_part")) == 0
    assert called() == []


def test_a_file_that_the_work_cannot_read_says_so(app: Flask, as_: As) -> None:
    lan = as_("lan")
    address = sent(lan, [(f"B{n}", "", "") for n in range(9)])
    Worker(app).drain()
    assert "Nhập “Tên”" in lan.get(address).text
    other = write_xlsx(replace(SHEET, name="other"), [{"code": f"{n}"} for n in range(9)])
    address = send_in(lan, other, url=URL).location
    Worker(app).drain()
    page = lan.get(address).text
    assert "danh sách khác" in page and "Đọc lại tệp" in page


def test_columns_of_a_long_file_are_matched_before_its_rows_are_kept(
    app: Flask, as_: As, called: Names
) -> None:
    lan, worker = as_("lan"), Worker(app)
    address = send_in(lan, book(rows(8), ("Số", "Tên gọi", "Lập ngày")), url=URL).location
    worker.drain()
    asked = lan.get(address)
    assert asked.location == f"{address}/match"
    names = {"column-0": "code", "column-1": "name", "column-2": "valid_from"}
    lan.send(asked.location, names)
    assert 'id="progress"' in lan.get(address).text
    worker.drain()
    agree(lan, address)
    worker.drain()
    assert len(called()) == 8


def test_faulty_rows_are_paged_and_go_into_one_file(
    app: Flask, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "MOST_FAULTY", 600)
    lan = as_("lan")
    address = sent(lan, [(f"B{n}", f"Ban {n}", "32/13/2021") for n in range(1_203)])
    Worker(app).drain()
    page = lan.get(f"{address}?page=21").text
    assert "Ban 500" in page and "Ban 499" not in page and "501–525" in page
    file = load_workbook(io.BytesIO(lan.get(f"{address}/faulty.xlsx").data))
    assert 600 <= file.active.max_row <= 1_010  # type: ignore[union-attr]


def test_a_neighbours_work_is_as_unknown(app: Flask, as_: As) -> None:
    number = sent(as_("lan"), rows(8)).rpartition("/")[2]
    Worker(app).drain()
    for path in (f"/s/xa-lua/imports/{number}", f"/s/xa-sen/imports/{number}"):
        assert as_("minh").get(path).status_code == 404
        assert as_("minh").send(f"{path}/read").status_code == 404


def test_progress_is_told_on_both_ways_through_the_rows() -> None:
    told: list[tuple[int, int]] = []
    for which in (0, 1):
        writing.half(lambda done, total: told.append((done, total)), 10, which)(10)
    assert told == [(5, 10), (10, 10)]
