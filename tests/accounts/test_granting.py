"""Granting roles: with days, narrowed, and never more than one holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.locale import today
from portal.pages import UnitSource
from portal.testing.client import Browser

from .conftest import Roles, new_role

Send = Callable[..., TestResponse]
As = Callable[[str], Browser]
FROM = {"valid_from": ["1", "1", "2026"]}


@pytest.fixture
def branches(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two branches that a role may be narrowed to, beside those of installed modules."""
    known = app.extensions["portal"]
    source = UnitSource("tests", lambda: [(901, "Chi hội ấp 1"), (902, "Chi hội ấp 2")])
    monkeypatch.setitem(known.units, "tests", source)
    monkeypatch.setitem(known.owner, "units tests", "accounts")
    return iter(())


def test_a_role_begins_and_ends_on_its_days(
    as_: As, ids: dict[str, int], send: Send, roles: Roles, events: Callable[[str], list[str]]
) -> None:
    tomorrow = today() + dt.timedelta(days=1)
    day = [str(tomorrow.day), str(tomorrow.month), str(tomorrow.year)]
    answer = send(
        as_("lan"),
        new_role("xa-sen", ids["tam"]),
        role="officer",
        valid_from=day,
        valid_to=["31", "12", "2099"],
    )
    assert answer.status_code == 303
    assert roles("tam", "xa-sen")[1] == ("officer", str(tomorrow), "2099-12-31")
    assert as_("tam").get("/s/xa-sen/people").status_code == 403
    assert events("xa-sen") == ["accounts.role_granted"]


def test_nobody_hands_out_more_than_they_hold(
    as_: As, ids: dict[str, int], send: Send, leaders_only: None
) -> None:
    page = new_role("xa-sen", ids["tam"])
    assert 'value="leader"' not in as_("lan").get(page).text
    forged = send(as_("lan"), page, role="leader", **FROM)
    assert forged.status_code == 422
    assert 'value="leader"' in as_("hoa").get(page).text
    assert send(as_("hoa"), page, role="leader", **FROM).status_code == 303


def test_a_role_narrowed_to_a_body_hands_out_that_body_only(
    as_: As, ids: dict[str, int], send: Send, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    bodies = owner.execute(
        sa.text(
            "insert into body (space_id, name, code, valid_from) values"
            " (:s, 'Khối Vận', 'kv', '2020-01-01'), (:s, 'Ban Chấp hành', 'bch', '2020-01-01')"
            " returning id"
        ),
        {"s": space_ids["xa-sen"]},
    ).scalars()
    own, other = bodies
    owner.execute(
        sa.text("update space_membership set body_ids = array[:b]::int[] where account_id = :a"),
        {"b": own, "a": ids["lan"]},
    )
    page, lan = new_role("xa-sen", ids["tam"]), as_("lan")
    assert send(lan, page, role="officer", **FROM).status_code == 403
    assert send(lan, page, role="officer", bodies=[str(other)], **FROM).status_code == 403
    assert send(lan, page, role="officer", bodies=[str(own)], **FROM).status_code == 303


def test_a_branch_head_needs_a_unit_of_this_space(
    as_: As,
    ids: dict[str, int],
    send: Send,
    branches: None,
    owner: sa.Connection,
) -> None:
    page, lan = new_role("xa-sen", ids["tam"]), as_("lan")
    assert "Chi hội ấp 1" in lan.get(page).text
    assert send(lan, page, role="branch_head", **FROM).status_code == 422
    assert send(lan, page, role="branch_head", units=["903"], **FROM).status_code == 422
    assert send(lan, page, role="branch_head", units=["901", "902"], **FROM).status_code == 303
    kept = sa.text("select unit_ids from space_membership order by id desc limit 1")
    assert owner.scalar(kept) == [901, 902]


def test_a_body_of_another_space_is_refused(
    as_: As, ids: dict[str, int], send: Send, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    foreign = owner.scalar(
        sa.text(
            "insert into body (space_id, name, code, valid_from)"
            " values (:s, 'Khối Vận', 'kv', '2020-01-01') returning id"
        ),
        {"s": space_ids["xa-lua"]},
    )
    page = new_role("xa-sen", ids["tam"])
    assert send(as_("lan"), page, role="officer", bodies=[str(foreign)], **FROM).status_code == 422


def test_roles_are_given_to_people_of_the_spaces_one_administers(
    as_: As, ids: dict[str, int], send: Send
) -> None:
    lan, hoa = as_("lan"), as_("hoa")
    search = "/s/xa-sen/people/add?q="
    assert "Bùi Thị Thu" in lan.get(f"{search}bui").text
    assert "Võ Văn Minh" not in lan.get(f"{search}vo").text
    assert "Võ Văn Minh" in hoa.get(f"{search}vo").text
    assert lan.get(new_role("xa-sen", ids["minh"])).status_code == 404
    assert send(lan, new_role("xa-sen", ids["minh"]), role="viewer", **FROM).status_code == 404
    assert send(lan, new_role("xa-sen", ids["thu"]), role="viewer", **FROM).status_code == 303
    assert send(hoa, new_role("xa-sen", ids["minh"]), role="viewer", **FROM).status_code == 303
