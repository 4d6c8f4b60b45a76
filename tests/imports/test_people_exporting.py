"""Lists that name people leave for a reason, and the history can recognize the file."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from portal.imports import exporting
from portal.jobs.worker import Worker
from portal.looks.models import Look
from portal.testing.client import Browser
from portal.text import fold

As = Callable[[str], Browser]
pytestmark = pytest.mark.database
FILE = "/s/xa-sen/looks/export/looks.xlsx"
"""A list with a personal column."""


@pytest.fixture(autouse=True)
def some_looks(owner: sa.Connection, space_ids: dict[str, int]) -> None:
    for name in ("Nguyễn Thị Mận", "Trần Văn Ổi", "Lê Thị Xoài"):
        row = {
            "space_id": space_ids["xa-sen"],
            "at": dt.datetime.now(dt.UTC),
            "account_id": 1,
            "account_name": "Người Xem",
            "folded": fold(name),
            "from_name": "Huyện uỷ",
            "module": "accounts",
            "path": "/s/xa-sen/people",
            "subject_name": name,
        }
        owner.execute(sa.insert(Look).values(row))


def send(browser: Browser, url: str = FILE, **typed: Any) -> TestResponse:
    return browser.post(url, data={**browser.tokens("/account"), **typed})


def taken(owner: sa.Connection) -> list[dict[str, Any]]:
    """What the history keeps of lists that were taken along."""
    rows = owner.scalars(
        sa.text(
            "select p.content from event_payload p join event e on e.space_id = p.space_id"
            " and e.id = p.event_id where e.verb = 'imports.exported' order by e.id"
        )
    )
    return [row["after"] for row in rows]


def names(content: bytes) -> set[str]:
    sheet: Any = load_workbook(io.BytesIO(content)).active
    return {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row}


def test_a_list_of_people_asks_why_before_it_gives_a_file(as_: As, owner: sa.Connection) -> None:
    lan = as_("lan")
    page = lan.get(f"{FILE}?q=thi")
    assert page.mimetype == "text/html" and "Lý do" in page.text
    assert taken(owner) == []
    refused = send(lan)
    assert refused.status_code == 422 and "Chọn lý do" in refused.text
    refused = send(lan, reason="other", note="  ")
    assert refused.status_code == 422 and "Ghi lý do bằng vài chữ" in refused.text
    assert taken(owner) == []


def test_the_history_keeps_reason_rows_and_hash_of_the_file(as_: As, owner: sa.Connection) -> None:
    lan = as_("lan")
    action = re.findall(r'action="([^"]+looks\.xlsx[^"]*)"', lan.get(f"{FILE}?q=mận").text)[0]
    file = send(lan, action.replace("&amp;", "&"), reason="report", note="báo cáo quý")
    assert file.status_code == 200
    assert "attachment" in file.headers["Content-Disposition"]
    assert "Nguyễn Thị Mận" in names(file.data) and "Trần Văn Ổi" not in names(file.data)
    [kept] = taken(owner)
    assert kept["sha256"] == hashlib.sha256(file.data).hexdigest()
    assert (kept["rows"], kept["filter"]) == (1, {"q": ["mận"]})
    assert kept["reason"] == "Báo cáo theo yêu cầu của cấp trên: báo cáo quý"


def test_the_history_page_shows_them(as_: As, owner: sa.Connection) -> None:
    lan = as_("lan")
    file = send(lan, reason="report")
    event = owner.scalar(sa.text("select id from event where verb = 'imports.exported'"))
    page = lan.get(f"/s/xa-sen/history/{event}").text
    assert hashlib.sha256(file.data).hexdigest() in page
    assert "Mã băm SHA-256" in page and "Báo cáo theo yêu cầu của cấp trên" in page


def test_a_long_list_leaves_by_a_job_that_writes_the_same(
    app: Flask, as_: As, owner: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    lan = as_("lan")
    asked = send(lan, reason="inspection")
    assert asked.status_code == 303 and "/jobs/" in asked.location
    assert taken(owner) == [], "nothing has left yet"
    Worker(app).drain()
    file = lan.get(f"{asked.location}/file")
    assert {"Nguyễn Thị Mận", "Trần Văn Ổi"} <= names(file.data)
    [kept] = taken(owner)
    assert kept["sha256"] == hashlib.sha256(file.data).hexdigest()
    assert (kept["rows"], kept["reason"]) == (3, "Kiểm tra")


def test_a_job_gives_no_file_to_whom_lost_the_right(
    app: Flask, as_: As, owner: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    send(as_("lan"), reason="inspection")
    owner.execute(
        sa.text(
            "update space_membership set role = 'officer' where account_id ="
            " (select id from account where username = 'lan')"
        )
    )
    Worker(app).drain()
    assert owner.scalar(sa.text("select state from job")) == "failed"
    assert taken(owner) == []


def test_a_form_sent_twice_gives_one_file_and_then_its_form_again(
    as_: As, owner: sa.Connection
) -> None:
    lan = as_("lan")
    form = {**lan.tokens("/account"), "reason": "report"}
    assert lan.post(f"{FILE}?q=man", data=form).status_code == 200
    again = lan.post(f"{FILE}?q=man", data=form)
    assert (again.status_code, again.location) == (303, f"{FILE}?q=man")
    assert len(taken(owner)) == 1


@pytest.mark.parametrize(
    ("who", "status"), [("tam", 403), ("sau", 403), ("minh", 404), ("hoa", 403)]
)
def test_a_file_of_people_opens_to_whom_the_list_opens(
    as_: As, owner: sa.Connection, who: str, status: int
) -> None:
    assert as_(who).get(FILE).status_code == status
    assert send(as_(who), reason="report").status_code == status
    assert taken(owner) == []


def test_no_file_leaves_by_a_grant_to_look(
    as_: As, owner: sa.Connection, space_ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever list: here one of a right that a grant opens."""
    from portal.entering import registry
    from portal.looks.models import LookGrant

    values = {"in_space_id": space_ids["xa-sen"], "from_space_id": space_ids["huyen"]}
    hoa = owner.scalar(sa.text("select id from account where username = 'hoa'"))
    day = dt.date.today()
    values |= {"account_id": hoa, "state": "granted", "reason": "inspection"}
    owner.execute(
        sa.insert(LookGrant).values(
            **values, valid_from=day - dt.timedelta(days=1), valid_to=day + dt.timedelta(days=2)
        )
    )
    browser = as_("hoa")
    with browser.application.app_context():
        view = registry().permissions["looks.view"]
    object.__setattr__(view, "own_only", False)
    try:
        assert browser.get("/s/xa-sen/looks").status_code == 200
        assert browser.get(FILE).status_code == 403
        assert "export/looks.xlsx" not in browser.get("/s/xa-sen/looks").text
    finally:
        object.__setattr__(view, "own_only", True)


def test_lists_without_people_stay_one_click(as_: As) -> None:
    file = as_("lan").get("/s/xa-sen/history/export/events.xlsx")
    assert file.status_code == 200 and "attachment" in file.headers["Content-Disposition"]
