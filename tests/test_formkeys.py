"""One-time keys of forms: each form of a page has its own, and only those of the session count."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from portal.testing.client import Browser

As = Callable[[str], Browser]
KEY = re.compile(r'name="form_key" value="([^"]+)"')


def keys_of(browser: Browser) -> list[str]:
    return KEY.findall(browser.get("/", follow_redirects=True).text)


def choose(browser: Browser, key: str, theme: str = "dark") -> int:
    sent = {**browser.tokens(), "form_key": key, "theme": theme, "next": "/"}
    return browser.post("/theme", data=sent).status_code


def test_each_form_of_each_page_has_a_key_of_its_own(as_: As, owner: sa.Connection) -> None:
    lan = as_("lan")
    keys = keys_of(lan) + keys_of(lan)
    assert len(keys) >= 8
    assert len(set(keys)) == len(keys)
    for key in keys[:3]:
        assert choose(lan, key) == 303
    assert owner.scalar(sa.text("select count(*) from used_form_key")) == 3


def test_a_form_sent_twice_changes_once(as_: As, owner: sa.Connection) -> None:
    lan = as_("lan")
    key, *_others = keys_of(lan)
    assert choose(lan, key, "dark") == choose(lan, key, "light") == 303
    chosen = owner.scalar(sa.text("select theme from account where username = 'lan'"))
    assert chosen == "dark"


@pytest.mark.parametrize(
    "broken",
    ["", "{signed}", "-{signed}", "x-{signed}", "-1-{signed}", "12345-{signed}", "0-{signed}x"],
)
def test_a_key_that_nobody_was_given_is_refused(as_: As, broken: str) -> None:
    lan = as_("lan")
    _number, _dash, signed = keys_of(lan)[0].partition("-")
    assert choose(lan, broken.format(signed=signed)) == 422


def test_the_key_of_another_session_is_refused(as_: As) -> None:
    assert choose(as_("lan"), keys_of(as_("hoa"))[0]) == 422
