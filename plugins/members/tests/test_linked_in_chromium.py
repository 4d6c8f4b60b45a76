"""The page of people and enrolments in a real browser, wide and on a phone."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from portal.jobs.worker import Worker
from portal.testing.client import Browser
from portal.testing.live import PHONE, check_look

from .linked_ground import put_district

pytestmark = pytest.mark.browser
PAGE = "/s/huyen/members/people"


def test_people_are_shown_by_commune_organization_and_overlap(
    app: Flask,
    owner: sa.Connection,
    as_: Callable[[str], Browser],
    new_page: Callable[..., Page],
) -> None:
    put_district(owner)
    assert as_("hoa").send(PAGE).status_code == 303
    Worker(app).drain()
    for size in ((1440, 900), PHONE):
        page = new_page("hoa", size=size)
        page.goto(PAGE)
        expect(page.get_by_role("img", name="Hình: ai cùng tham gia")).to_be_visible()
        check_look(page)
        if "SHOTS" in os.environ:
            page.screenshot(path=Path(os.environ["SHOTS"]) / f"{size[0]}.png", full_page=True)
    page.get_by_role("link", name="Xã Sen").click()
    expect(page.get_by_text("Tổ hợp ít gặp chỉ nêu trong số chung.")).to_be_visible()
    check_look(page)
