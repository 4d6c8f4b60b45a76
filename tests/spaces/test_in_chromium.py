"""The tree and its forms in a real browser: by keyboard, without scripts, wide and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from portal.testing.live import PHONE, check_look

pytestmark = pytest.mark.browser
PAGES = (
    "/spaces",
    "/spaces?q=lua&line=women",
    "/s/xa-sen/about",
    "/s/huyen/spaces",
    "/s/huyen/spaces?state=all&sort=-name",
    "/s/huyen/spaces/open",
    "/s/xa-sen/about/rename",
    "/s/xa-sen/about/move",
    "/s/phu-nu-xa-sen/about/close",
)


@pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["wide", "phone"])
def test_the_pages_are_accessible_and_fit(
    new_page: Callable[..., Page], size: tuple[int, int]
) -> None:
    page = new_page("hoa", size=size)
    for address in PAGES:
        page.goto(address)
        check_look(page)


def test_a_long_name_takes_no_list_over_the_edge_of_a_sheet(
    new_page: Callable[..., Page], owner: sa.Connection
) -> None:
    owner.exec_driver_sql("update space set name = name || ' của Mặt trận và các đoàn thể'")
    page = new_page("hoa", size=(624, 971))
    page.emulate_media(media="print")
    for address in ("/s/huyen/spaces", "/s/huyen/modules"):
        page.goto(address)
        expect(page.locator("main tbody th").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 624, address


def test_a_branch_opens_in_place_by_keyboard(new_page: Callable[..., Page]) -> None:
    page = new_page("hoa")
    page.goto("/spaces")
    below = page.locator(".tree a[href='/s/phu-nu-xa-lua/']")
    expect(below).to_have_count(0)
    page.locator("summary", has_text="xã Lúa").focus()
    page.keyboard.press("Enter")
    expect(below).to_be_visible()
    expect(page).to_have_url("/spaces")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/s/phu-nu-xa-lua/")


def test_a_branch_opens_as_a_page_without_scripts(new_page: Callable[..., Page]) -> None:
    page = new_page("hoa", java_script_enabled=False)
    page.goto("/spaces")
    page.locator("summary", has_text="xã Lúa").click()
    page.locator(".tree a[href='/spaces?under=xa-lua']").click()
    expect(page.locator(".tree a[href='/s/phu-nu-xa-lua/']")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_space_is_closed_after_its_reason_is_given_and_opened_again(
    new_page: Callable[..., Page], scripts: bool
) -> None:
    page = new_page("hoa", size=PHONE, java_script_enabled=scripts)
    page.goto("/s/phu-nu-xa-sen/about")
    page.locator(".acts .danger").click()
    page.locator("#document").fill("QĐ 2")
    page.locator("main .btn.danger").click()
    expect(page.locator(".errs a[href='#reason']")).to_be_visible()
    expect(page.locator("#document")).to_have_value("QĐ 2")
    page.locator("#reason").fill("Sáp nhập")
    page.locator("main .btn.danger").click()
    expect(page).to_have_url("/s/phu-nu-xa-sen/about")
    banner = page.locator("main .note.warn:not([data-trouble])")
    expect(banner).to_contain_text("Sáp nhập")

    page.locator(".acts a[href$='/reopen']").click()
    page.locator("#document").fill("QĐ 3")
    page.locator("main .btn.pri").click()
    expect(banner).to_have_count(0)


def test_a_new_name_is_undone_with_one_press(new_page: Callable[..., Page]) -> None:
    page = new_page("lan")
    page.goto("/s/xa-sen/about/rename")
    page.locator("#name").fill("Đảng uỷ xã Sen Hồng")
    page.locator("#address").fill("sen-hong")
    page.locator("main .btn.pri").click()
    expect(page).to_have_url(re.compile("/s/sen-hong/about$"))
    page.locator(".note form button").click()
    page.goto("/s/xa-sen/about")
    expect(page.locator("main .lede")).to_have_text("Đảng uỷ xã Sen")
    expect(page).to_have_url("/s/xa-sen/about")


def test_the_switcher_leads_to_the_last_space_and_the_tree(new_page: Callable[..., Page]) -> None:
    page = new_page("hoa")
    for address in ("/s/xa-sen/", "/s/huyen/"):
        page.goto(address)
    page.locator("button.switch").click()
    page.locator("#spaces a", has_text="Đảng uỷ xã Sen").click()
    expect(page).to_have_url("/s/xa-sen/")
    page.locator("button.switch").click()
    page.locator("#spaces a[href='/spaces']").click()
    expect(page.locator(".tree")).to_be_visible()
