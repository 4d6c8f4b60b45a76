"""The page of notices in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portal.notifications.actions import notify
from portal.testing.live import PHONE, check_look
from tests.notifications.conftest import Acting

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("kinds")]
LARGE = (1440, 900)
LONG = "khóm 3, thị trấn Sen, nơi tổ Nhân dân tự quản số 12 họp vào tối thứ bảy tuần này"


@pytest.mark.parametrize("size", [LARGE, PHONE], ids=["large", "phone"])
def test_notices_are_accessible_and_fit(
    new_page: Callable[..., Page],
    acting: Acting,
    ids: dict[str, int],
    size: tuple[int, int],
) -> None:
    page = new_page("tam", size=size)
    page.goto("/notices")
    check_look(page)
    with acting("lan", "xa-sen") as space:
        for place in ("Ấp Một", LONG, "Ấp Ba"):
            notify([ids["tam"]], "test.asked", {"place": place}, space_id=space, url="/s/xa-sen/")
    for address in ("/notices", "/notices?show=new", "/notices/preferences"):
        page.goto(address)
        check_look(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_notice_is_opened_with_one_press(
    new_page: Callable[..., Page], acting: Acting, ids: dict[str, int], scripts: bool
) -> None:
    with acting("lan", "xa-sen") as space:
        for place in ("Ấp Một", "Ấp Hai"):
            notify([ids["tam"]], "test.asked", {"place": place}, space_id=space, url="/s/xa-sen/")
    page = new_page("tam", java_script_enabled=scripts)
    page.goto("/")
    expect(page.locator(".pip")).to_have_text("2")
    page.locator(".tools a:has(.pip)").click()
    page.get_by_role("button", name="You are asked to visit Ấp Hai.", exact=True).click()
    expect(page).to_have_url("/s/xa-sen/")
    expect(page.locator(".pip")).to_have_text("1")
    page.goto("/notices")
    page.locator(".todo form .btn").click()
    expect(page.locator(".pip")).to_have_count(0)
    page.locator(".note form button").click()
    expect(page.locator(".pip")).to_have_text("1")
    page.locator(".acts form .btn").click()
    expect(page.locator(".pip")).to_have_count(0)
