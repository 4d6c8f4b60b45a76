"""A commune's own file in TCVN3, in a real browser: matched, looked at, agreed to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portal.testing.live import PHONE, check_look
from tests.imports.import_samples import NEW
from tests.imports.office_file import officers_file

pytestmark = pytest.mark.browser
ROWS = [
    ("Lê Thị", "Mận", "Uỷ viên", "05/01/2021"),
    ("Hồ Văn", "Tư", "Bí thư", "5/1/21"),
]
FILE = officers_file(ROWS, font=".VnTime", tcvn3=True)


def send(page: Page) -> None:
    page.goto(NEW)
    page.locator("#file").set_input_files(
        {"name": "can-bo.xlsx", "mimeType": "application/octet-stream", "buffer": FILE}
    )
    page.locator("main form .btn.pri").click()


@pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["wide", "phone"])
def test_from_the_match_to_the_list(new_page: Callable[..., Page], size: tuple[int, int]) -> None:
    page = new_page("lan", size=size, bypass_csp=True)
    send(page)
    expect(page.locator("h1")).to_contain_text("Khớp cột")
    check_look(page)
    expect(page.locator("main")).to_contain_text("Thời gian giữ chức / Từ")
    page.get_by_role("button", name="Khớp cột và kiểm tra").click()
    expect(page.locator(".errs")).to_contain_text("Chức vụ")
    check_look(page)
    page.get_by_label("“Chức danh”").select_option("office")
    page.get_by_label("“Thời gian giữ chức / Từ”").select_option("valid_from")
    page.get_by_role("button", name="Khớp cột và kiểm tra").click()
    expect(page.locator("main")).to_contain_text("Chữ theo phông cũ")
    expect(page.locator("main")).to_contain_text(".VnTime")
    expect(page.locator("main")).to_contain_text("Lê Thị Mận")
    check_look(page)
    page.get_by_label("Tôi đã xem chữ được chuyển").check()
    page.get_by_role("button", name="Nhập 2 dòng").click()
    expect(page.locator("main")).to_contain_text("Đã nhập: 2 dòng mới")
    page.get_by_role("link", name="Xem danh sách").click()
    expect(page.locator("main")).to_contain_text("Hồ Văn Tư")
    send(page)
    expect(page.locator("h1")).to_contain_text("Kiểm tra các dòng")


def test_it_works_without_scripts(new_page: Callable[..., Page]) -> None:
    page = new_page("lan", java_script_enabled=False)
    send(page)
    page.get_by_role("link", name="Xuống một dòng").click()
    expect(page.locator("main")).to_contain_text("Dòng 7 đến 8")
    page.get_by_role("link", name="Lên một dòng").click()
    page.get_by_label("“Chức danh”").select_option("office")
    page.get_by_label("“Thời gian giữ chức / Từ”").select_option("valid_from")
    page.get_by_role("button", name="Khớp cột và kiểm tra").click()
    button = page.get_by_role("button", name="Nhập 2 dòng")
    page.get_by_label("Tôi đã xem chữ được chuyển").check()
    button.click()
    expect(page.locator("main")).to_contain_text("Đã nhập: 2 dòng mới")
