"""The forms by which the tree changes: who may, what is told, what stays when one is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.testing.client import Browser

SignIn = Callable[[str], Browser]
DAY = ["1", "3", "2021"]
CLOSE = {"on": DAY, "reason": "Sáp nhập", "document": "QĐ 2", "version": 1}
RENAME = {"name": "Hội LHPN xã Sen Hồng", "short_name": "LHPN Sen", "address": "", "version": 1}
ERROR = re.compile(r'id="(\w+)-error"')
UNDO = re.compile(r'action="([^"]+/undo)"')


def make_administrator(owner: sa.Connection, username: str, slug: str) -> None:
    owner.execute(
        sa.text(
            "insert into space_membership (account_id, in_space_id, role, valid_from)"
            " select a.id, s.id, 'administrator', '2020-01-01' from account a, space s"
            " where a.username = :username and s.slug = :slug"
        ),
        {"username": username, "slug": slug},
    )


def space(owner: sa.Connection, slug: str) -> sa.Row[Any] | None:
    return owner.execute(sa.text("select * from space where slug = :s"), {"s": slug}).first()


def events(owner: sa.Connection) -> list[tuple[str, str, str]]:
    """What happened, in which space's chain, by whom."""
    rows = owner.execute(
        sa.text(
            "select e.verb, s.slug, e.account_name from event e join space s on s.id = e.space_id"
            " where e.verb like 'spaces.%' order by e.at, e.seq"
        )
    )
    return [tuple(row) for row in rows]


@pytest.fixture
def forms(space_ids: dict[str, int], area_ids: dict[str, int]) -> dict[str, dict[str, Any]]:
    """What is sent to each address about the Women's Union of the commune Sen."""
    return {
        "/s/xa-sen/spaces/open": {
            "kind": "commune_women",
            "area": area_ids["TA"],
            "name": "Hội mới",
            "opened_on": DAY,
        },
        "/s/phu-nu-xa-sen/about/rename": RENAME,
        "/s/phu-nu-xa-sen/about/move": {
            "leader": space_ids["xa-lua"],
            "on": DAY,
            "document": "QĐ 1",
            "version": 1,
        },
        "/s/phu-nu-xa-sen/about/close": CLOSE,
    }


OPEN, NEW_NAME, MOVE, CLOSING = (
    "/s/xa-sen/spaces/open",
    "/s/phu-nu-xa-sen/about/rename",
    "/s/phu-nu-xa-sen/about/move",
    "/s/phu-nu-xa-sen/about/close",
)


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("hoa", (303, 303, 303, 303)),
        ("lan", (303, 303, 422, 303)),
        ("minh", (404, 404, 404, 404)),
        ("tam", (403, 403, 403, 403)),
        ("sau", (403, 404, 404, 404)),
        ("thu", (404, 403, 403, 403)),
        ("xuan", (404, 403, 403, 403)),
        ("dung", (404, 404, 404, 404)),
        ("xa", (404, 404, 404, 404)),
        ("an", (404, 404, 404, 404)),
    ],
)
def test_who_changes_the_tree(
    as_: SignIn, forms: dict[str, dict[str, Any]], owner: sa.Connection, who: str, statuses: Any
) -> None:
    before = owner.execute(sa.text("select * from space order by id")).all()
    for (url, data), status in zip(forms.items(), statuses, strict=True):
        data = {**data, "version": getattr(space(owner, "phu-nu-xa-sen"), "version", 1)}
        assert as_(who).send(url, data).status_code == status, url
    if max(statuses) >= 403 and min(statuses) >= 403:
        assert owner.execute(sa.text("select * from space order by id")).all() == before
        assert events(owner) == []


def test_the_own_line_from_above_renames_but_neither_moves_nor_closes(
    as_: SignIn, forms: dict[str, dict[str, Any]], owner: sa.Connection
) -> None:
    make_administrator(owner, "xuan", "phu-nu-huyen")
    xuan = as_("xuan")
    assert xuan.send(MOVE, forms[MOVE]).status_code == 403
    assert xuan.send(CLOSING, CLOSE).status_code == 403
    for page in (MOVE, CLOSING):
        assert '<form class="form"' not in xuan.get(page).text
    assert xuan.send(NEW_NAME, RENAME).status_code == 303


