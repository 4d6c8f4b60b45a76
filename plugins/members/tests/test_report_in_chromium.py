"""Report forms and counts by hand in a real browser, wide and on a phone, and on paper."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal.testing.live import PHONE, check_look

from .report_ground import entry, insert, member, unit

pytestmark = pytest.mark.browser
SIZES = pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["wide", "phone"])
MEMBERS = "/s/phu-nu-xa-sen/members"
D = dt.date


@pytest.fixture
def books(owner: Any, space_ids: dict[str, int]) -> int:
    """Seven branches with members, some of whom came and went in 2023, and two counts."""
    space = space_ids["phu-nu-xa-sen"]
    for at in range(1, 8):
        branch = unit(owner, space, f"Chi hội phụ nữ ấp {at}")
        for one in range(at + 2):
            who = member(owner, space, branch, birth_year=1950 + 7 * one)
            entry(owner, space, branch, who, D(2021, 5, 1) if one < at else D(2023, 5, at))
            if one == 0 and at > 3:
                entry(owner, space, branch, who, D(2023, 9, at), -1, "leave")
    for on, value in ((D(2022, 12, 31), 1180), (D(2023, 12, 31), 1250)):
        values = {"key": "eligible_female", "as_of": on, "value": value}
        insert(owner, "members_number", space_id=space, source="Rà soát cuối năm", **values)
    return space


@SIZES
@pytest.mark.parametrize(
    "address",
    [
        f"{MEMBERS}/forms",
        f"{MEMBERS}/forms/movements?period=2023&rows=units",
        f"{MEMBERS}/forms/ages_women?period=2023",
        f"{MEMBERS}/numbers",
        f"{MEMBERS}/numbers/new",
    ],
    ids=["forms", "movements", "ages", "numbers", "number"],
)
def test_pages_look_as_they_should(
    new_page: Callable[..., Page], books: int, size: tuple[int, int], address: str
) -> None:
    page = new_page("thu", size=size)
    page.goto(address)
    check_look(page)
    if "LOOK" in os.environ:
        name = re.sub(r"\W+", "-", address)
        page.screenshot(path=Path(os.environ["LOOK"]) / f"{name}-{size[0]}.png", full_page=True)


def test_a_form_is_chosen_by_period_and_rows_without_a_mouse(
    new_page: Callable[..., Page], books: int
) -> None:
    page = new_page("thu")
    page.goto(f"{MEMBERS}/forms")
    page.get_by_role("link", name="Biến động đoàn viên, hội viên").press("Enter")
    page.get_by_label("Kỳ").select_option("2023")
    page.get_by_label("Dòng của biểu").select_option("units")
    page.get_by_role("button", name="Xem biểu").press("Enter")
    expect(page.get_by_role("rowheader", name="Chi hội phụ nữ ấp 7")).to_be_visible()
    expect(page.get_by_role("region", name=re.compile("^Bảng: Biến động"))).to_have_attribute(
        "tabindex", "0"
    )


def test_a_form_is_printed_in_landscape(new_page: Callable[..., Page], books: int) -> None:
    page = new_page("thu")
    page.goto(f"{MEMBERS}/forms/movements?period=2023&rows=units")
    paper = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[([\d. ]+)\]", paper)
    sizes = {tuple(round(float(n)) for n in box.split()[2:]) for box in boxes}
    assert sizes == {(842, 595)}
    if "LOOK" in os.environ:
        (Path(os.environ["LOOK"]) / "form.pdf").write_bytes(paper)
