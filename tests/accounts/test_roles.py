"""Roles: never more than held, never the own, never the last administrator away."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.access import Permission
from portal.accounts import units
from portal.locale import today
from portal.testing.client import Browser

Send = Callable[..., TestResponse]
As = Callable[[str], Browser]
Roles = Callable[[str, str], list[tuple[str, str, str]]]
FROM = {"valid_from": ["1", "1", "2026"]}


@pytest.fixture
def roles(owner: sa.Connection) -> Roles:
    """What somebody is in a space: role, first and last day as texts."""

    def of(username: str, slug: str) -> list[tuple[str, str, str]]:
        rows = owner.execute(
            sa.text(
                "select role, valid_from::text, coalesce(valid_to::text, '')"
                " from space_membership m join account a on a.id = account_id"
                " join space s on s.id = in_space_id"
                " where username = :u and slug = :s order by m.id"
            ),
            {"u": username, "s": slug},
        )
        return [tuple(row) for row in rows]  # type: ignore[misc]

    return of


@pytest.fixture
def role_id(owner: sa.Connection) -> Callable[[str, str], int]:
    """The id of a role that somebody holds: `role_id("lan", "officer")`."""

    def of(username: str, role: str) -> int:
        found = owner.scalar(
            sa.text(
                "select m.id from space_membership m join account a on a.id = account_id"
                " where username = :u and role = :r order by m.id desc limit 1"
            ),
            {"u": username, "r": role},
        )
        return int(found or 0)

    return of


@pytest.fixture
def leaders_only(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A right that only leaders hold."""
    secret = Permission("accounts.decide", "Decide", roles=("leader",), personal=True)
    monkeypatch.setitem(app.extensions["portal"].permissions, secret.name, secret)


@pytest.fixture
def branches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two branches that a role may be narrowed to."""
    monkeypatch.setattr(units, "CHOICES", [lambda: [(901, "Chi hội ấp 1"), (902, "Chi hội ấp 2")]])
    return iter(())


def new_role(slug: str, account_id: int) -> str:
    return f"/s/{slug}/people/{account_id}/roles/new"


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


def test_a_bodies_of_another_space_is_refused(
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
