"""The people of a space, and what an administrator may do with their accounts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from portal.testing.client import Browser

Send = Callable[..., TestResponse]
As = Callable[[str], Browser]
LIST = "/s/xa-sen/people"
NEW = "/s/xa-sen/people/new"
FIRST_ROLE = {"role": "officer", "valid_from": ["1", "1", "2026"]}
NAMES = re.compile(r'rowheader" scope="row" class="who"><a href="[^"]*">([^<]+)')


def names(answer: TestResponse) -> list[str]:
    return NAMES.findall(answer.text)


def test_people_are_listed_by_given_name(as_: As) -> None:
    assert names(as_("lan").get(LIST)) == [
        "Phạm Văn Bảy",
        "Đỗ Văn Dũng",
        "Nguyễn Thị Lan",
        "Lê Thị Sáu",
        "Trần Văn Tám",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=DO+van", ["Đỗ Văn Dũng"]),
        ("q=%C4%91%E1%BB%97", ["Đỗ Văn Dũng"]),
        ("q=sau", ["Lê Thị Sáu"]),
        ("q=%25", []),
        ("role=viewer", ["Trần Văn Tám"]),
        ("state=ended", ["Đỗ Văn Dũng"]),
        ("state=disabled", ["Lê Thị Sáu"]),
        ("state=active", ["Nguyễn Thị Lan"]),
        ("state=no_password", ["Phạm Văn Bảy", "Trần Văn Tám"]),
        ("q=van&role=branch_head", ["Phạm Văn Bảy"]),
    ],
)
def test_people_are_found_and_filtered(
    as_: As,
    owner: sa.Connection,
    give_password: Callable[..., None],
    query: str,
    found: list[str],
) -> None:
    give_password("lan")
    owner.execute(sa.text("update account set disabled_at = now() where username = 'sau'"))
    assert names(as_("lan").get(f"{LIST}?{query}")) == found


def test_a_long_list_has_pages(as_: As, owner: sa.Connection, space_ids: dict[str, int]) -> None:
    owner.execute(
        sa.text(
            "with made as (insert into account (username, display_name, sort_key, folded)"
            " select 'p' || n, 'Người ' || n, 'zz' || lpad(n::text, 3, '0'), 'nguoi ' || n"
            " from generate_series(1, 60) n returning id)"
            " insert into space_membership (account_id, in_space_id, role, valid_from)"
            " select id, :space, 'viewer', '2020-01-01' from made"
        ),
        {"space": space_ids["xa-sen"]},
    )
    browser = as_("lan")
    assert len(names(browser.get(LIST))) == 25
    last = browser.get(f"{LIST}?page=3")
    assert len(names(last)) == 15
    assert "51–65 " in last.text
    assert names(browser.get(f"{LIST}?page=99")) == names(last)
    assert names(browser.get(f"{LIST}?page=-1")) == names(browser.get(LIST))


def test_somebody_without_a_role_here_answers_like_nobody(as_: As, ids: dict[str, int]) -> None:
    browser = as_("lan")
    unknown = browser.get(f"{LIST}/999999")
    for who in ("minh", "thu", "hoa", "an"):
        foreign = browser.get(f"{LIST}/{ids[who]}")
        assert (foreign.status_code, foreign.data) == (unknown.status_code, unknown.data)
    assert browser.get(f"{LIST}/{ids['dung']}").status_code == 200


@pytest.mark.parametrize("act", ["code", "disable", "enable", "contact", "roles/new", "hand-over"])
def test_nothing_is_done_to_somebody_without_a_role_here(
    as_: As, ids: dict[str, int], send: Send, act: str
) -> None:
    browser = as_("lan")
    data = FIRST_ROLE | {"name": "X", "version": "1", "q": "tam", "who": str(ids["tam"])}
    data |= {"day": ["1", "1", "2027"], "sure": "y"}
    foreign = send(browser, f"{LIST}/{ids['minh']}/{act}", **data)
    unknown = send(browser, f"{LIST}/999999/{act}", **data)
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.data == unknown.data


def test_sign_in_names_are_shown_to_administrators_only(
    as_: As, ids: dict[str, int], owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    owner.execute(sa.text("update account set phone = '0939214687' where username = 'sau'"))
    owner.execute(
        sa.text("update space_membership set role = 'leader' where account_id = :id"),
        {"id": ids["tam"]},
    )
    page = f"{LIST}/{ids['sau']}"
    assert "0939 214 687" in as_("lan").get(page).text
    assert "0939 214 687" in as_("hoa").get(page).text
    leader = as_("tam").get(page)
    assert leader.status_code == 200
    assert "0939 214 687" not in leader.text
