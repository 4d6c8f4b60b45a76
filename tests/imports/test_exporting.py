"""Lists as files: what the address shows, to whom it shows it, and what the history says of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from openpyxl import load_workbook

from portal.imports import exporting
from portal.jobs import results
from portal.jobs.worker import Worker
from portal.testing.client import Browser
from tests.imports.import_samples import FILE, agree, book, officer, send_in

As = Callable[[str], Browser]
Verbs = Callable[[], list[str]]
pytestmark = pytest.mark.database
PEOPLE = "/s/xa-sen/accounts/export/people.xlsx"
HISTORY = "/s/xa-sen/history/export/events.xlsx"


def cells(content: bytes) -> list[str]:
    book: Any = load_workbook(io.BytesIO(content)).active
    return [str(cell) for row in book.iter_rows(values_only=True) for cell in row]


def test_people_go_to_excel_as_they_are_shown(as_: As, verbs: Verbs) -> None:
    found = cells(as_("lan").get(f"{PEOPLE}?q=van&role=branch_head&page=9").data)
    assert "Phạm Văn Bảy" in found and "Trần Văn Tám" not in found
    assert verbs() == ["imports.exported"]


def test_the_history_goes_to_excel_and_says_so_itself(as_: As) -> None:
    lan = as_("lan")
    lan.get(PEOPLE)
    found = cells(lan.get(HISTORY).data)
    assert "Nguyễn Thị Lan" in found and "đã tải danh sách về máy" in found


@pytest.mark.parametrize(
    ("who", "status"),
    [("hoa", 200), ("tam", 403), ("sau", 403), ("minh", 404), ("an", 404), ("dung", 404)],
)
def test_a_file_opens_to_whom_the_list_opens(as_: As, verbs: Verbs, who: str, status: int) -> None:
    for url in (PEOPLE, HISTORY, FILE):
        assert as_(who).get(url).status_code == status
    assert len(verbs()) == (3 if status == 200 else 0)


def test_the_spaces_below_go_to_excel_as_they_are_found(as_: As) -> None:
    found = cells(as_("hoa").get("/s/huyen/spaces/export/below.xlsx?q=sen").data)
    assert "Đảng uỷ xã Sen" in found and "Đảng uỷ xã Lúa" not in found


def test_formulas_are_neutralized(as_: As) -> None:
    lan = as_("lan")
    agree(lan, send_in(lan, book([officer("'=1+1", "Uỷ viên")])).location)
    text = lan.get(FILE.replace(".xlsx", ".csv")).data.decode("utf-8-sig")
    assert '"=1+1"' not in text
    sheet: Any = load_workbook(io.BytesIO(lan.get(FILE).data)).active
    assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_what_stands_in_an_address_builds_no_other(as_: As) -> None:
    page = as_("lan").get("/s/xa-sen/people?endpoint=x&_external=1&space=xa-lua&q=lan").text
    assert 'href="/s/xa-sen/accounts/export/people.xlsx?' in page
    assert "q=lan" in page


def test_a_long_list_is_made_by_a_job(
    app: Flask, as_: As, owner: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    lan = as_("lan")
    asked = lan.get(PEOPLE)
    assert asked.status_code == 303 and "/jobs/" in asked.location
    Worker(app).drain()
    result = owner.scalar(sa.text("select result from job"))
    assert result["file"]["name"].startswith("nguoi-cua-don-vi-nay-xa-sen-")
    assert "Phạm Văn Bảy" in cells(lan.get(f"{asked.location}/file").data)


def test_a_job_exports_nothing_for_whom_lost_the_right(
    app: Flask, as_: As, owner: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    as_("lan").get(PEOPLE)
    owner.execute(
        sa.text(
            "update space_membership set role = 'viewer' where account_id ="
            " (select id from account where username = 'lan')"
        )
    )
    Worker(app).drain()
    assert owner.scalar(sa.text("select state from job")) == "failed"


def grant(owner: sa.Connection, who: str, slug: str, role: str) -> None:
    owner.execute(
        sa.text(
            "insert into space_membership (account_id, in_space_id, role, valid_from)"
            " select a.id, s.id, :role, '2020-01-01' from account a, space s"
            " where username = :who and slug = :slug"
        ),
        {"who": who, "slug": slug, "role": role},
    )


@pytest.mark.parametrize(
    ("slug", "role", "url", "later"),
    [
        ("xa-sen", "leader", PEOPLE, "role = 'viewer'"),
        ("huyen", "officer", "/s/huyen/spaces/export/officers.csv?where=below", "role = 'viewer'"),
        (
            "huyen",
            "officer",
            "/s/huyen/spaces/export/officers.csv?where=below",
            "role = 'branch_head', unit_ids = '{901}'",
        ),
    ],
)
def test_the_file_of_a_job_opens_as_long_as_its_list_does(
    app: Flask,
    as_: As,
    owner: sa.Connection,
    monkeypatch: pytest.MonkeyPatch,
    slug: str,
    role: str,
    url: str,
    later: str,
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", -1)
    grant(owner, "an", slug, role)
    an = as_("an")
    file = an.get(url).location + "/file"
    Worker(app).drain()
    assert an.get(file).status_code == 200
    owner.exec_driver_sql(
        f"update space_membership set {later} where account_id ="
        " (select id from account where username = 'an')"
    )
    assert an.get(file).status_code == 403


def test_the_file_of_a_job_closes_with_the_module_of_its_list(
    app: Flask, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 0)
    lan = as_("lan")
    file = lan.get(PEOPLE).location + "/file"
    Worker(app).drain()
    assert lan.get(file).status_code == 200
    monkeypatch.setattr(results, "module_is_on", lambda name: name != "accounts")
    assert lan.get(file).status_code == 403


def test_the_name_of_a_file_stands_beside_the_chain(as_: As, owner: sa.Connection) -> None:
    """A file is called after whom it is about; what stands in the chain descends and stays."""
    grant(owner, "an", "huyen", "clerk")
    lan, named = as_("lan"), "ky luat Nguyen Van Ty"
    agree(lan, send_in(lan, book([officer("Lê Thị Mận")]), f"{named}.xlsx").location)
    for page in ("/s/huyen/history", "/s/xa-sen/history", "/s/huyen/history/export/events.csv"):
        assert named not in as_("an").get(page).text
    event_id = owner.scalar(sa.text("select id from event where verb = 'imports.written'"))
    assert named in lan.get(f"/s/xa-sen/history/{event_id}").text


TREE = "/s/huyen/spaces.csv"


@pytest.mark.parametrize(("who", "url"), [("lan", PEOPLE), ("hoa", TREE)])
def test_a_foreign_link_takes_nothing_along(as_: As, verbs: Verbs, who: str, url: str) -> None:
    browser = as_(who)
    for site in ("cross-site", "same-site"):
        answer = browser.get(url, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 303
        assert browser.get(answer.location).status_code == 200
    assert browser.head(url).status_code == 200
    assert verbs() == []
    for site in ("same-origin", "none"):
        answer = browser.get(url, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 200 and answer.data
    assert verbs() == ["imports.exported"] * 2
