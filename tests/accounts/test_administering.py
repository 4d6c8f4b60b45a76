"""What an administrator may do with accounts: make, disable, change, and what not."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.testing.client import Browser

from .conftest import PASSWORD

Send = Callable[..., TestResponse]
As = Callable[[str], Browser]
LIST = "/s/xa-sen/people"
NEW = "/s/xa-sen/people/new"
FIRST_ROLE = {"role": "officer", "valid_from": ["1", "1", "2026"]}
NAMES = re.compile(r'rowheader" scope="row" class="who"><a href="[^"]*">([^<]+)')


def test_an_account_is_made_with_its_first_role_and_a_code(
    as_: As, send: Send, owner: sa.Connection, events: Callable[[str], list[str]]
) -> None:
    answer = send(as_("lan"), NEW, name="  Nguyễn  Thị Mận ", phone="0912 345 678", **FIRST_ROLE)
    assert re.fullmatch(r"/s/xa-sen/people/\d+/code/\d+", answer.location)
    row = owner.execute(sa.text("select * from account where username = 'mannt'")).one()
    assert (row.display_name, row.phone, row.password_hash) == (
        "Nguyễn Thị Mận",
        "0912345678",
        None,
    )
    assert events("xa-sen") == [
        "accounts.account_made",
        "accounts.role_granted",
        "accounts.code_made",
    ]


def test_a_form_with_a_fault_makes_nothing(as_: As, send: Send, owner: sa.Connection) -> None:
    browser, count = as_("lan"), sa.text("select count(*) from account")
    before = owner.scalar(count)
    for fault in (
        {"name": ""},
        {"name": "Mận", "phone": "123"},
        {"name": "Mận", "email": "x"},
        {"name": "Mận", "username": "1"},
        {"name": "Mận", "role": "king"},
        {"name": "Mận", "valid_from": ["31", "2", "2026"]},
        {"name": "Mận", "valid_to": ["1", "1", "2025"]},
        {"name": "Mận", "role": "branch_head"},
        {"name": "Mận", "units": ["7"]},
        {"name": "Mận", "bodies": ["7"]},
    ):
        assert send(browser, NEW, **FIRST_ROLE | fault).status_code == 422, fault
    assert owner.scalar(count) == before


def test_a_taken_username_is_answered_with_a_free_one(as_: As, send: Send) -> None:
    browser = as_("lan")
    taken = send(browser, NEW, name="Võ Văn Minh", username="minh", **FIRST_ROLE)
    assert taken.status_code == 422
    assert "minhvv" in taken.text
    assert send(browser, NEW, name="Võ Văn Minh", **FIRST_ROLE).status_code == 303
    assert send(browser, NEW, name="Võ Văn Minh", **FIRST_ROLE).status_code == 303


def test_a_number_in_use_does_not_tell_whose_it_is_and_many_are_stopped(
    as_: As, send: Send, owner: sa.Connection
) -> None:
    owner.execute(
        sa.text(
            "update account set phone = '0939214687', email = 'm@xa.vn' where username = 'minh'"
        )
    )
    browser = as_("lan")
    for n in range(10):
        contact = {"phone": "0939214687"} if n % 2 else {"email": "M@xa.vn"}
        clash = send(browser, NEW, name="Mận", **contact, **FIRST_ROLE)
        assert clash.status_code == 422
        assert "Minh" not in clash.text
        assert "Lúa" not in clash.text
    stopped = send(browser, NEW, name="Mận", phone="0939000111", **FIRST_ROLE)
    assert stopped.status_code == 429
    assert send(as_("hoa"), NEW, name="Mận", phone="0939000111", **FIRST_ROLE).status_code == 303


def test_whoever_administers_above_makes_accounts_below(as_: As, send: Send) -> None:
    assert (
        send(as_("hoa"), "/s/phu-nu-xa-sen/people/new", name="Mận", **FIRST_ROLE).status_code == 303
    )
    assert (
        send(as_("lan"), "/s/phu-nu-xa-sen/people/new", name="Mơ", **FIRST_ROLE).status_code == 303
    )
    for who, status in (("minh", 404), ("tam", 403), ("xuan", 404)):
        assert send(as_(who), NEW, name="Mận", **FIRST_ROLE).status_code == status


def test_a_disabled_account_is_out_at_once_and_may_come_back(
    app: Flask,
    as_: As,
    ids: dict[str, int],
    give_password: Callable[..., None],
    send: Send,
    sign_in: Send,
    events: Callable[[str], list[str]],
) -> None:
    give_password("tam")
    tam, lan = as_("tam"), as_("lan")
    assert send(lan, f"{LIST}/{ids['tam']}/disable").status_code == 303
    assert tam.get("/account").status_code == 302
    assert sign_in(app.test_client(), "tam", PASSWORD).status_code == 422
    undo = re.search(r'action="([^"]+/undo)"', lan.get(f"{LIST}/{ids['tam']}").text)
    assert undo is not None
    assert send(lan, undo[1]).status_code == 303
    assert sign_in(app.test_client(), "tam", PASSWORD).status_code == 303
    send(lan, f"{LIST}/{ids['tam']}/disable")
    assert send(lan, f"{LIST}/{ids['tam']}/enable").status_code == 303
    assert events("xa-sen") == [
        "accounts.account_disabled",
        "accounts.account_enabled",
        "accounts.account_disabled",
        "accounts.account_enabled",
    ]


@pytest.mark.parametrize("act", ["code", "disable", "enable", "contact"])
def test_an_account_that_works_elsewhere_too_is_not_taken_over_from_here(
    as_: As,
    ids: dict[str, int],
    space_ids: dict[str, int],
    owner: sa.Connection,
    send: Send,
    act: str,
) -> None:
    owner.execute(
        sa.text(
            "insert into space_membership (account_id, in_space_id, role, valid_from)"
            " values (:hoa, :sen, 'viewer', '2020-01-01'), (:tam, :women, 'viewer', '2020-01-01')"
        ),
        {
            "hoa": ids["hoa"],
            "sen": space_ids["xa-sen"],
            "tam": ids["tam"],
            "women": space_ids["phu-nu-xa-sen"],
        },
    )
    data = {"name": "Tên Mới", "version": "1"}
    refused = send(as_("lan"), f"{LIST}/{ids['hoa']}/{act}", **data)
    assert refused.status_code == 403
    assert "Đồng Sen" not in refused.text.replace("Dân vận Đồng Sen", "")
    assert send(as_("lan"), f"{LIST}/{ids['tam']}/{act}", **data).status_code == 303
    assert send(as_("hoa"), f"{LIST}/{ids['tam']}/{act}", **data).status_code in (303, 409)


def test_somebody_whose_roles_here_have_ended_is_out_of_hand(
    as_: As, ids: dict[str, int], send: Send
) -> None:
    assert send(as_("lan"), f"{LIST}/{ids['dung']}/code").status_code == 403


def test_nobody_disables_the_own_account_nor_the_last_administrator(
    as_: As, ids: dict[str, int], send: Send
) -> None:
    assert send(as_("lan"), f"{LIST}/{ids['lan']}/disable").status_code == 403
    assert send(as_("lan"), f"{LIST}/{ids['lan']}/enable").status_code == 403
    assert send(as_("hoa"), f"{LIST}/{ids['lan']}/disable").status_code == 403
    send(as_("hoa"), f"{LIST}/{ids['tam']}/roles/new", **FIRST_ROLE | {"role": "administrator"})
    assert send(as_("hoa"), f"{LIST}/{ids['lan']}/disable").status_code == 303


def test_name_and_contact_are_changed_from_the_version_that_was_seen(
    as_: As, ids: dict[str, int], send: Send, owner: sa.Connection
) -> None:
    owner.execute(sa.text("update account set phone = '0939214687' where username = 'minh'"))
    page, lan = f"{LIST}/{ids['tam']}/contact", as_("lan")
    first = {"name": "Trần Văn Tám", "phone": "0912345678", "email": "", "version": "1"}
    assert send(lan, page, **first).status_code == 303
    assert send(lan, page, **first).status_code == 409
    clash = send(lan, page, **first | {"phone": "0939214687", "version": "2"})
    assert clash.status_code == 422
    kept = owner.execute(sa.text("select phone, version from account where username = 'tam'")).one()
    assert tuple(kept) == ("0912345678", 2)


def test_the_name_of_an_account_stands_beside_the_chain(
    as_: Callable[..., Browser], ids: dict[str, int], owner: sa.Connection
) -> None:
    lan = as_("lan")
    done = lan.post(f"/s/xa-sen/people/{ids['tam']}/disable", data=lan.tokens("/account"))
    assert "Trần Văn Tám" in lan.get(done.location).text
    assert list(owner.scalars(sa.text("select subject_name from event"))) == [""]
    assert "Trần Văn Tám" in lan.get("/s/xa-sen/history").text
    assert "Trần Văn Tám" not in as_("hoa").get("/s/huyen/history").text
