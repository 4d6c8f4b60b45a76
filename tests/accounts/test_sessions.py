"""My sign-ins: seen, ended, never another's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.testing.client import Browser

from .conftest import OTHER, PASSWORD

Send = Callable[..., TestResponse]
PHONE = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"


@pytest.fixture
def sessions(owner: sa.Connection) -> Callable[[str], list[int]]:
    """The ids of somebody's sessions that have not ended."""

    def of(username: str) -> list[int]:
        rows = owner.execute(
            sa.text(
                "select s.id from account_session s join account a on a.id = account_id"
                " where username = :u and ended_at is null order by s.id"
            ),
            {"u": username},
        )
        return list(rows.scalars())

    return of


def is_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200


def test_the_page_lists_my_devices_and_nobody_elses(
    app: Flask, as_: Callable[[str], Browser], give_password: Callable[..., None], sign_in: Send
) -> None:
    give_password("lan")
    phone: Browser = app.test_client()  # type: ignore[assignment]
    phone.environ_base["HTTP_USER_AGENT"] = PHONE
    phone.environ_base["REMOTE_ADDR"] = "10.7.7.7"
    sign_in(phone, "lan", PASSWORD)
    minh = as_("minh")
    minh.environ_base["REMOTE_ADDR"] = "10.8.8.8"
    page = as_("lan").get("/account/sessions").text
    assert "Chrome, Android" in page
    assert "10.7.7.7" in page
    assert "10.8.8.8" not in page
    assert page.count('role="rowheader"') == 2


def test_one_device_is_signed_out_and_another_stays(
    as_: Callable[[str], Browser], sessions: Callable[[str], list[int]], send: Send
) -> None:
    first, second = as_("lan"), as_("lan")
    answer = send(first, f"/account/sessions/{sessions('lan')[1]}/end")
    assert answer.status_code == 303
    assert is_in(first)
    assert not is_in(second)


def test_anothers_session_answers_like_an_unknown_one(
    as_: Callable[[str], Browser], sessions: Callable[[str], list[int]], send: Send
) -> None:
    lan, minh = as_("lan"), as_("minh")
    foreign = send(minh, f"/account/sessions/{sessions('lan')[0]}/end")
    unknown = send(minh, "/account/sessions/999999/end")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.data == unknown.data
    assert is_in(lan)


def test_all_others_are_signed_out_at_once(as_: Callable[[str], Browser], send: Send) -> None:
    others, minh = [as_("lan"), as_("lan")], as_("minh")
    mine = as_("lan")
    assert send(mine, "/account/sessions/end-others").status_code == 303
    assert is_in(mine)
    assert is_in(minh)
    assert not any(is_in(other) for other in others)


def test_signing_out_ends_the_session_itself_not_only_the_cookie(
    as_: Callable[[str], Browser], send: Send
) -> None:
    browser = as_("lan")
    with browser.session_transaction() as cookie:
        secret = cookie["_user_id"]
    assert send(browser, "/sign-out").location == "/sign-in"
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = secret
    assert not is_in(browser)


def test_a_changed_password_ends_every_other_session(
    app: Flask,
    as_: Callable[[str], Browser],
    give_password: Callable[..., None],
    send: Send,
    sign_in: Send,
) -> None:
    give_password("lan")
    mine, other = as_("lan"), as_("lan")
    wrong = send(mine, "/account/password", present=OTHER, password=OTHER, again=OTHER)
    assert wrong.status_code == 422
    weak = send(
        mine, "/account/password", present=PASSWORD, password="matkhau12345", again="matkhau12345"
    )
    assert weak.status_code == 422
    assert is_in(other)
    right = send(mine, "/account/password", present=PASSWORD, password=OTHER, again=OTHER)
    assert right.status_code == 303
    assert is_in(mine)
    assert not is_in(other)
    fresh = app.test_client()
    assert sign_in(fresh, "lan", PASSWORD).status_code == 422
    assert sign_in(fresh, "lan", OTHER).status_code == 303


def test_guessing_the_present_password_locks_like_guessing_at_the_door(
    app: Flask,
    as_: Callable[[str], Browser],
    give_password: Callable[..., None],
    send: Send,
    sign_in: Send,
) -> None:
    give_password("lan")
    browser = as_("lan")
    for _ in range(5):
        send(browser, "/account/password", present=OTHER, password=OTHER, again=OTHER)
    right = send(browser, "/account/password", present=PASSWORD, password=OTHER, again=OTHER)
    assert right.status_code == 422
    assert sign_in(app.test_client(), "lan", PASSWORD).status_code == 422


def test_a_session_idles_out_and_ends_for_good_at_its_limit(
    as_: Callable[[str], Browser], owner: sa.Connection
) -> None:
    browser = as_("lan")
    owner.execute(
        sa.text("update account_session set last_used_at = last_used_at - interval '14 min'")
    )
    assert is_in(browser)
    owner.execute(
        sa.text("update account_session set last_used_at = last_used_at - interval '16 min'")
    )
    assert not is_in(browser)
    browser = as_("lan")
    owner.execute(sa.text("update account_session set expires_at = now()"))
    assert not is_in(browser)


def test_the_colours_are_kept_with_the_account(
    as_: Callable[[str], Browser], send: Send, owner: sa.Connection
) -> None:
    browser = as_("lan")
    assert send(browser, "/theme", theme="dark", next="/account").location == "/account"
    assert 'data-theme="dark"' in browser.get("/account").text
    assert send(browser, "/theme", theme="loud").status_code == 422


def test_whoever_sends_a_form_after_the_session_learns_that_it_is_not_saved(
    as_: Callable[[str], Browser], owner: sa.Connection
) -> None:
    lan = as_("lan")
    tokens = lan.tokens("/account")
    owner.execute(sa.text("update account_session set ended_at = now()"))
    page = "/account/sessions"
    for form, next_page in (
        ("/choose-password", "/choose-password"),
        ("/account/sessions/end-others", page),
    ):
        led = lan.post(form, data=tokens, headers={"Referer": f"http://localhost{page}"})
        assert led.status_code == 302
        assert led.location == f"/sign-in?next={next_page}", "a page that opens"
        assert "chưa được lưu" in lan.get(led.location).text
    assert "chưa được lưu" not in lan.get(lan.get("/account").location).text
