"""The door: who gets in, what a stranger learns, where one goes next."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse, create_environ
from werkzeug.utils import redirect

from portal.accounts import passwords
from portal.addressing import is_own_address
from portal.testing.client import Browser

from .conftest import OTHER, PASSWORD

SignIn = Callable[..., TestResponse]
Give = Callable[..., None]


@pytest.fixture
def lan(owner: sa.Connection, give_password: Give) -> None:
    """Lan has a password, a phone number and an e-mail address."""
    give_password("lan")
    owner.execute(
        sa.text(
            "update account set phone = '0939214687', email = 'lan@xa.gov.vn'"
            " where username = 'lan'"
        )
    )


@pytest.mark.parametrize("name", ["lan", " LAN ", "0939 214 687", "+84939214687", "Lan@xa.gov.vn"])
def test_one_signs_in_with_any_of_three_names(
    client: Browser, lan: None, sign_in: SignIn, name: str
) -> None:
    answer = sign_in(client, name, PASSWORD, target="/s/xa-sen/people?q=a")
    assert (answer.status_code, answer.location) == (303, "/s/xa-sen/people?q=a")
    assert client.get("/s/xa-sen/people").status_code == 200


def test_the_door_does_not_tell_whether_an_account_exists(
    client: Browser, lan: None, owner: sa.Connection, sign_in: SignIn, give_password: Give
) -> None:
    give_password("minh")
    owner.execute(sa.text("update account set disabled_at = now() where username = 'minh'"))
    wrong = sign_in(client, "lan", OTHER)
    assert wrong.status_code == 422
    for name, password in (("nobody", OTHER), ("tam", OTHER), ("minh", PASSWORD), ("", "")):
        answer = sign_in(client, name or "lan", password or "wrong")
        assert _without_what_was_typed(answer) == _without_what_was_typed(wrong)


def test_the_door_works_as_hard_for_an_unknown_account(
    client: Browser, lan: None, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, kept: str, password: str) -> bool:
        hashes.append(kept)
        return verify(self, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    for name in ("lan", "nobody", "tam", "0939000000", "x@y.vn"):
        hashes.clear()
        sign_in(client, name, OTHER)
        assert len(hashes) == 1
        assert passwords.hasher.check_needs_rehash(hashes[0]) is False


def test_passwords_are_hashed_with_the_work_that_rfc_9106_asks(
    shipped_hasher: PasswordHasher,
) -> None:
    kept = shipped_hasher.hash(PASSWORD)
    assert extract_parameters(kept) == RFC_9106_LOW_MEMORY
    assert shipped_hasher.verify(kept, PASSWORD)


def test_a_hash_made_with_other_parameters_is_made_anew(
    client: Browser, lan: None, owner: sa.Connection, sign_in: SignIn
) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    owner.execute(
        sa.text("update account set password_hash = :h where username = 'lan'"), {"h": weak}
    )
    assert sign_in(client, "lan", PASSWORD).status_code == 303
    kept = owner.scalar(sa.text("select password_hash from account where username = 'lan'"))
    assert not passwords.is_outdated(str(kept))
    assert passwords.is_right(str(kept), PASSWORD)


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "\\\\example.org",
        "javascript:alert(1)",
        "/\t/example.org",
        "example.org",
        "http:///example.org",
        "///example.org/x",
        "////example.org/x",
        "/x//example.org",
        "/\x85/example.org",
        "//[",
    ],
)
def test_one_never_goes_on_to_a_foreign_address(
    client: Browser, lan: None, sign_in: SignIn, target: str
) -> None:
    assert not is_own_address(target)
    assert sign_in(client, "lan", PASSWORD, target=target).location == "/"


@pytest.mark.parametrize("page", ["/language", "/theme", "/sign-in"])
def test_neither_language_nor_colours_lead_to_a_foreign_address(
    as_: Callable[[str], Browser], page: str
) -> None:
    lan, target = as_("lan"), "////example.org/x"
    if page == "/sign-in":
        assert lan.get(f"{page}?next={target}").location == "/"
        return
    chosen = {"language": "vi", "theme": "dark", "next": target}
    answer = lan.post(page, data={**lan.tokens("/account"), **chosen})
    assert (answer.status_code, answer.location) == (303, "/")


PIECES = st.sampled_from([*"/\\.\t\n\0 @:?#[\u3000", "..", "e.vn"])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=8).map("".join))
def test_what_counts_as_an_own_address_leads_to_no_other_host(target: str) -> None:
    if is_own_address(target):
        headers = redirect(target).get_wsgi_headers(create_environ(base_url="https://x.vn/"))
        location = headers["Location"]
        read = location.replace("\\", "/").translate({9: None, 10: None, 13: None})
        assert read.startswith("/") and not read.startswith("//")


def test_signing_in_forgets_what_the_browser_carried_before(
    client: Browser, lan: None, sign_in: SignIn
) -> None:
    with client.session_transaction() as cookie:
        cookie["planted"] = "x"
    sign_in(client, "lan", PASSWORD)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie


def test_a_form_without_its_token_is_refused(client: Browser, lan: None) -> None:
    answer = client.post("/sign-in", data={"name": "lan", "password": PASSWORD})
    assert answer.status_code == 400
    assert client.get("/account").status_code == 302


def test_the_language_is_chosen_at_the_door_and_kept_with_the_account(
    client: Browser, lan: None, sign_in: SignIn, send: SignIn, owner: sa.Connection
) -> None:
    assert 'lang="vi"' in client.get("/sign-in").text
    answer = send(
        client, "/language", page="/sign-in", language="en", next="/sign-in?next=/account"
    )
    assert answer.location == "/sign-in?next=/account"
    assert "Use the account that your organization gave you." in client.get("/sign-in").text
    sign_in(client, "lan", PASSWORD)
    send(client, "/language", language="vi", next="//example.org")
    kept = sa.text("select language from account where username = 'lan'")
    assert owner.scalar(kept) == "vi"
    assert send(client, "/language", language="xx").status_code == 422
    assert owner.scalar(kept) == "vi"


def test_somebody_with_a_foreign_password_must_choose_an_own_one(
    app: Flask, client: Browser, lan: None, owner: sa.Connection, sign_in: SignIn, send: SignIn
) -> None:
    owner.execute(sa.text("update account set must_choose_password = true where username = 'lan'"))
    sign_in(client, "lan", PASSWORD)
    assert client.get("/s/xa-sen/people").location == "/choose-password"
    page = "/choose-password"
    weak = send(client, page, page=page, password="matkhau1234567", again="matkhau1234567")
    assert weak.status_code == 422
    differing = send(client, page, page=page, password=OTHER, again=PASSWORD)
    assert differing.status_code == 422
    assert send(client, page, page=page, password=OTHER, again=OTHER).location == "/"
    assert client.get("/s/xa-sen/people").status_code == 200
    assert client.get(page).location == "/account"
    assert sign_in(app.test_client(), "lan", OTHER).status_code == 303  # type: ignore[arg-type]


def test_whoever_has_a_password_gives_it_to_put_another_in_its_place(
    app: Flask, client: Browser, lan: None, sign_in: SignIn, send: SignIn
) -> None:
    sign_in(client, "lan", PASSWORD)
    refused = send(client, "/choose-password", password=OTHER, again=OTHER)
    assert refused.status_code == 403
    assert sign_in(app.test_client(), "lan", OTHER).status_code == 422  # type: ignore[arg-type]
    assert sign_in(app.test_client(), "lan", PASSWORD).status_code == 303  # type: ignore[arg-type]


CHANGED = "update account set password_hash = 'another' where username = 'lan'"
DISABLED = "update account set disabled_at = now() where username = 'lan'"


@pytest.fixture
def meanwhile(owner: sa.Connection, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Do something to the database right after a password was found right: `meanwhile(sql)`."""

    def happen(change: str) -> None:
        check = passwords.is_right

        def slow_check(kept: str | None, password: str) -> bool:
            right = check(kept, password)
            owner.execute(sa.text(change))
            return right

        monkeypatch.setattr(passwords, "is_right", slow_check)

    return happen


@pytest.mark.parametrize("change", [CHANGED, DISABLED])
def test_a_password_that_changes_while_it_is_checked_opens_nothing(
    client: Browser,
    lan: None,
    sign_in: SignIn,
    meanwhile: Callable[[str], None],
    owner: sa.Connection,
    change: str,
) -> None:
    meanwhile(change)
    assert sign_in(client, "lan", PASSWORD).status_code == 422
    assert owner.scalar(sa.text("select count(*) from account_session")) == 0


def test_a_password_that_changes_while_it_is_checked_is_not_put_away(
    client: Browser,
    lan: None,
    sign_in: SignIn,
    send: SignIn,
    meanwhile: Callable[[str], None],
    owner: sa.Connection,
) -> None:
    sign_in(client, "lan", PASSWORD)
    tokens = client.tokens("/account")
    meanwhile(CHANGED)
    form = {**tokens, "present": PASSWORD, "password": OTHER, "again": OTHER}
    assert client.post("/account/password", data=form).status_code == 422
    kept = sa.text("select password_hash from account where username = 'lan'")
    assert owner.scalar(kept) == "another"


def _without_what_was_typed(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, re.sub(r'value="[^"]*"', "", answer.text)
