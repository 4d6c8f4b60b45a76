"""Looks from above in a real browser: granted, seen, withdrawn; wide and on a phone."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal.testing.live import PHONE, WIDE, check_look

from .conftest import NAMES, SPACE, As

pytestmark = pytest.mark.browser


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the page where somebody wants to look at it."""
    folder = os.environ.get("PORTAL_LOOK")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_pages_of_looks_look_right(
    new_page: Callable[..., Page], as_: As, granted: Any, size: tuple[int, int]
) -> None:
    grant = granted("hoa", "huyen", document="Kế hoạch số 12-KH/HU")
    asked = granted("hoa", "huyen", state="asked", valid_from=None, note="đối chiếu quý III")
    for page in (NAMES, f"{SPACE}/history", NAMES):
        as_("hoa").get(page)
    lan = new_page("lan", size=size, bypass_csp=True)
    for name, address in (
        ("log", "looks"),
        ("none", "looks?q=khong-ai"),
        ("grants", "looks/grants"),
        ("new", "looks/grants/new"),
        ("grant", f"looks/grants/{grant}"),
        ("asked", f"looks/grants/{asked}"),
        ("take", "looks/export/looks.xlsx"),
    ):
        lan.goto(f"{SPACE}/{address}")
        shoot(lan, f"looks-{name}-{size[0]}")
        check_look(lan)
    hoa = new_page("hoa", size=size, bypass_csp=True)
    for name, address in (("ask", f"{SPACE}/looks/ask"), ("by-grant", NAMES)):
        hoa.goto(address)
        shoot(hoa, f"looks-{name}-{size[0]}")
        check_look(hoa)


def test_a_look_is_granted_and_withdrawn_without_scripts(
    new_page: Callable[..., Page], size: tuple[int, int] = PHONE
) -> None:
    lan = new_page("lan", size=size, java_script_enabled=False)
    lan.goto(f"{SPACE}/looks/grants")
    lan.get_by_role("link", name="Cho phép xem").first.click()
    lan.get_by_label("Người được xem").select_option(label="Đặng Thị Hoà – Huyện uỷ Đồng Sen")
    lan.get_by_label("Kiểm tra", exact=True).check()
    lan.get_by_role("button", name="Cho phép xem").click()
    expect(lan.get_by_role("alert")).to_be_visible()
    expect(lan.get_by_label("Kiểm tra", exact=True)).to_be_checked()
