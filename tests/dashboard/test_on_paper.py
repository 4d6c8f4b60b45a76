"""The overview on paper: a summary of one sheet of A4, for a commune and for the whole district."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
SHEET = (624, 971)
"""What the margins leave of A4 (165 × 257 mm), at 96 dots an inch."""
SPACES = {
    "danvan": "/s/huyen-uy-tan-hong/",
    "tanhoco": "/s/dang-uy-tan-ho-co/",
    "phunutanhoco": "/s/hoi-lhpn-tan-ho-co/",
}
ROWS = {"danvan": 9, "tanhoco": 6, "phunutanhoco": 0}
SMALLEST = """
    Math.min(...[...document.querySelectorAll("main *")]
        .filter((each) => each.checkVisibility() && each.textContent.trim())
        .map((each) => parseFloat(getComputedStyle(each).fontSize)))
"""


def test_the_demos_overviews_print_on_one_page(app: Flask, new_page: Callable[..., Page]) -> None:
    """The district has nine communes; Chromium shrinks what hangs over, so nothing may."""
    loaded = app.test_cli_runner().invoke(args=["demo", "load"])
    assert loaded.exit_code == 0, loaded.output
    for desk, address in SPACES.items():
        page = new_page(desk, size=SHEET)
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.emulate_media(media="print")
        for part in (".letterhead", ".ledger, .panel > .body", ".stats", ".targets"):
            expect(page.locator(part).first).to_be_visible()
        expect(page.locator("main tbody tr")).to_have_count(ROWS[desk])
        assert page.evaluate("document.documentElement.scrollWidth") <= SHEET[0], desk
        assert page.evaluate(SMALLEST) >= 12, "nine points"
        assert page.pdf(prefer_css_page_size=True).count(b"/MediaBox") == 1, desk
