"""Settings, bodies, officers and the vacant offices in a real browser, wide and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal.testing.live import PHONE, check_look

pytestmark = pytest.mark.browser
HERE = "/s/xa-sen"
PAGES = (
    "/settings",
    "/settings/accounts.code_hours",
    "/modules",
    "/head",
    "/officers",
    "/officers?state=&q=khong-ai",
    "/officers/new",
    "/officers/vacant",
    "/officers/{officer}",
    "/officers/{officer}/edit",
    "/officers/{officer}/end",
    "/bodies",
    "/bodies/new",
    "/bodies/{body}/edit",
    "/bodies/{body}/end",
)


@pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["wide", "phone"])
def test_every_page_is_accessible_and_narrow_enough(
    new_page: Callable[..., Page], sit: Any, bodies: Any, size: tuple[int, int]
) -> None:
    known = {"body": bodies["xa-sen", "KV"]}
    known["officer"] = sit("xa-sen", "Nguyễn Thị Ánh", "Bí thư", phone="0939214687")
    sit("xa-sen", "Lê Văn Bưởi", in_charge_of_front=True)
    page = new_page("lan", size=size, bypass_csp=True)
    for path in PAGES:
        page.goto(HERE + path.format(**known))
        check_look(page)


def test_a_form_sent_back_is_accessible_and_keeps_what_was_typed(
    new_page: Callable[..., Page], bodies: Any
) -> None:
    page = new_page("lan", size=PHONE, bypass_csp=True)
    page.goto(f"{HERE}/officers/new")
    page.locator("#person_name").fill("Lê Thị Mận")
    page.locator("main .btn.pri").click()
    expect(page.locator(".errs")).to_be_focused()
    expect(page.locator("#person_name")).to_have_value("Lê Thị Mận")
    check_look(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_an_office_from_the_vacancy_to_its_end_and_back(
    new_page: Callable[..., Page], bodies: Any, rows: Any, scripts: bool
) -> None:
    page = new_page("lan", java_script_enabled=scripts)
    page.goto(f"{HERE}/officers/vacant")
    page.locator("tr", has_text="Trưởng Khối Vận").locator("a.btn").click()
    expect(page.locator("#office")).to_have_value("Trưởng Khối Vận")
    page.locator("#person_name").fill("Lê Thị Mận")
    page.locator("#phone").fill("0939 214 687")
    page.locator("main .btn.pri").click()
    expect(page).to_have_url(f"{HERE}/officers")
    page.get_by_role("link", name="Lê Thị Mận", exact=True).click()
    page.locator(".acts a.btn", has_text="Cho thôi chức vụ").click()
    page.locator("main form .btn.pri").click()
    expect(page.locator(".note.ok")).to_contain_text("Lê Thị Mận")
    page.locator(".note.ok button").click()
    expect(page.locator(".note.ok")).to_contain_text("Đã hoàn tác")
    expect(page).to_have_url(f"{HERE}/officers")
    assert rows("person_name", "valid_to") == [("Lê Thị Mận", None)]


def test_the_list_is_downloaded_and_the_page_stays(new_page: Callable[..., Page], sit: Any) -> None:
    sit("xa-sen", "Nguyễn Thị Ánh", "Bí thư")
    page = new_page("lan")
    page.goto(f"{HERE}/officers")
    page.locator(".others summary").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Excel").last.click()
    name = waiting.value.suggested_filename
    assert name.startswith("can-bo-xa-sen-") and name.endswith(".xlsx")
    expect(page).to_have_url(f"{HERE}/officers")


def test_the_document_head_is_redrawn_while_one_types(new_page: Callable[..., Page]) -> None:
    page = new_page("lan")
    page.goto(f"{HERE}/head")
    page.locator("#place").fill("Đồng Sen Hồng")
    expect(page.locator("#letterhead")).to_contain_text("Đồng Sen Hồng, ngày")
    page.locator("main .btn.pri").click()
    expect(page.locator(".note.ok")).to_be_visible()
    expect(page.locator("#letterhead")).to_contain_text("Đồng Sen Hồng, ngày")


def test_without_scripts_a_button_shows_the_document_head(new_page: Callable[..., Page]) -> None:
    page = new_page("lan", java_script_enabled=False)
    page.goto(f"{HERE}/head")
    page.locator("#issuer").fill("Ban thử")
    page.locator("button[name=preview]").click()
    expect(page.locator("#letterhead")).to_contain_text("BAN THỬ")
    expect(page.locator("#issuer")).to_have_value("Ban thử")
