"""The inbox in a real browser, on a large screen and on a phone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from portal.locale import today
from portal.testing.live import PHONE, check_look
from tests.inbox.conftest import Offer, Put
from tests.inbox.test_listing import grant

pytestmark = pytest.mark.browser
LARGE = (1440, 900)
LONG = "Báo cáo kết quả thực hiện kế hoạch dân vận khéo năm 2026 của khóm 3, tổ Nhân dân tự quản 12"


@pytest.mark.parametrize("size", [LARGE, PHONE], ids=["large", "phone"])
def test_the_inbox_is_accessible_and_fits(
    new_page: Callable[..., Page], offer: Offer, put: Put, size: tuple[int, int]
) -> None:
    page = new_page("lan", size=size)
    page.goto("/s/xa-sen/inbox")
    check_look(page)
    offer("test.one")
    offer("test.broken", select=lambda: 1 / 0)
    for name, days in (("Muộn", -3), (LONG, 2), ("Không hạn", None)):
        put("xa-sen", name, days)
    put("phu-nu-xa-sen", "Bên dưới", 40)
    for address in (
        "/s/xa-sen/inbox",
        "/s/xa-sen/inbox?at=phu-nu-xa-sen&source=test.one",
        "/s/xa-sen/inbox?source=none",
        "/inbox",
    ):
        page.goto(address)
        check_look(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_the_badge_to_the_thing_itself(
    new_page: Callable[..., Page], owner: sa.Connection, scripts: bool
) -> None:
    owner.execute(
        sa.text(
            "update space_membership set valid_to = :d where account_id ="
            " (select id from account where username = 'tam')"
        ),
        {"d": today() + dt.timedelta(days=2)},
    )
    page = new_page("lan", java_script_enabled=scripts)
    page.goto("/s/xa-sen/")
    expect(page.locator(".ledger li").first).to_contain_text("30 ngày")
    badge = page.locator("#menu a:has(.c) .c")
    expect(badge).to_contain_text("2")
    page.locator(".ledger li a.btn").first.click()
    expect(page).to_have_url("/s/xa-sen/inbox?source=accounts.roles")
    page.locator(".todo b").click()
    expect(page.locator("h1")).to_contain_text("Trần Văn Tám")
    grant(owner, "tam", "xa-sen", "viewer")
    page.locator("#menu a:has(.c)").click()
    expect(page).to_have_url("/s/xa-sen/inbox")
    expect(page.locator(".todo li")).to_have_count(1)
    expect(badge).to_contain_text("1")
