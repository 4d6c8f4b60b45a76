"""Wrong tries lock an account; they only slow an address, which a whole commune may share."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.accounts import throttle
from portal.database import map_session
from portal.testing.client import Browser

from .conftest import OTHER, PASSWORD

SignIn = Callable[..., TestResponse]


@pytest.fixture
def later(owner: sa.Connection) -> Callable[[float], None]:
    """Let hours pass for everything tried so far."""

    def pass_(hours: float) -> None:
        owner.execute(
            sa.text("update sign_in_attempt set at = at - make_interval(secs => :s)"),
            {"s": hours * 3600},
        )

    return pass_


def fail(browser: Browser, sign_in: SignIn, name: str = "lan", times: int = throttle.TRIES) -> None:
    for _ in range(times):
        assert sign_in(browser, name, OTHER).status_code == 422


def test_an_account_is_locked_after_five_wrong_tries_by_whatever_name(
    client: Browser, owner: sa.Connection, sign_in: SignIn, give_password: Callable[..., None]
) -> None:
    give_password("lan")
    owner.execute(sa.text("update account set phone = '0939214687' where username = 'lan'"))
    fail(client, sign_in, times=3)
    fail(client, sign_in, "0939 214 687", times=2)
    wrong = sign_in(client, "lan", OTHER)
    locked = sign_in(client, "lan", PASSWORD)
    assert locked.status_code == 422
    assert _sentence(locked) == _sentence(wrong)


def test_four_wrong_tries_lock_nothing_and_are_forgotten(
    client: Browser, app: Flask, sign_in: SignIn, give_password: Callable[..., None]
) -> None:
    give_password("lan")
    for _ in range(2):
        browser: Browser = app.test_client()  # type: ignore[assignment]
        fail(browser, sign_in, times=4)
        assert sign_in(browser, "lan", PASSWORD).status_code == 303


def test_a_lock_ends_by_itself_and_the_next_one_lasts_longer(
    client: Browser,
    app: Flask,
    sign_in: SignIn,
    give_password: Callable[..., None],
    later: Callable[[float], None],
) -> None:
    give_password("lan")
    fail(client, sign_in)
    later(11.9)
    assert sign_in(client, "lan", PASSWORD).status_code == 422
    later(0.2)
    fail(client, sign_in)
    later(23.9)
    assert sign_in(client, "lan", PASSWORD).status_code == 422
    later(0.2)
    assert sign_in(client, "lan", PASSWORD).status_code == 303


def test_an_unknown_name_is_locked_like_any_other(
    client: Browser, owner: sa.Connection, sign_in: SignIn
) -> None:
    fail(client, sign_in, "nobody", times=7)
    counted = owner.scalar(
        sa.text("select max(n) from (select count(*) n from sign_in_attempt group by key_hash) t")
    )
    names = owner.execute(sa.text("select key_hash from sign_in_attempt")).scalars().all()
    assert counted == 7, "the address counts every try"
    assert len(names) == 12, "the name only until it is locked"
    assert not any("nobody" in name or "127.0.0.1" in name for name in names)


def test_locking_one_account_locks_no_other_from_the_same_address(
    client: Browser, sign_in: SignIn, give_password: Callable[..., None]
) -> None:
    give_password("tam")
    fail(client, sign_in)
    assert sign_in(client, "tam", PASSWORD).status_code == 303


def test_an_address_is_slowed_after_many_wrong_tries_and_never_locked(
    client: Browser,
    app: Flask,
    sign_in: SignIn,
    give_password: Callable[..., None],
    later: Callable[[float], None],
) -> None:
    give_password("lan")
    with app.app_context(), map_session(write=True) as session:
        for _ in range(throttle.ADDRESS_TRIES):
            throttle.note_failure(session, throttle.key_of_address("127.0.0.1"))
    slowed = sign_in(client, "lan", PASSWORD)
    assert slowed.status_code == 429
    assert 1 <= int(slowed.headers["Retry-After"]) <= 2
    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "10.1.2.3"
    assert sign_in(elsewhere, "tam", OTHER).status_code == 422
    later(3 / 3600)
    assert sign_in(client, "lan", PASSWORD).status_code == 303


def test_the_wait_of_an_address_grows_and_stays_short(app: Flask) -> None:
    key = throttle.key_of_address
    waits = []
    for more in (throttle.ADDRESS_TRIES, 10, 300):
        with app.test_request_context(), map_session(write=True) as session:
            for _ in range(more):
                throttle.note_failure(session, key("10.0.0.1"))
        with app.test_request_context(), map_session(write=True) as session:
            with pytest.raises(throttle.TooMany) as slowed:
                throttle.slow_down(session, key("10.0.0.1"))
            waits.append(slowed.value.details["retry_after"])
    assert waits[0] < waits[1] < waits[2] <= throttle.LONGEST_WAIT


def test_one_visitor_with_many_addresses_counts_as_one(app: Flask) -> None:
    with app.app_context():
        key = throttle.key_of_address
        assert key("2001:db8:1:2::5") == key("2001:db8:1:2:ffff::1")
        assert key("2001:db8:1:2::5") != key("2001:db8:1:3::5")
        assert key("10.0.0.1") != key("10.0.0.2")


def test_tries_at_the_same_moment_share_one_allowance(app: Flask) -> None:
    def claimed(_: int) -> bool:
        with app.app_context(), map_session(write=True) as session:
            return throttle.claim(session, "one account", f"address {_}") is not None

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(claimed, range(16))) == throttle.TRIES


def _sentence(answer: TestResponse) -> str:
    return answer.text.partition('class="errs"')[2].partition("</ul>")[0]
