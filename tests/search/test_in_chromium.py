"""The search in a real browser: the box on every page, wide and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portal.testing.live import PHONE, check_look

pytestmark = pytest.mark.browser


def test_the_box_on_every_page_leads_to_the_finds(new_page: Callable[..., Page]) -> None:
    page = new_page("hoa", size=(1440, 900))
    page.goto("/s/huyen/")
    page.locator("#find").fill("thi lan")
    page.locator("#find").press("Enter")
    expect(page.locator("main")).to_contain_text("Nguyễn Thị Lan")
    page.get_by_role("link", name="Nguyễn Thị Lan").click()
    expect(page.locator("h1")).to_contain_text("Nguyễn Thị Lan")


@pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["wide", "phone"])
def test_the_search_is_accessible_and_fits(
    new_page: Callable[..., Page], add_officer: Callable[..., None], size: tuple[int, int]
) -> None:
    add_officer("xa-sen", "Đặng Thị Xã", "dang thi xa", 40)
    page = new_page("hoa", size=size)
    for address in (
        "/search",
        "/search?q=x",
        "/search?q=zzzz",
        "/search?q=xa",
        "/search?q=xa&source=spaces.officers&page=2",
    ):
        page.goto(address)
        check_look(page)


def test_the_keyboard_suffices(
    new_page: Callable[..., Page], add_officer: Callable[..., None]
) -> None:
    add_officer("xa-sen", "Đặng Thị Xã", "dang thi xa", 40)
    page = new_page("hoa", size=(1440, 900))
    page.goto("/search?q=xa")
    groups = page.locator("main nav a[href^='#found-']")
    assert groups.count() >= 2, "finds of several kinds, each a key away"
    groups.filter(has_text="Cán bộ").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Xem tất cả: Cán bộ"
    page.keyboard.press("Enter")
    page.wait_for_url("**source=spaces.officers**")
    expect(page.locator("main .rail > li")).to_have_count(25)
