"""Ending roles and handing over: never the own, never the last administrator away."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.locale import today
from portal.testing.client import Browser

from .conftest import Roles, new_role

Send = Callable[..., TestResponse]
As = Callable[[str], Browser]
FROM = {"valid_from": ["1", "1", "2026"]}


def test_the_action_itself_refuses_more_than_is_held(
    as_: As,
    ids: dict[str, int],
    send: Send,
    leaders_only: None,
    owner: sa.Connection,
    role_id: Callable[[str, str], int],
) -> None:
    """Handing over and undoing offer no list of roles to choose from."""
    owner.execute(
        sa.text("update space_membership set role = 'leader' where account_id = :id"),
        {"id": ids["tam"]},
    )
    data = {"who": str(ids["thu"]), "day": FROM["valid_from"], "sure": "y"}
    page = f"/s/xa-sen/people/{ids['tam']}/hand-over?q=thu"
    assert send(as_("lan"), page, **data).status_code == 403
    assert send(as_("hoa"), page, **data).status_code == 303


def test_nobody_changes_the_own_roles(
    as_: As, ids: dict[str, int], send: Send, role_id: Callable[[str, str], int], roles: Roles
) -> None:
    lan, before = as_("lan"), roles("lan", "xa-sen")
    day = {"day": ["1", "1", "2027"], "sure": "y"}
    for url, data in (
        (new_role("xa-sen", ids["lan"]), {"role": "clerk", **FROM}),
        (f"/s/xa-sen/roles/{role_id('lan', 'officer')}/end", {}),
        (f"/s/xa-sen/people/{ids['lan']}/hand-over?q=tam", {"who": str(ids["tam"]), **day}),
        (f"/s/xa-sen/people/{ids['tam']}/hand-over?q=lan", {"who": str(ids["lan"]), **day}),
    ):
        assert send(lan, url, **data).status_code == 403, url
    assert roles("lan", "xa-sen") == before


def test_a_role_ends_at_once_and_the_end_is_taken_back(
    as_: As,
    send: Send,
    ids: dict[str, int],
    role_id: Callable[[str, str], int],
    roles: Roles,
    events: Callable[[str], list[str]],
) -> None:
    lan, tam = as_("lan"), as_("tam")
    assert tam.get("/s/xa-sen/roles").status_code == 200
    assert send(lan, f"/s/xa-sen/roles/{role_id('tam', 'viewer')}/end").status_code == 303
    assert tam.get("/s/xa-sen/roles").status_code == 404
    undo = re.search(r'action="([^"]+/undo)"', lan.get(f"/s/xa-sen/people/{ids['tam']}").text)
    assert undo is not None
    assert send(lan, undo[1]).status_code == 303
    assert roles("tam", "xa-sen") == [("viewer", "2020-01-01", "")]
    assert events("xa-sen") == ["accounts.role_ended", "accounts.role_restored"]


def test_the_end_of_a_role_changed_since_is_not_taken_back(
    as_: As, send: Send, ids: dict[str, int], role_id: Callable[[str, str], int]
) -> None:
    lan, page = as_("lan"), f"/s/xa-sen/roles/{role_id('tam', 'viewer')}/end"
    send(lan, page, last_day=["31", "12", "2098"])
    undo = re.search(r'action="([^"]+/undo)"', lan.get(f"/s/xa-sen/people/{ids['tam']}").text)
    assert undo is not None
    send(lan, page, last_day=["31", "12", "2097"])
    assert send(lan, undo[1]).status_code == 409


def test_a_role_ends_after_its_last_day(
    as_: As, send: Send, role_id: Callable[[str, str], int], roles: Roles
) -> None:
    page = f"/s/xa-sen/roles/{role_id('tam', 'viewer')}/end"
    assert send(as_("lan"), page, last_day=["31", "12", "2099"]).status_code == 303
    assert roles("tam", "xa-sen") == [("viewer", "2020-01-01", "2099-12-31")]
    assert as_("tam").get("/s/xa-sen/roles").status_code == 200
    assert send(as_("lan"), page, last_day=["1", "1", "2100"]).status_code == 422


def test_a_role_of_another_space_answers_like_an_unknown_one(
    as_: As, send: Send, role_id: Callable[[str, str], int]
) -> None:
    lan = as_("lan")
    for page in (lan.get, lambda url: send(lan, url)):
        foreign = page(f"/s/xa-sen/roles/{role_id('minh', 'officer')}/end")
        unknown = page("/s/xa-sen/roles/999999/end")
        assert foreign.status_code == unknown.status_code == 404
        assert foreign.data == unknown.data


def test_a_role_that_a_colleague_holds_elsewhere_is_none_of_this_space(
    as_: As, ids: dict[str, int], send: Send, role_id: Callable[[str, str], int], roles: Roles
) -> None:
    lan, elsewhere = as_("lan"), role_id("thu", "officer")
    send(lan, new_role("xa-sen", ids["thu"]), role="viewer", **FROM)
    assert lan.get(f"/s/xa-sen/roles/{elsewhere}/end").status_code == 404
    assert send(lan, f"/s/xa-sen/roles/{elsewhere}/end").status_code == 404
    assert roles("thu", "phu-nu-xa-sen") == [("officer", "2020-01-01", "")]


def test_a_space_keeps_its_last_administrator(
    as_: As, ids: dict[str, int], send: Send, role_id: Callable[[str, str], int], roles: Roles
) -> None:
    hoa = as_("hoa")
    end = f"/s/xa-sen/roles/{role_id('lan', 'administrator')}/end"
    assert send(hoa, end).status_code == 403
    assert roles("lan", "xa-sen")[0][2] == ""
    send(hoa, new_role("xa-sen", ids["tam"]), role="administrator", **FROM)
    assert send(hoa, end).status_code == 303
    assert send(hoa, f"/s/xa-sen/roles/{role_id('tam', 'administrator')}/end").status_code == 403


def test_two_who_end_each_other_at_the_same_moment_do_not_both_succeed(
    app: Flask, as_: As, ids: dict[str, int], send: Send, role_id: Callable[[str, str], int]
) -> None:
    send(as_("hoa"), new_role("xa-sen", ids["tam"]), role="administrator", **FROM)
    lan, tam = as_("lan"), as_("tam")
    acts = (
        (lan, f"/s/xa-sen/roles/{role_id('tam', 'administrator')}/end", lan.tokens("/account")),
        (tam, f"/s/xa-sen/roles/{role_id('lan', 'administrator')}/end", tam.tokens("/account")),
    )

    def end(act: tuple[Browser, str, dict[str, str]]) -> int:
        browser, url, tokens = act
        return browser.post(url, data=tokens).status_code

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(end, acts))
    assert answers[0] == 303
    assert answers[1] in (403, 404)


def test_an_office_is_handed_over_with_its_roles(
    as_: As,
    ids: dict[str, int],
    send: Send,
    owner: sa.Connection,
    space_ids: dict[str, int],
    roles: Roles,
    events: Callable[[str], list[str]],
) -> None:
    owner.execute(
        sa.text(
            "insert into officer (space_id, person_name, sort_key, office, in_charge_of_front,"
            " account_id, valid_from) values (:s, 'Nguyễn Thị Lan', 'lan', 'Phó Bí thư', true,"
            " :a, '2020-01-01')"
        ),
        {"s": space_ids["xa-sen"], "a": ids["lan"]},
    )
    day = today() + dt.timedelta(days=3)
    answer = send(
        as_("hoa"),
        f"/s/xa-sen/people/{ids['lan']}/hand-over?q=tran+van+tam",
        who=str(ids["tam"]),
        day=[str(day.day), str(day.month), str(day.year)],
        sure="y",
    )
    assert answer.status_code == 303, answer.text
    eve = str(day - dt.timedelta(days=1))
    assert roles("lan", "xa-sen") == [
        ("administrator", "2020-01-01", eve),
        ("officer", "2020-01-01", eve),
    ]
    assert roles("tam", "xa-sen")[1:] == [
        ("administrator", str(day), ""),
        ("officer", str(day), ""),
    ]
    offices = owner.execute(
        sa.text(
            "select person_name, account_id, office, in_charge_of_front, valid_from::text,"
            " valid_to::text from officer order by id"
        )
    ).all()
    assert [tuple(office) for office in offices] == [
        ("Nguyễn Thị Lan", ids["lan"], "Phó Bí thư", True, "2020-01-01", eve),
        ("Trần Văn Tám", ids["tam"], "Phó Bí thư", True, str(day), None),
    ]
    assert events("xa-sen") == [
        "accounts.role_granted",
        "accounts.role_granted",
        "accounts.office_handed_over",
    ]


def test_a_successor_must_be_somebody_known_to_the_user(
    as_: As, ids: dict[str, int], send: Send
) -> None:
    page = f"/s/xa-sen/people/{ids['tam']}/hand-over?q="
    day = {"day": ["1", "1", "2027"], "sure": "y"}
    assert "Võ Văn Minh" not in as_("lan").get(f"{page}minh").text
    foreign = send(as_("lan"), f"{page}minh", who=str(ids["minh"]), **day)
    assert foreign.status_code == 422
    unsure = send(as_("lan"), f"{page}thu", who=str(ids["thu"]), day=day["day"])
    assert unsure.status_code == 422
