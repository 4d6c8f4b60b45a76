"""Officers, congresses and vacancies in a real browser, wide and on a phone."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from portal.locale import today
from portal.testing.live import PHONE, check_look

from .officer_ground import HOME, offices, sitter

pytestmark = pytest.mark.browser
MARCH = dt.date(2021, 3, 5)
PAGES = (
    "/{unit}",
    "/{unit}/offices/new",
    "/{unit}/congress",
    "/offices/{office}",
    "/offices/{office}/edit",
    "/offices/{office}/end",
    "/offices/{office}/hand-over",
    "/vacant",
    "/vacant?q=khong-ai",
)


@pytest.fixture
def known(found: Any, owner: sa.Connection, space_ids: dict[str, int]) -> dict[str, int]:
    """A unit with officers in every state, and others that lack some."""
    sit = sitter(owner, space_ids)
    unit = found(
        "phu-nu-xa-sen", "Chi hội Phụ nữ ấp An Tài", congress_due_on=today() - dt.timedelta(days=9)
    )
    steps = {"introduced_on": MARCH, "elected_on": MARCH, "recognized_on": MARCH}
    term = {"started_on": MARCH, "term_ends_on": dt.date(2026, 3, 5)}
    more = {"birth_year": 1975, "phone": "0939214687", "party_member": True, **steps, **term}
    office = sit("phu-nu-xa-sen", unit, "Lê Thị Mận", document="12-QĐ/HPN", **more)
    sit("phu-nu-xa-sen", unit, "Bùi Thị Na", introduced_on=MARCH, birth_year=1980)
    sit("phu-nu-xa-sen", unit, "Hồ Thị Xoài", "committee_member", party_member=False)
    past = {"started_on": dt.date(2016, 3, 5), "ended_on": MARCH, "end_document": "3-QĐ/HPN"}
    sit("phu-nu-xa-sen", unit, "Nguyễn Thị Ổi", **past)
    team = found("phu-nu-xa-sen", "Tổ phụ nữ số 3", kind="women_team")
    sit("phu-nu-xa-sen", team, "Lê Thị Mận", "deputy", birth_year=1975)
    sit("phu-nu-xa-sen", team, "Đỗ Thị Mít", ended_on=dt.date(2023, 1, 5))
    found("phu-nu-xa-sen", "Chi hội Phụ nữ ấp Chiến Thắng")
    return {"unit": unit, "office": office, "team": team}


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the page where somebody wants to look at it."""
    folder = os.environ.get("PORTAL_LOOK")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["wide", "phone"])
def test_every_page_is_accessible_and_narrow_enough(
    new_page: Callable[..., Page], known: dict[str, int], size: tuple[int, int]
) -> None:
    page = new_page("thu", size=size, bypass_csp=True)
    for number, path in enumerate(PAGES):
        page.goto(HOME + path.format(**known))
        check_look(page)
        shoot(page, f"{size[0]}-{number}")


@pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["wide", "phone"])
def test_those_above_see_pages_without_names(
    new_page: Callable[..., Page], known: dict[str, int], size: tuple[int, int]
) -> None:
    page = new_page("xuan", size=size, bypass_csp=True)
    for number, path in enumerate((f"{HOME}/{{unit}}", "/s/phu-nu-huyen/units/vacant")):
        page.goto(path.format(**known))
        expect(page.locator("main")).not_to_contain_text("Mận")
        check_look(page)
        shoot(page, f"above-{size[0]}-{number}")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_the_vacancy_to_a_hand_over_and_back(
    new_page: Callable[..., Page], known: dict[str, int], owner: Any, scripts: bool
) -> None:
    page = new_page("thu", size=PHONE, java_script_enabled=scripts)
    page.goto(f"{HOME}/vacant")
    page.locator("tr", has_text="Tổ phụ nữ số 3").locator("a.btn").click()
    expect(page.locator("#office")).to_have_value("head")
    page.locator("main form .btn.pri").click()
    expect(page.locator("#person_name-error")).to_be_visible()
    page.locator("#person_name").fill("Võ Thị Lựu")
    page.locator("#elected_on").fill("5")
    page.locator("#elected_on-month").fill("7")
    page.locator("#elected_on-year").fill("2025")
    page.locator("main form .btn.pri").click()
    expect(page.locator(".note.ok")).to_contain_text("Võ Thị Lựu")
    page.locator("tr", has_text="Võ Thị Lựu").locator("a").first.click()
    page.locator(".acts .btn.pri").click()
    page.locator("#person_name").fill("Phan Thị Cúc")
    page.locator("main form .btn.pri").click()
    expect(page.locator(".note.ok")).to_contain_text("Võ Thị Lựu đã bàn giao")
    assert [row[0] for row in offices(owner)][-2:] == ["Võ Thị Lựu", "Phan Thị Cúc"]
    page.locator(".note.ok button").click()
    expect(page.locator("main")).to_contain_text("Lịch sử")
    assert offices(owner)[-1] == ("Võ Thị Lựu", "head", dt.date(2025, 7, 5), None)
