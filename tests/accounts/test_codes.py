"""One-time codes: shown to their maker for minutes, used once by their owner."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.accounts import passwords
from portal.accounts.models import Account
from portal.testing.client import Browser

from .conftest import OTHER, PASSWORD

Send = Callable[..., TestResponse]
CODE = re.compile(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}")
NEW = {"password": OTHER, "again": OTHER}


@pytest.fixture
def make_code(
    as_: Callable[[str], Browser], ids: dict[str, int], send: Send
) -> Callable[..., tuple[str, str]]:
    """Lan makes a code for somebody; gives the code and the page that shows it."""

    def make(username: str = "tam", by: str = "lan", space: str = "xa-sen") -> tuple[str, str]:
        browser = as_(by)
        answer = send(browser, f"/s/{space}/people/{ids[username]}/code")
        assert answer.status_code == 303, answer.text
        shown = browser.get(answer.location)
        found = CODE.search(shown.text)
        assert found is not None
        return found[0], answer.location

    return make


def test_the_owner_chooses_the_password_and_is_in(
    client: Browser,
    app: Flask,
    make_code: Callable[..., tuple[str, str]],
    send: Send,
    sign_in: Send,
    events: Callable[[str], list[str]],
) -> None:
    code, _page = make_code("tam")
    page = f"/first/{code}"
    assert "Trần Văn Tám" in client.get(page).text
    assert send(client, page, page=page, **NEW).location == "/"
    assert client.get("/account").status_code == 200
    assert sign_in(app.test_client(), "tam", OTHER).status_code == 303
    assert events("xa-sen")[-2:] == ["accounts.code_made", "accounts.password_chosen"]


def test_a_code_works_once(
    client: Browser, make_code: Callable[..., tuple[str, str]], send: Send, app: Flask
) -> None:
    code, _page = make_code("tam")
    page = f"/first/{code}"
    assert send(client, page, page=page, **NEW).status_code == 303
    again: Browser = app.test_client()  # type: ignore[assignment]
    assert again.get(page).status_code == 404
    assert send(again, page, page="/sign-in", **NEW).status_code == 404


def test_a_code_sent_twice_at_the_same_moment_works_once(
    make_code: Callable[..., tuple[str, str]],
    send: Send,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, _page = make_code("tam")
    page = f"/first/{code}"
    both = Barrier(2, timeout=20)
    monkeypatch.setattr(passwords, "check_strength", lambda *_: both.wait())

    def choose(_: int) -> int:
        return send(app.test_client(), page, page=page, **NEW).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(choose, range(2))) == [303, 404]


def test_a_used_code_answers_like_an_unknown_one(
    client: Browser, make_code: Callable[..., tuple[str, str]], send: Send
) -> None:
    code, _page = make_code("tam")
    send(client, f"/first/{code}", page=f"/first/{code}", **NEW)
    used, unknown = client.get(f"/first/{code}"), client.get("/first/AAAA-BBBB-CCCC")
    assert used.status_code == unknown.status_code == 404
    assert used.data == unknown.data


def test_looking_at_a_code_does_not_use_it_and_neither_does_a_weak_password(
    client: Browser, make_code: Callable[..., tuple[str, str]], send: Send
) -> None:
    code, _page = make_code("tam")
    page = f"/first/{code.lower().replace('-', ' ')}"
    client.get(page)
    weak = send(client, page, page=page, password="tranvantam12345", again="tranvantam12345")
    assert weak.status_code == 422
    assert send(client, page, page=page, **NEW).status_code == 303


def test_a_code_typed_by_hand_stays_out_of_every_address(
    client: Browser, make_code: Callable[..., tuple[str, str]], send: Send
) -> None:
    code, _page = make_code("tam")
    answer = send(client, "/first", page="/first", code=f" {code} ")
    assert answer.status_code == 200
    assert "Trần Văn Tám" in answer.text
    assert f'name="code" type="hidden" value=" {code} "' in answer.text
    assert f"/{code}" not in answer.text
    typed = {"page": "/first", "code": f" {code} "}
    weak = send(client, "/first/password", password="1234", again="1234", **typed)
    assert weak.status_code == 422
    assert code in weak.text
    assert send(client, "/first/password", **NEW, **typed).location == "/"
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize("typed", ["", "AAAA-BBBB-CCCC"])
def test_a_wrong_code_is_said_beside_its_field(client: Browser, send: Send, typed: str) -> None:
    answer = send(client, "/first", page="/first", code=typed)
    assert answer.status_code == 422
    assert 'id="code-error"' in answer.text
    assert send(client, "/first/password", page="/first", code=typed, **NEW).status_code == 404


def test_a_code_ends_with_its_time_and_with_the_next_one(
    client: Browser, make_code: Callable[..., tuple[str, str]], owner: sa.Connection
) -> None:
    first, _page = make_code("tam")
    second, _page = make_code("tam")
    assert client.get(f"/first/{first}").status_code == 404
    assert client.get(f"/first/{second}").status_code == 200
    hours = owner.scalar(
        sa.text("select max(extract(epoch from expires_at - made_at) / 3600) from one_time_code")
    )
    assert round(float(hours or 0)) == 72
    owner.execute(sa.text("update one_time_code set expires_at = now()"))
    assert client.get(f"/first/{second}").status_code == 404


def test_how_long_a_code_is_good_is_a_setting(
    make_code: Callable[..., tuple[str, str]], owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    owner.execute(
        sa.text("insert into space_setting values (:id, 'accounts.code_hours', '5', 1)"),
        {"id": space_ids["xa-sen"]},
    )
    make_code("tam")
    hours = owner.scalar(
        sa.text("select extract(epoch from expires_at - made_at) / 3600 from one_time_code")
    )
    assert round(float(hours or 0)) == 5


def test_a_code_of_a_disabled_account_lets_nobody_in(
    client: Browser, make_code: Callable[..., tuple[str, str]], owner: sa.Connection
) -> None:
    code, _page = make_code("tam")
    owner.execute(sa.text("update account set disabled_at = now() where username = 'tam'"))
    assert client.get(f"/first/{code}").status_code == 404


def test_nothing_in_the_database_gives_a_code_away(
    make_code: Callable[..., tuple[str, str]], owner: sa.Connection
) -> None:
    code, _page = make_code("tam")
    row = str(owner.execute(sa.text("select * from one_time_code")).mappings().one())
    assert code not in row
    assert code.replace("-", "") not in row


def test_a_reset_opens_a_locked_account_and_ends_its_sessions(
    client: Browser,
    app: Flask,
    as_: Callable[[str], Browser],
    give_password: Callable[..., None],
    make_code: Callable[..., tuple[str, str]],
    send: Send,
    sign_in: Send,
) -> None:
    give_password("tam")
    before = as_("tam")
    for _ in range(6):
        sign_in(client, "tam", OTHER)
    assert sign_in(client, "tam", PASSWORD).status_code == 422
    code, _page = make_code("tam")
    assert sign_in(client, "tam", PASSWORD).status_code == 303, "the present one holds until then"
    assert before.get("/account").status_code == 200
    fresh: Browser = app.test_client()  # type: ignore[assignment]
    send(fresh, f"/first/{code}", page=f"/first/{code}", **NEW)
    assert before.get("/account").status_code == 302
    assert sign_in(app.test_client(), "tam", PASSWORD).status_code == 422


def test_only_its_maker_sees_a_code_and_only_for_ten_minutes(
    as_: Callable[[str], Browser],
    make_code: Callable[..., tuple[str, str]],
    owner: sa.Connection,
    ids: dict[str, int],
) -> None:
    _code, page = make_code("tam")
    lan, hoa = as_("lan"), as_("hoa")
    drawing = lan.get(f"{page}.svg")
    assert drawing.status_code == 200
    assert drawing.mimetype == "image/svg+xml"
    assert b"<svg" in drawing.data
    assert drawing.headers["Cache-Control"] == "no-store"
    assert lan.get(page).headers["Cache-Control"] == "no-store"
    assert hoa.get(page).status_code == hoa.get(f"{page}.svg").status_code == 404
    another = page.replace(f"/people/{ids['tam']}/", f"/people/{ids['sau']}/")
    assert lan.get(another).status_code == 404
    owner.execute(sa.text("update one_time_code set made_at = now() - interval '11 min'"))
    assert lan.get(page).status_code == lan.get(f"{page}.svg").status_code == 404


def test_guessing_codes_slows_the_address(client: Browser, owner: sa.Connection) -> None:
    for _ in range(60):
        assert client.get("/first/AAAA-AAAA-AAAA").status_code == 404
    assert client.get("/first/AAAA-AAAA-AAAA").status_code == 429


@pytest.mark.parametrize(
    "change",
    ["update one_time_code set expires_at = now()", "update account set disabled_at = now()"],
)
def test_a_code_voided_while_its_password_is_checked_opens_nothing(
    client: Browser,
    make_code: Callable[..., tuple[str, str]],
    owner: sa.Connection,
    monkeypatch: pytest.MonkeyPatch,
    change: str,
) -> None:
    code, _page = make_code("tam")
    page = f"/first/{code}"
    form = {**client.tokens(page), **NEW}
    check = passwords.check_strength

    def slow_check(account: Account, password: str) -> None:
        check(account, password)
        owner.execute(sa.text(change))

    monkeypatch.setattr(passwords, "check_strength", slow_check)
    assert client.post(page, data=form).status_code == 404
    owner.execute(sa.text("update account set disabled_at = null"))
    assert client.get("/account").status_code == 302
    kept = sa.text("select password_hash from account where username = 'tam'")
    assert owner.scalar(kept) is None
