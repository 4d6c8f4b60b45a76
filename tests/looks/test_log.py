"""Every look from above is in the log of the space before its page is sent."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import entering
from portal.locale import today
from portal.looks import noting

from .conftest import NAMES, SPACE, As, looks

pytestmark = pytest.mark.database


def test_a_look_says_who_from_where_which_page_under_which_grant(
    as_: As, granted: Any, owner: sa.Connection, ids: dict[str, int], space_ids: dict[str, int]
) -> None:
    grant = granted("hoa", "huyen")
    as_("hoa").get(f"{NAMES}?q=Nguyễn")
    [look] = looks(owner)
    assert look["space_id"] == space_ids["xa-sen"]
    assert (look["account_id"], look["account_name"]) == (ids["hoa"], "Đặng Thị Hoà")
    assert (look["from_name"], look["grant_id"]) == ("Huyện uỷ Đồng Sen", grant)
    assert (look["module"], look["path"]) == ("imports", NAMES), "nothing of what was asked for"


def test_the_spaces_own_people_leave_no_look(as_: As, granted: Any, owner: sa.Connection) -> None:
    granted("hoa", "huyen")
    assert as_("lan").get(NAMES).status_code == 200
    assert looks(owner) == []


def test_pages_without_names_and_refusals_are_no_looks(
    as_: As, granted: Any, owner: sa.Connection
) -> None:
    granted("hoa", "huyen")
    hoa = as_("hoa")
    for page in ("", "about", "people", "officers", "roles", "inbox", "jobs"):
        assert hoa.get(f"{SPACE}/{page}").status_code == 200, page
    assert looks(owner) == []
    assert hoa.get(f"{SPACE}/history/999").status_code == 404
    assert looks(owner) == []


def test_a_page_tells_whom_it_shows(
    as_: As, granted: Any, owner: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    granted("hoa", "huyen")
    hoa = as_("hoa")
    told = [lambda: noting.looked_at("members_person", 12, "Nguyễn Thị Mận")]
    with monkeypatch.context() as patched:
        patched.setattr(entering, "BEFORE_VIEW", [*entering.BEFORE_VIEW, *told])
        assert hoa.get(NAMES).status_code == 200
    [look] = looks(owner)
    about = (look["subject_type"], look["subject_id"], look["subject_name"])
    assert about == ("members_person", 12, "Nguyễn Thị Mận")
    lan = as_("lan")
    for q in ("man", "hoà", "dang thi"):
        assert "Nguyễn Thị Mận" in lan.get(f"{SPACE}/looks?q={q}").text
    assert "Nguyễn Thị Mận" not in lan.get(f"{SPACE}/looks?q=khong").text


def test_a_look_that_cannot_be_noted_is_not_shown(
    as_: As, granted: Any, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    granted("hoa", "huyen")
    hoa = as_("hoa")
    shown = hoa.get(NAMES).text
    monkeypatch.setattr(noting, "LOG", "another_log")
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    refused = hoa.get(NAMES)
    assert refused.status_code == 500
    title = re.findall(r"<h1>(.*?)</h1>", shown)[0]
    assert title not in refused.text


def test_a_page_by_grant_says_that_it_is_noted(as_: As, granted: Any) -> None:
    hoa = as_("hoa")
    assert "Xin phép xem danh sách" in hoa.get(f"{SPACE}/about").text
    granted("hoa", "huyen")
    page = hoa.get(NAMES).text
    assert "lượt xem này được ghi vào nhật ký" in page
    assert "lượt xem này được ghi" not in hoa.get(f"{SPACE}/about").text


def test_not_even_a_grant_opens_the_log_itself(as_: As, granted: Any) -> None:
    granted("hoa", "huyen")
    assert as_("hoa").get(f"{SPACE}/looks").status_code == 403


def test_the_log_is_filtered_sorted_and_taken_along(
    as_: As, granted: Any, owner: sa.Connection
) -> None:
    grant = granted("hoa", "huyen")
    for _time in range(30):
        as_("hoa").get(NAMES)
    lan = as_("lan")
    page = lan.get(f"{SPACE}/looks").text
    assert "1–25 trong 30 lượt xem" in page
    assert "26–30 trong 30 lượt xem" in lan.get(f"{SPACE}/looks?page=2&sort=who").text
    day = f"{today():%d/%m/%Y}"
    assert "30 lượt xem" in lan.get(f"{SPACE}/looks?since={day}&until={day}&grant={grant}").text
    for nothing in (f"grant={grant + 1}", "kind=sealed", "until=01/01/2020", "q=zzz"):
        assert "Không có lượt xem nào khớp" in lan.get(f"{SPACE}/looks?{nothing}").text, nothing
    assert lan.get(f"{SPACE}/looks?since=x&grant=y&kind=z&sort=w").status_code == 200


def test_the_log_of_another_space_stays_there(as_: As, granted: Any) -> None:
    granted("hoa", "huyen", into="xa-lua")
    as_("hoa").get("/s/xa-lua/imports")
    assert "1 lượt xem" in as_("minh").get("/s/xa-lua/looks").text
    assert "Chưa có lượt xem nào" in as_("lan").get(f"{SPACE}/looks").text


def test_the_log_is_only_ever_added_to(owner: sa.Connection) -> None:
    rights = (
        "select string_agg(privilege_type, ' ' order by privilege_type)"
        " from information_schema.table_privileges"
    )
    given = owner.scalar(sa.text(f"{rights} where grantee = 'portal_app' and table_name = 'look'"))
    assert given == "INSERT SELECT"


def test_who_is_refused_from_above_is_told_whom_to_ask(as_: As, granted: Any) -> None:
    refused = as_("hoa").get(NAMES)
    assert refused.status_code == 403
    assert f'href="{SPACE}/looks/ask"' in refused.text
    for who, page in (("tam", NAMES), ("hoa", f"{SPACE}/looks")):
        refused = as_(who).get(page)
        assert refused.status_code == 403
        assert f'href="{SPACE}/looks/ask"' not in refused.text, who


def test_the_values_of_an_event_are_a_look_at_whom_it_is_about(
    as_: As, granted: Any, owner: sa.Connection
) -> None:
    lan = as_("lan")
    lan.post(
        f"{SPACE}/people/new",
        data={
            **lan.tokens("/account"),
            "name": "Lê Thị Mận",
            "role": "viewer",
            "valid_from": ["1", "1", "2026"],
        },
    )
    event = owner.scalar(sa.text("select min(id) from event"))
    granted("hoa", "huyen")
    assert as_("hoa").get(f"{SPACE}/history/{event}").status_code == 200
    [look] = looks(owner)
    assert (look["module"], look["subject_name"]) == ("history", "Lê Thị Mận")
