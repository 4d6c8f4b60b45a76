"""The register in a real browser, wide and on a phone."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.testing.live import PHONE, WIDE, check_look

from .register_ground import HERE, Put

pytestmark = pytest.mark.browser
MEMBERS = (
    ("Nguyễn Thị Ánh Tuyết", dt.date(1979, 5, 1), "0918402771", "087179000123"),
    ("Nguyễn Thị Bé Ba", dt.date(1968, 2, 2), "0939115208", None),
    ("Nguyễn Thị Cẩm Nhung", None, None, None),
    ("Lê Thị Kiều Oanh", dt.date(1983, 1, 9), None, "087183000124"),
)


@pytest.fixture
def four(put: Put, hamlets: dict[str, int]) -> list[int]:
    """Four members whose files are more or less complete."""
    made = [
        put(
            name,
            birth_date=born,
            phone=phone,
            citizen_id=number,
            area_id=hamlets["An Tài"],
            joined_on=dt.date(2004, 3, 8),
            traits={"core": True},
        )
        for name, born, phone, number in MEMBERS
    ]
    away = {"away_how": "working_away", "away_since": dt.date(2024, 1, 1)}
    return [*made, put("Trần Thị Mộng Thường", birth_year=1971, **away)]


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the page where somebody wants to look at it."""
    folder = os.environ.get("PORTAL_LOOK")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_register_looks_right(
    new_page: Callable[..., Page], four: list[int], size: tuple[int, int]
) -> None:
    page = new_page("thu", size=size, bypass_csp=True)
    for name, address in (
        ("list", ""),
        ("found", "?q=nguyen&file=some"),
        ("none", "?q=khong-ai"),
        ("counts", "counts"),
        ("member", str(four[0])),
        ("missing", str(four[4])),
        ("new", "new"),
        ("edit", f"{four[0]}/edit"),
    ):
        page.goto(HERE + address)
        check_look(page)
        shoot(page, f"members-{name}-{size[0]}")


def test_a_member_is_entered_by_keyboard_after_a_question(
    new_page: Callable[..., Page], four: list[int]
) -> None:
    page = new_page("thu")
    page.goto(HERE)
    page.get_by_role("link", name="Thêm người").click()
    page.get_by_label("Họ và tên").fill("nguyen thi be ba")
    page.get_by_label("Nữ", exact=True).check()
    page.get_by_label("Chi, tổ").select_option(label="Chi hội ấp An Tài")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Có thể đã có: Nguyễn Thị Bé Ba")
    page.get_by_label("Đây là người khác, cứ ghi").check()
    page.get_by_role("button", name="Thêm vào danh sách").click()
    expect(page.locator("h1")).to_have_text("nguyen thi be ba")
    page.get_by_role("button", name="Hoàn tác").click()
    page.goto(HERE)
    expect(page.locator("main")).to_contain_text("5 đoàn viên, hội viên")


def test_a_filter_is_saved_on_a_phone(new_page: Callable[..., Page], four: list[int]) -> None:
    page = new_page("thu", size=PHONE, java_script_enabled=False)
    page.goto(f"{HERE}?file=some")
    page.get_by_text("Lưu bộ lọc này").click()
    page.get_by_label("Tên bộ lọc").fill("Còn thiếu")
    shoot(page, "members-saving-390")
    page.get_by_role("button", name="Lưu bộ lọc").click()
    page.goto(HERE)
    page.get_by_role("link", name="Còn thiếu").click()
    expect(page.locator("main")).to_contain_text("4 đoàn viên, hội viên")
    shoot(page, "members-saved-390")
