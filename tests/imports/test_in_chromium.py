"""The whole way of an import in a real browser: errors, the mended file, agreement, undo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.testing.live import PHONE, check_look
from tests.imports.import_samples import NEW, book, officer

pytestmark = pytest.mark.browser


def choose(page: Page, rows: list[tuple[object, ...]], name: str) -> None:
    page.locator("#file").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": book(rows)}
    )
    page.locator("main form .btn.pri").click()


@pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["wide", "phone"])
def test_from_the_errors_to_the_undo(
    new_page: Callable[..., Page], size: tuple[int, int], tmp_path: Path
) -> None:
    page = new_page("lan", size=size, bypass_csp=True)
    page.goto("/s/xa-sen/officers")
    check_look(page)
    page.goto(NEW)
    check_look(page)
    page.locator("main form .btn.pri").click()
    expect(page.locator("#file-error")).to_be_visible()
    good, bad = officer("Lê Thị Mận", "Bí thư"), officer("Bùi Văn Năm", phone="12")
    choose(page, [good, bad], "can-bo.xlsx")
    expect(page.locator("#faulty")).to_contain_text("Các dòng có lỗi")
    expect(page.locator("table").first).to_contain_text("0939 214 687")
    check_look(page)
    page.get_by_role("link", name="Gửi tệp khác").click()
    choose(page, [good, officer("Bùi Văn Năm", phone="0939214687")], "can-bo-2.xlsx")
    expect(page.get_by_role("button", name="Nhập 2 dòng")).to_be_visible()
    check_look(page)
    page.get_by_role("button", name="Nhập 2 dòng").click()
    expect(page.locator("main")).to_contain_text("Đã nhập: 2 dòng mới")
    check_look(page)
    page.get_by_role("button", name="Hoàn tác lần nhập này").click()
    expect(page.locator("main")).to_contain_text("đã được hoàn tác")
    page.goto("/s/xa-sen/imports")
    check_look(page)


def test_it_works_without_scripts(new_page: Callable[..., Page]) -> None:
    page = new_page("lan", java_script_enabled=False)
    page.goto(NEW)
    choose(page, [officer("Lê Thị Mận", "Bí thư")], "can-bo.xlsx")
    page.get_by_role("button", name="Nhập 1 dòng").click()
    page.get_by_role("link", name="Xem danh sách").click()
    expect(page.locator("table")).to_contain_text("Lê Thị Mận")
