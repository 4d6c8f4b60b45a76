"""Who sees a job, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from portal.jobs import Done, Made, Progress
from portal.jobs.actions import enqueue
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
    assert "hx-trigger" not in text


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
