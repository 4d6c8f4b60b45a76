"""The acts on units in a real browser: wide and on a phone, with and without scripts."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from portal.testing.live import PHONE, check_look

from .changing_ground import HERE, units

pytestmark = pytest.mark.browser
SPACE = "phu-nu-xa-sen"
SIZES = pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["wide", "phone"])


@pytest.fixture
def ground(found: Any, head: Any) -> dict[str, int]:
    """Two branches, one of them with a head and a team."""
    first = found(SPACE, "Chi hội phụ nữ ấp An Tài", hamlet="An Tài")
    second = found(SPACE, "Chi hội phụ nữ ấp Chiến Thắng", hamlet="Chiến Thắng")
    team = found(SPACE, "Tổ phụ nữ số 1", hamlet="An Tài", kind="women_team", parent_id=first)
    head(SPACE, first)
    return {"first": first, "second": second, "team": team}


def shot(page: Page, name: str) -> None:
    folder = os.environ.get("UNITS_SHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@SIZES
def test_every_form_is_accessible_and_narrow_enough(
    new_page: Callable[..., Page], ground: dict[str, int], size: tuple[int, int]
) -> None:
    page, unit = new_page("thu", size=size, bypass_csp=True), ground["first"]
    pair = f"unit={unit}&unit={ground['second']}"
    for path in (
        "/",
        f"/{unit}",
        f"/{unit}/rename",
        f"/{unit}/dissolve",
        f"/{unit}/merge",
        f"/{ground['team']}/merge",
        f"/{unit}/split?parts=3",
        "/bulk/congress",
        f"/bulk/congress?{pair}",
        f"/bulk/move?unit={ground['team']}",
        f"/bulk/dissolve?{pair}",
    ):
        page.goto(HERE + path)
        check_look(page)
        shot(page, f"{size[0]}{path.replace('/', '-').replace('?', '-')}")


@SIZES
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_units_merge_after_a_look_and_come_back(
    new_page: Callable[..., Page],
    ground: dict[str, int],
    owner: sa.Connection,
    size: tuple[int, int],
    scripts: bool,
) -> None:
    page = new_page("thu", size=size, java_script_enabled=scripts, bypass_csp=True)
    page.goto(f"{HERE}/{ground['first']}")
    page.locator(".others summary").click()
    page.get_by_role("link", name="Nhập với nơi khác").click()
    page.get_by_label("Chi hội phụ nữ ấp Chiến Thắng", exact=True).check()
    page.locator("#document").fill("QĐ 7")
    page.get_by_role("button", name="Xem những gì sẽ thay đổi").click()
    expect(page.locator("#will-happen")).to_be_visible()
    assert {state[0] for state in units(owner).values()} == {None}
    if scripts:
        check_look(page)
    shot(page, f"{size[0]}-merge-look")
    page.get_by_role("button", name="Nhập các chi, tổ").click()
    expect(page.locator(".note.ok")).to_contain_text("Đã nhập")
    assert units(owner)["Chi hội phụ nữ ấp Chiến Thắng"][0] == "merged"
    shot(page, f"{size[0]}-merged")
    page.locator(".note.ok button").click()
    expect(page.locator(".note.ok")).to_be_visible()
    assert {state[0] for state in units(owner).values()} == {None}


@SIZES
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_units_are_ticked_on_the_list_and_end_together(
    new_page: Callable[..., Page],
    ground: dict[str, int],
    owner: sa.Connection,
    size: tuple[int, int],
    scripts: bool,
) -> None:
    page = new_page("thu", size=size, java_script_enabled=scripts, bypass_csp=True)
    page.goto(HERE + "/")
    expect(page.locator(".bulk")).to_be_hidden()
    for unit in (ground["first"], ground["second"]):
        page.locator(f'input[name="unit"][value="{unit}"]').check()
    expect(page.locator(".bulk")).to_be_visible()
    if scripts:
        expect(page.locator("[data-count]")).to_have_text("2")
        check_look(page)
    shot(page, f"{size[0]}-ticked")
    page.get_by_role("button", name="Giải thể cùng lúc").click()
    page.locator("#document").fill("QĐ 7")
    page.locator("#reason").fill("Sáp nhập khóm, ấp")
    page.get_by_role("button", name="Xem những gì sẽ thay đổi").click()
    expect(page.locator("#will-happen")).to_be_visible()
    shot(page, f"{size[0]}-dissolve-look")
    page.get_by_role("button", name="Giải thể các chi, tổ").click()
    expect(page.locator(".note.ok")).to_be_visible()
    assert {state[0] for state in units(owner).values()} == {"dissolved"}
    page.locator(".note.ok button").click()
    expect(page.locator(".note.ok")).to_be_visible()
    assert {state[0] for state in units(owner).values()} == {None}
