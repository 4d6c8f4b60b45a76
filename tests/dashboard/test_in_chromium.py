"""The overview in a real browser: wide, on a phone, on paper, without scripts."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, expect

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


def test_the_overview_prints_with_the_head_of_a_document(new_page: Callable[..., Page]) -> None:
    page = new_page("hoa")
    page.goto("/s/huyen/")
    expect(page.locator(".letterhead")).to_be_hidden()
    expect(page.locator("button[data-print]")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".letterhead")).to_be_visible()
    expect(page.locator("button[data-print]")).to_be_hidden()
    expect(page.locator("form.days")).to_be_hidden()
    expect(page.locator("main table")).to_be_visible()


def test_nothing_hangs_over_at_200_percent(new_page: Callable[..., Page]) -> None:
    """A window of 1440 × 900 at 200 % is one of 720 × 450, drawn twice as fine."""
    page = new_page("hoa", size=(720, 450), device_scale_factor=2)
    for address in ADDRESSES:
        page.goto(address)
        check_look(page)


def test_the_overview_is_accessible_in_the_dark(new_page: Callable[..., Page]) -> None:
    page = new_page("hoa", size=WIDE, color_scheme="dark")
    page.goto("/s/huyen/")
    check_look(page)


@pytest.mark.parametrize("saving", [False, True], ids=["usual", "saving data"])
def test_a_first_visit_is_light_and_then_silent(
    new_page: Callable[..., Page], saving: bool
) -> None:
    """Bytes as a compressing proxy sends them; fonts are compressed already."""
    options = {"extra_http_headers": {"Save-Data": "on"}} if saving else {}
    page = new_page("hoa", **options)
    sizes: dict[str, int] = {}

    def weigh(response: Response) -> None:
        body = response.body()
        sizes[response.url] = len(body if "woff2" in response.url else gzip.compress(body))

    page.on("response", weigh)
    page.goto("/s/huyen/")
    page.wait_for_load_state("networkidle")
    assert sum(sizes.values()) < 120 * 1024, sizes
    assert any("font" in url for url in sizes) is not saving
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.mouse.wheel(0, 2000)
    page.wait_for_timeout(2000)
    assert asked == []
