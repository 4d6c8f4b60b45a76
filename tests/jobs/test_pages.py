"""Who sees a job, and how far it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g
from playwright.sync_api import Page

from portal.access import SIGNED_IN
from portal.files.store import store_of
from portal.jobs import Done, Made, Progress
from portal.jobs.actions import enqueue, enqueue_for_account
from portal.jobs.worker import Worker
from portal.testing.client import Browser
from tests.jobs.conftest import Asking, Kind, make_body

SignIn = Callable[[str], Browser]


def asked(asking: Asking, kind: Kind) -> str:
    kind(make_body)
    with asking("lan", "xa-sen") as space:
        job = enqueue("test.make_body", {"name": "Ban Dân vận"}, space_id=space)
    return f"/s/xa-sen/jobs/{job.id}"


def test_a_job_shows_to_its_account_alone(asking: Asking, kind: Kind, as_: SignIn) -> None:
    page = asked(asking, kind)
    assert as_("lan").get(page).status_code == 200
    assert "Test work" in as_("lan").get("/s/xa-sen/jobs").text
    unknown = as_("tam").get("/s/xa-sen/jobs/999999")
    foreign = as_("tam").get(page)
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.data == unknown.data
    assert "Test work" not in as_("tam").get("/s/xa-sen/jobs").text
    assert as_("minh").get(page).status_code == 404
    assert as_("hoa").get(page.replace("xa-sen", "huyen")).status_code == 404


def test_the_page_follows_an_open_job_and_rests_afterwards(
    asking: Asking, kind: Kind, as_: SignIn, worker: Worker, owner: sa.Connection
) -> None:
    page = asked(asking, kind)
    lan = as_("lan")
    owner.exec_driver_sql("update job set done = 30, total = 120")
    owner.exec_driver_sql("update job set state = 'running', locked_by = 'x', heartbeat_at = now()")
    text = lan.get(page).text
    assert '<noscript><meta http-equiv="refresh"' in text
    assert 'hx-trigger="every 2s"' in text
    assert 'width="25%"' in text
    part = lan.get(page, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert 'width="25%"' in part
    owner.exec_driver_sql("update job set state = 'waiting', locked_by = null")
    worker.drain()
    text = lan.get(page).text
    assert "Made Ban Dân vận." in text
    assert "http-equiv" not in text
    assert "hx-trigger" not in text[text.index('id="main"') :]


def make_file(arguments: dict[str, Any], progress: Progress) -> Done:
    return Done(text="Made.", file=Made("Danh sách chi hội.csv", "họ tên\n".encode()))


def made_file(asking: Asking, kind: Kind, worker: Worker) -> str:
    kind(make_file)
    with asking("lan", "xa-sen") as space:
        job = enqueue("test.make_file", space_id=space)
    worker.drain()
    return f"/s/xa-sen/jobs/{job.id}/file"


def test_who_asked_fetches_the_file(
    asking: Asking, kind: Kind, worker: Worker, as_: SignIn
) -> None:
    address = made_file(asking, kind, worker)
    assert f'href="{address}"' in as_("lan").get(address.removesuffix("/file")).text
    answer = as_("lan").get(address)
    assert answer.data.decode() == "họ tên\n"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "Danh%20s%C3%A1ch%20chi%20h%E1%BB%99i.csv" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_nobody_else_fetches_it(asking: Asking, kind: Kind, worker: Worker, as_: SignIn) -> None:
    address = made_file(asking, kind, worker)
    for someone in ("tam", "minh", "hoa"):
        assert as_(someone).get(address).status_code == 404
    assert as_("lan").get(address.replace("xa-sen", "xa-lua")).status_code == 404


def test_without_the_right_the_file_stays_shut(
    asking: Asking, kind: Kind, worker: Worker, as_: SignIn, owner: sa.Connection
) -> None:
    address = made_file(asking, kind, worker)
    owner.exec_driver_sql(
        "delete from space_membership where role = 'administrator' and account_id ="
        " (select id from account where username = 'lan')"
    )
    answer = as_("lan").get(address)
    assert answer.status_code == 403
    assert "họ tên" not in answer.text


def test_what_ended_meanwhile_refreshes_the_whole_page(
    asking: Asking, kind: Kind, as_: SignIn, worker: Worker
) -> None:
    page, lan = asked(asking, kind), as_("lan")
    polled = {"HX-Request": "true"}
    assert "HX-Refresh" not in lan.get(page, headers=polled).headers
    worker.drain()
    assert lan.get(page, headers=polled).headers["HX-Refresh"] == "true"
    assert "HX-Refresh" not in lan.get(page).headers


def test_the_list_is_paged_sorted_and_filtered_by_its_address(
    asking: Asking, kind: Kind, as_: SignIn, owner: sa.Connection
) -> None:
    kind(make_body)
    with asking("lan", "xa-sen") as space:
        for number in range(27):
            enqueue("test.make_body", {"name": str(number)}, space_id=space)
    owner.exec_driver_sql("update job set state = 'failed', error = 'x' where id <= 2")
    lan, lists = as_("lan"), "/s/xa-sen/jobs"

    def shown(query: str) -> list[int]:
        found = re.findall(r'href="/s/xa-sen/jobs/(\d+)"', lan.get(lists + query).text)
        return [int(number) for number in found]

    first, second = shown(""), shown("?page=2")
    assert (len(first), len(second)) == (25, 2)
    assert sorted(first + second) == list(range(1, 28))
    assert shown("?state=failed&sort=asked") == [1, 2]
    assert shown("?state=done") == []
    assert "Không có việc nào ở trạng thái này" in lan.get(f"{lists}?state=done").text


def test_the_file_is_gone_after_its_days(
    app: Flask, asking: Asking, kind: Kind, worker: Worker, as_: SignIn, owner: sa.Connection
) -> None:
    address, lan = made_file(asking, kind, worker), as_("lan")
    page = address.removesuffix("/file")
    store = store_of(app.extensions["portal_config"])
    digest = owner.scalar(sa.text("select result->'file'->>'digest' from job"))
    sweep = ["files", "sweep", "--hours", "0"]
    app.test_cli_runner().invoke(args=sweep)
    assert lan.get(address).status_code == 200
    owner.exec_driver_sql("update job set ended_at = now() - interval '7 days'")
    gone = lan.get(address)
    assert gone.status_code == 404
    assert "Tệp đã xoá sau 7 ngày" in gone.text
    assert store.has(digest)
    said = app.test_cli_runner().invoke(args=sweep).output
    assert ", 1 results of jobs" in said
    assert not store.has(digest)
    assert owner.scalar(sa.text("select result from job")) == {"text": "Made.", "url": ""}
    text = lan.get(page).text
    assert "Made." in text
    assert address not in text


NARROWER = {
    "a unit less": ("'{901,902}'", "'{902}'", 403),
    "the same units": ("'{902}'", "'{902}'", 200),
    "a unit more": ("'{902}'", "'{901,902}'", 200),
    "the whole space": ("'{902}'", "null", 200),
    "no longer the whole space": ("null", "'{902}'", 403),
}


@pytest.mark.parametrize("change", NARROWER)
def test_the_file_opens_to_no_narrower_right_than_it_was_made_with(
    asking: Asking,
    kind: Kind,
    worker: Worker,
    as_: SignIn,
    owner: sa.Connection,
    change: str,
) -> None:
    before, after, status = NARROWER[change]

    def narrowed(units: str) -> None:
        owner.exec_driver_sql(
            f"update space_membership set unit_ids = {units} where account_id ="
            " (select id from account where username = 'sau')"
        )

    narrowed(before)
    kind(make_file, needs="history.undo")
    with asking("sau", "xa-sen") as space:
        job = enqueue("test.make_file", space_id=space)
    worker.drain()
    narrowed(after)
    assert as_("sau").get(f"/s/xa-sen/jobs/{job.id}/file").status_code == status


def test_an_overseer_opens_no_file_of_spaces_that_have_left(
    asking: Asking, kind: Kind, worker: Worker, as_: SignIn, owner: sa.Connection
) -> None:
    kind(make_file, needs="history.view")
    with asking("hoa", "huyen") as space:
        job = enqueue("test.make_file", space_id=space)
    worker.drain()
    address = f"/s/huyen/jobs/{job.id}/file"
    assert as_("hoa").get(address).status_code == 200
    owner.exec_driver_sql(
        "delete from oversight where space_id = (select id from space where slug = 'xa-lua')"
    )
    answer = as_("hoa").get(address)
    assert answer.status_code == 403
    assert "không còn được xem" in answer.text


def test_work_outside_of_a_space_makes_no_file(
    asking: Asking, kind: Kind, worker: Worker, owner: sa.Connection
) -> None:
    kind(make_file, needs=SIGNED_IN)
    with asking("lan", "xa-sen"):
        enqueue_for_account("test.make_file", {}, g.access.account_id)
    worker.drain()
    assert owner.scalar(sa.text("select state from job")) == "failed"


def test_the_file_of_work_that_the_portal_no_longer_does_stays_shut(
    app: Flask, asking: Asking, kind: Kind, worker: Worker, as_: SignIn
) -> None:
    address = made_file(asking, kind, worker)
    del app.extensions["portal"].jobs["test.make_file"]
    assert as_("lan").get(address).status_code == 404
    assert as_("lan").get(address.removesuffix("/file")).status_code == 200


@pytest.mark.browser
def test_who_waits_sees_the_end_and_fetches_the_file(
    asking: Asking, kind: Kind, worker: Worker, new_page: Callable[..., Page]
) -> None:
    kind(make_file)
    with asking("lan", "xa-sen") as space:
        job = enqueue("test.make_file", space_id=space)
    page = new_page("lan")
    page.goto(f"/s/xa-sen/jobs/{job.id}")
    counted = page.get_by_role("link", name="Việc đang chạy 1 mục")
    assert counted.count() == 1
    worker.drain()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Tải về Danh sách chi hội.csv").click()
    assert fetched.value.suggested_filename == "Danh sách chi hội.csv"
    assert Path(fetched.value.path()).read_text() == "họ tên\n"
    assert page.get_by_text("việc vẫn chạy tiếp").count() == 0
    assert counted.count() == 0


def test_a_page_that_follows_a_job_keeps_no_session_alive(
    asking: Asking, kind: Kind, as_: SignIn, owner: sa.Connection
) -> None:
    page, lan = asked(asking, kind), as_("lan")
    assert "Portal-Polled" in lan.get(page).text
    polled = {"HX-Request": "true", "Portal-Polled": "1"}
    age = "update account_session set last_used_at = now() - interval '{} minutes'"
    owner.exec_driver_sql(age.format(14))
    assert lan.get(page, headers=polled).status_code == 200
    last = "select now() - last_used_at > interval '13 minutes' from account_session"
    assert owner.scalar(sa.text(last)) is True
    owner.exec_driver_sql(age.format(16))
    ended = lan.get(page, headers=polled)
    assert (ended.status_code, ended.headers["HX-Refresh"], ended.data) == (204, "true", b"")
    assert lan.get(page).location.startswith("/sign-in")
