"""The page of a message in a real browser: copied with scripts, selected without."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from portal.testing.live import PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def address(owner: sa.Connection, space_ids: dict[str, int]) -> str:
    owner.exec_driver_sql("update account set language = 'vi'")
    owner.exec_driver_sql(
        """update space_kind set offices = '[{"office": "Bí thư"}]' where name = 'commune_party'"""
    )
    return f"/s/xa-sen/message/spaces.vacancies/{space_ids['xa-sen']}"


def test_one_press_copies_it(new_page: Callable[..., Page], address: str) -> None:
    page = new_page("lan", size=PHONE, permissions=["clipboard-read", "clipboard-write"])
    page.goto(address)
    page.get_by_role("button", name="Chép").click()
    expect(page.locator("#message-said")).to_have_text("Đã chép.")
    assert "/r/" in page.evaluate("navigator.clipboard.readText()")
    assert page.locator("main img").evaluate("i => i.complete && i.naturalWidth > 0")


def test_without_scripts_it_is_selected_by_hand(
    new_page: Callable[..., Page], address: str
) -> None:
    page = new_page("lan", java_script_enabled=False)
    page.goto(address)
    assert "đang khuyết (Bí thư)" in page.locator("#message").input_value()
    assert not page.get_by_role("button", name="Chép").is_visible()