def test_each_act_is_told_in_the_chain_of_the_space_it_changed(
    app: Flask, as_: SignIn, forms: dict[str, dict[str, Any]], owner: sa.Connection
) -> None:
    hoa = as_("hoa")
    for version, (url, data) in enumerate(forms.items()):
        assert hoa.send(url, {**data, "version": version}).status_code == 303
    reopen = {"document": "QĐ 3", "version": 4}
    assert hoa.send("/s/xa-lua/spaces/phu-nu-xa-sen/reopen", reopen).status_code == 303
    new = owner.scalar(sa.text("select slug from space where name = 'Hội mới'"))
    name = "Đặng Thị Hoà"
    assert events(owner) == [
        ("spaces.opened", new, name),
        ("spaces.renamed", "phu-nu-xa-sen", name),
        ("spaces.moved", "phu-nu-xa-sen", name),
        ("spaces.closed", "phu-nu-xa-sen", name),
        ("spaces.reopened", "phu-nu-xa-sen", name),
    ]
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0
    assert "Hội mới" in as_("lan").get(f"/s/{new}/history").text


@pytest.mark.parametrize(
    ("url", "change", "field"),
    [
        (OPEN, {"opened_on": ["1", "1", "1999"]}, "opened_on"),
        (OPEN, {"opened_on": ["", "", ""]}, "opened_on"),
        (OPEN, {"opened_on": ["31", "2", "2021"]}, "opened_on"),
        (OPEN, {"name": "Hội LHPN xã Sen"}, "name"),
        (OPEN, {"area": "999999"}, "area"),
        (OPEN, {"kind": "nothing"}, "kind"),
        (OPEN, {"area": "abc"}, "area"),
        (NEW_NAME, {"name": "  "}, "name"),
        (NEW_NAME, {"address": "Xã Sen"}, "address"),
        (NEW_NAME, {"address": "xa-lua"}, "address"),
        (MOVE, {"on": ["1", "1", "2999"]}, "on"),
        (MOVE, {"document": ""}, "document"),
        (MOVE, {"leader": ""}, "leader"),
        (CLOSING, {"reason": " "}, "reason"),
        (CLOSING, {"document": ""}, "document"),
        (CLOSING, {"on": ["1", "1", "2019"]}, "on"),
    ],
)
def test_an_error_stands_beside_its_field_and_the_rest_stays(
    as_: SignIn,
    forms: dict[str, dict[str, Any]],
    owner: sa.Connection,
    url: str,
    change: dict[str, Any],
    field: str,
) -> None:
    data = {"short_name": "Tên giữ lại", "reason": "Tên giữ lại", **forms[url], **change}
    answer = as_("hoa").send(url, data)
    assert answer.status_code == 422
    assert ERROR.findall(answer.text) == [field]
    kept = {OPEN: "Tên giữ lại", NEW_NAME: "LHPN Sen", MOVE: "QĐ 1", CLOSING: "QĐ 2"}[url]
    assert kept in answer.text or field == "document"
    assert events(owner) == []


def test_a_space_with_open_ones_below_says_which(as_: SignIn, owner: sa.Connection) -> None:
    answer = as_("hoa").send("/s/xa-sen/about/close", CLOSE)
    assert answer.status_code == 422
    errors = answer.text[answer.text.index('class="errs"') :]
    assert "Hội LHPN xã Sen" in errors[: errors.index("</ul>")]
    assert getattr(space(owner, "xa-sen"), "closed_on", "") is None


def test_the_topmost_space_is_not_closed_on_a_page(as_: SignIn, owner: sa.Connection) -> None:
    make_administrator(owner, "hoa", "huyen-xa")
    assert as_("hoa").send("/s/huyen-xa/about/close", CLOSE).status_code == 403


def test_a_stale_form_shows_both_values(as_: SignIn) -> None:
    hoa = as_("hoa")
    hoa.send(NEW_NAME, RENAME)
    answer = hoa.send(NEW_NAME, {**RENAME, "name": "Hội Phụ nữ Sen"})
    assert answer.status_code == 409
    assert "Hội LHPN xã Sen Hồng" in answer.text
    assert "Hội Phụ nữ Sen" in answer.text


