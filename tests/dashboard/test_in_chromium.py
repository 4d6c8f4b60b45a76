"""The overview in a real browser: wide, on a phone, on paper, without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portal.testing.live import PHONE, check_look

pytestmark = pytest.mark.browser
WIDE = (1440, 900)
ADDRESSES = ("/s/huyen/", "/s/huyen/?by=line&year=2024", "/s/huyen/?as_of=x", "/s/xa-sen/")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_overview_is_accessible_and_fits(
    new_page: Callable[..., Page], more_communes: Callable[[int], None], size: tuple[int, int]
) -> None:
    more_communes(30)
    page = new_page("hoa", size=size)
    for address in ADDRESSES:
        page.goto(address)
        check_look(page)


def test_a_column_sorts_and_a_year_is_chosen_without_scripts(
    new_page: Callable[..., Page],
) -> None:
    page = new_page("hoa", java_script_enabled=False)
    page.goto("/s/huyen/")
    page.locator("thead a").first.click()
    expect(page.locator("thead th").first).to_have_attribute("aria-sort", "ascending")
    page.locator("#as-of").fill("31/3/2024")
    page.locator("form.days button").click()
    expect(page.locator("main")).to_contain_text("Từ 01/01/2024 đến 31/03/2024")
    expect(page.locator("thead th").first).to_have_attribute("aria-sort", "ascending")
    page.locator("tbody th a").first.click()
    expect(page.locator(".head .org")).to_contain_text("xã Lúa")


def test_the_overview_prints_without_its_controls(new_page: Callable[..., Page]) -> None:
    page = new_page("hoa")
    page.goto("/s/huyen/")
    page.emulate_media(media="print")
    expect(page.locator("form.days")).to_be_hidden()
    expect(page.locator("main table")).to_be_visible()
