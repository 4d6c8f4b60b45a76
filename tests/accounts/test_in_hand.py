"""Nobody touches the account or the role of somebody who can do more, or of who has left."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.accounts import telling, throttle
from portal.database import map_session
from portal.locale import today
from portal.testing.client import Browser

As = Callable[[str], Browser]
Send = Callable[..., TestResponse]
Give = Callable[..., None]


@pytest.fixture
def give(owner: sa.Connection, ids: dict[str, int], space_ids: dict[str, int]) -> Give:
    """Give a role as the owner of the database: `give("tam", "leader", "xa-sen")`."""

    def hold(username: str, role: str, slug: str) -> None:
        owner.execute(
            sa.text(
                "insert into space_membership (account_id, in_space_id, role, valid_from)"
                " values (:account, :space, :role, '2020-01-01')"
            ),
            {"account": ids[username], "space": space_ids[slug], "role": role},
        )

    return hold


@pytest.fixture
def narrow(owner: sa.Connection, ids: dict[str, int], space_ids: dict[str, int]) -> Give:
    """Narrow the roles of somebody to a body: `narrow("lan", "xa-sen")`."""

    def keep_to_a_body(username: str, slug: str) -> None:
        body = owner.scalar(
            sa.text(
                "insert into body (space_id, name, code, valid_from)"
                " values (:space, 'Khối Vận', 'KV', '2020-01-01') returning id"
            ),
            {"space": space_ids[slug]},
        )
        owner.execute(
            sa.text(
                "update space_membership set body_ids = array[:body]::int[] where account_id = :a"
            ),
            {"body": body, "a": ids[username]},
        )

    return keep_to_a_body


def code_for(send: Send, browser: Browser, person: int, slug: str = "xa-sen") -> int:
    return send(browser, f"/s/{slug}/people/{person}/code").status_code


def test_an_administrator_of_one_body_takes_over_no_whole_one(
    as_: As, ids: dict[str, int], send: Send, give: Give, narrow: Give, role_id
) -> None:
    give("tam", "administrator", "xa-sen")
    narrow("lan", "xa-sen")
    lan = as_("lan")
    assert code_for(send, lan, ids["tam"]) == 403
    role = role_id("tam", "administrator")
    assert send(lan, f"/s/xa-sen/roles/{role}/end").status_code == 403
    assert send(lan, f"/s/xa-sen/people/{ids['tam']}/disable").status_code == 403


def test_a_district_role_of_one_body_does_not_descend(
    as_: As, ids: dict[str, int], send: Send, narrow: Give
) -> None:
    assert as_("hoa").get("/s/xa-sen/people").status_code == 200
    narrow("hoa", "huyen")
    hoa = as_("hoa")
    assert code_for(send, hoa, ids["lan"]) in (403, 404)
    assert hoa.get("/s/xa-sen/people").status_code in (403, 404)
    closing = {"on": ["1", "1", "2024"], "reason": "x", "document": "y", "version": "1"}
    assert send(hoa, "/s/phu-nu-xa-sen/about/close", **closing).status_code in (403, 404)


def test_an_administrator_of_one_body_is_not_the_last_one_of_the_space(
    as_: As, send: Send, give: Give, narrow: Give, role_id
) -> None:
    give("tam", "administrator", "xa-sen")
    narrow("tam", "xa-sen")
    answer = send(as_("hoa"), f"/s/xa-sen/roles/{role_id('lan', 'administrator')}/end")
    assert answer.status_code == 403


@pytest.mark.usefixtures("leaders_only")
def test_who_administers_makes_no_code_for_somebody_with_more_rights(
    as_: As, ids: dict[str, int], send: Send, give: Give, role_id, owner: sa.Connection
) -> None:
    """Who reads a code can sign in with it; somebody above, who holds those rights, makes it."""
    owner.execute(sa.text("update account set password_hash = 'x' where username = 'hoa'"))
    give("tam", "leader", "xa-sen")
    lan = as_("lan")
    assert code_for(send, lan, ids["tam"]) == 403
    assert send(lan, f"/s/xa-sen/roles/{role_id('tam', 'leader')}/end").status_code == 403
    assert "/code" not in lan.get(f"/s/xa-sen/people/{ids['tam']}").text
    assert code_for(send, as_("hoa"), ids["tam"]) == 303


@pytest.mark.usefixtures("leaders_only")
def test_a_leader_whom_nobody_else_could_help_is_not_stuck(
    as_: As, ids: dict[str, int], send: Send, give: Give, owner: sa.Connection
) -> None:
    owner.execute(sa.text("update account set password_hash = null"))
    give("tam", "leader", "xa-sen")
    assert code_for(send, as_("lan"), ids["tam"]) == 303


def test_who_also_works_elsewhere_is_led_to_an_administrator_above(
    as_: As, ids: dict[str, int], send: Send, give: Give
) -> None:
    """They hold no right too many: why the code is refused must not say so."""
    give("tam", "viewer", "xa-lua")
    lan = as_("lan")
    answer = send(lan, f"/s/xa-sen/people/{ids['tam']}/code")
    assert answer.status_code == 403
    assert "còn làm việc ngoài phạm vi đang quản trị" in answer.text
    assert code_for(send, as_("hoa"), ids["tam"]) == 303


def test_who_left_shows_no_number_to_a_former_administrator(
    as_: As, ids: dict[str, int], owner: sa.Connection, give: Give
) -> None:
    owner.execute(
        sa.text("update account set phone = '0912999888', email = 'dung@rieng.vn' where id = :id"),
        {"id": ids["dung"]},
    )
    give("dung", "officer", "xa-lua")
    page = f"/s/xa-sen/people/{ids['dung']}"
    shown = as_("lan").get(page)
    assert shown.status_code == 200
    assert "0912 999 888" not in shown.text
    assert "dung@rieng.vn" not in shown.text
    assert as_("lan").get(f"{page}/contact").status_code == 403


def test_an_office_handed_over_does_not_tell_the_number_for_signing_in(
    as_: As,
    ids: dict[str, int],
    space_ids: dict[str, int],
    owner: sa.Connection,
    send: Send,
    give: Give,
) -> None:
    owner.execute(sa.text("update account set phone = '0912777666' where username = 'thu'"))
    give("tam", "officer", "xa-sen")
    owner.execute(
        sa.text(
            "insert into officer (space_id, person_name, sort_key, folded, office, account_id,"
            " valid_from) values (:space, 'Trần Văn Tám', 'tam', 'tran van tam', 'Bí thư', :a,"
            " '2020-01-01')"
        ),
        {"space": space_ids["xa-sen"], "a": ids["tam"]},
    )
    day: dt.date = today()
    done = send(
        as_("lan"),
        f"/s/xa-sen/people/{ids['tam']}/hand-over?q=thu",
        who=str(ids["thu"]),
        day=[str(day.day), str(day.month), str(day.year)],
        sure="y",
    )
    assert done.status_code == 303
    rows = owner.execute(sa.text("select account_id, phone from officer order by id")).all()
    assert [tuple(row) for row in rows] == [(ids["tam"], None), (ids["thu"], None)]


def test_the_last_who_can_sign_in_does_not_go(
    as_: As, send: Send, give: Give, role_id, owner: sa.Connection
) -> None:
    give("tam", "administrator", "xa-sen")
    owner.execute(sa.text("update account set password_hash = null where username = 'tam'"))
    owner.execute(sa.text("update account set password_hash = 'x' where username = 'lan'"))
    url = f"/s/xa-sen/roles/{role_id('lan', 'administrator')}/end"
    assert send(as_("hoa"), url).status_code == 403
    owner.execute(sa.text("update account set password_hash = 'x' where username = 'tam'"))
    assert send(as_("hoa"), url).status_code == 303


def test_an_end_and_a_disabling_at_once_do_not_lock_each_other(
    app: Flask, as_: As, ids: dict[str, int], give: Give, role_id, monkeypatch: pytest.MonkeyPatch
) -> None:
    give("tam", "administrator", "xa-sen")
    give("thu", "administrator", "xa-sen")
    role, waiting, go_on = role_id("tam", "administrator"), threading.Event(), threading.Event()
    tell = telling.tell_of_end

    def late(membership) -> None:
        waiting.set()
        go_on.wait(1)
        tell(membership)

    monkeypatch.setattr(telling, "tell_of_end", late)
    answers: dict[str, int] = {}

    def post(who: str, browser: Browser, tokens: dict[str, str], url: str) -> None:
        answers[who] = browser.post(url, data=tokens).status_code

    lan, thu = as_("lan"), as_("thu")
    acts = [
        threading.Thread(
            target=post, args=("lan", lan, lan.tokens(), f"/s/xa-sen/roles/{role}/end")
        ),
        threading.Thread(
            target=post, args=("thu", thu, thu.tokens(), f"/s/xa-sen/people/{ids['tam']}/disable")
        ),
    ]
    acts[0].start()
    assert waiting.wait(10)
    acts[1].start()
    for act in acts:
        act.join()
    assert answers["lan"] == 303
    assert answers["thu"] in (303, 403)


def test_usernames_are_not_tried_without_end(as_: As, send: Send) -> None:
    lan = as_("lan")
    form = {"name": "Mận", "username": "minh", "role": "officer", "valid_from": ["1", "1", "2026"]}
    answers = [send(lan, "/s/xa-sen/people/new", **form).status_code for _ in range(14)]
    assert answers[0] == 422
    assert answers[-1] == 429


def test_numbers_tried_at_the_same_moment_share_one_allowance(
    app: Flask, as_: As, ids: dict[str, int], owner: sa.Connection
) -> None:
    owner.execute(sa.text("update account set phone = '0939214687' where username = 'minh'"))
    with app.app_context(), map_session(write=True) as session:
        for _ in range(throttle.PROBING_TRIES - 1):
            throttle.note_failure(session, throttle.key_of_probing(ids["lan"]))
    lan = [as_("lan") for _ in range(4)]
    forms = [
        {"name": "Mận", "phone": "0939214687", "role": "officer", "valid_from": ["1", "1", "2026"]}
        | browser.tokens("/account")
        for browser in lan
    ]
    together = threading.Barrier(len(lan))

    def send_one(number: int) -> int:
        together.wait(10)
        return lan[number].post("/s/xa-sen/people/new", data=forms[number]).status_code

    with ThreadPoolExecutor(len(lan)) as pool:
        answers = sorted(pool.map(send_one, range(len(lan))))
    assert answers == [422, 429, 429, 429]


def test_a_role_for_units_is_not_offered_where_no_module_has_units(as_: As) -> None:
    page = as_("lan").get("/s/xa-sen/people/new").text
    assert 'value="officer"' in page
    assert 'value="branch_head"' not in page