def test_a_new_name_is_taken_back_with_its_address(as_: SignIn, owner: sa.Connection) -> None:
    hoa = as_("hoa")
    answer = hoa.send(NEW_NAME, {**RENAME, "address": "lhpn-sen-hong"}, follow_redirects=True)
    assert "Hội LHPN xã Sen Hồng" in answer.text
    undo = UNDO.findall(answer.text)[0]
    assert hoa.send(undo, follow_redirects=True).status_code == 200
    back = space(owner, "phu-nu-xa-sen")
    assert back is not None
    assert back.name == back.short_name == "Hội LHPN xã Sen"
    assert hoa.get("/s/lhpn-sen-hong/about").status_code == 301
    assert hoa.send(undo).status_code in (409, 308)


def test_a_later_name_is_not_taken_back_by_undoing_an_earlier(
    as_: SignIn, owner: sa.Connection
) -> None:
    hoa = as_("hoa")
    undo = UNDO.findall(hoa.send(NEW_NAME, RENAME, follow_redirects=True).text)[0]
    hoa.send(NEW_NAME, {**RENAME, "name": "Hội Phụ nữ Sen", "version": 2})
    assert hoa.send(undo).status_code == 409
    assert getattr(space(owner, "phu-nu-xa-sen"), "name", "") == "Hội Phụ nữ Sen"


def test_a_move_is_taken_back_as_if_it_had_never_been(
    as_: SignIn, forms: dict[str, dict[str, Any]], owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    hoa = as_("hoa")
    undo = UNDO.findall(hoa.send(MOVE, forms[MOVE], follow_redirects=True).text)[0]
    assert as_("lan").get("/s/phu-nu-xa-sen/about").status_code == 404
    assert as_("minh").get("/s/phu-nu-xa-sen/about").status_code == 200
    assert as_("minh").send(undo).status_code == 403
    assert hoa.send(undo).status_code == 303
    assert getattr(space(owner, "phu-nu-xa-sen"), "parent_id", 0) == space_ids["xa-sen"]
    assert owner.scalar(sa.text("select count(*) from former_leader")) == 0
    assert as_("lan").get("/s/phu-nu-xa-sen/about").status_code == 200
    assert as_("minh").get("/s/phu-nu-xa-sen/about").status_code == 404
    assert hoa.send(undo).status_code == 409


def test_a_closed_space_is_read_from_above_and_changed_by_nobody(
    as_: SignIn, owner: sa.Connection
) -> None:
    hoa, thu = as_("hoa"), as_("thu")
    make_administrator(owner, "thu", "phu-nu-xa-sen")
    assert thu.get("/s/phu-nu-xa-sen/history").status_code == 200
    hoa.send(CLOSING, CLOSE)
    about = hoa.get("/s/phu-nu-xa-sen/about")
    assert about.status_code == 200
    assert about.text.count("Sáp nhập") == 2
    assert "QĐ 2" in about.text
    assert hoa.get("/s/phu-nu-xa-sen/history").status_code == 200
    assert thu.get("/s/phu-nu-xa-sen/history").status_code == 403
    for who in (hoa, thu):
        for url, data in ((NEW_NAME, {**RENAME, "version": 2}), (CLOSING, {**CLOSE, "version": 2})):
            assert who.send(url, data).status_code == 403
    assert hoa.get(NEW_NAME).status_code == 200
    assert getattr(space(owner, "phu-nu-xa-sen"), "name", "") == "Hội LHPN xã Sen"


def test_it_is_opened_again_from_the_space_that_led_it(as_: SignIn, owner: sa.Connection) -> None:
    hoa = as_("hoa")
    hoa.send(CLOSING, CLOSE)
    reopen = "/s/xa-sen/spaces/phu-nu-xa-sen/reopen"
    assert reopen in hoa.get("/s/xa-sen/spaces?state=closed").text
    assert "QĐ 2" in hoa.get(reopen).text
    assert hoa.get("/s/xa-lua/spaces/phu-nu-xa-sen/reopen").status_code == 404
    assert as_("minh").get("/s/xa-lua/spaces/phu-nu-xa-sen/reopen").status_code == 404
    assert hoa.send(reopen, {"document": "", "version": 2}).status_code == 422
    assert as_("tam").send(reopen, {"document": "QĐ 3", "version": 2}).status_code == 403
    assert hoa.send(reopen, {"document": "QĐ 3", "version": 2}).status_code == 303
    assert getattr(space(owner, "phu-nu-xa-sen"), "closed_on", "") is None
    assert hoa.send(reopen, {"document": "QĐ 3", "version": 3}).status_code == 422
