"""The pages of units in a real browser, wide and on a phone, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portal.testing.live import PHONE, check_look

from .conftest import Found

pytestmark = pytest.mark.browser
HERE = "/s/phu-nu-xa-sen/units/"
PAGES = (
    "",
    "?q=khong-co&head=none",
    "?state=all&sort=-founded",
    "{unit}",
    "{team}",
    "new",
    "new?kind=women_branch",
    "new?kind=women_team",
    "{unit}/edit",
)


@pytest.fixture
def some(found: Found, head: Found) -> dict[str, int]:
    """A branch with a head, a team of it, one that ended."""
    slug = "phu-nu-xa-sen"
    branch = found(slug, "Chi hội Phụ nữ ấp An Tài", "An Tài", founded_on="2021-03-08")
    team = found(slug, "Tổ phụ nữ số 1", "An Tài", kind="women_team", parent_id=branch)
    found(slug, "Chi hội cũ", ended_on="2022-01-01", ended_how="dissolved", stands="commune")
    head(slug, branch)
    return {"unit": branch, "team": team}


@pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["wide", "phone"])
def test_every_page_is_accessible_and_narrow_enough(
    new_page: Callable[..., Page], some: dict[str, int], size: tuple[int, int]
) -> None:
    for who, pages in (
        ("thu", [HERE + path.format(**some) for path in PAGES]),
        ("hoa", ["/s/huyen/units/", "/s/huyen/hamlets"]),
        ("lan", [f"/s/xa-sen/{path}" for path in ("units/", "hamlets", "hamlets/new")]),
    ):
        page = new_page(who, size=size, bypass_csp=True)
        for address in pages:
            page.goto(address)
            check_look(page)


def test_the_actions_of_a_page_take_one_row_of_a_phone(
    new_page: Callable[..., Page], some: dict[str, int]
) -> None:
    for who, path, folded in (
        ("thu", HERE, ("Nhập từ Excel", "Tải tệp Excel", "Chi, tổ thiếu trưởng, phó")),
        ("thu", f"{HERE}{some['unit']}", ("Ghi đại hội", "Đổi tên", "Chia tách", "Giải thể")),
        ("lan", "/s/xa-sen/people", ("Giao vai trò cho", "Ai xem được gì", "Tải tệp Excel")),
        ("hoa", "/s/huyen/spaces", ("Tải tệp Excel",)),
    ):
        page = new_page(who, size=PHONE, bypass_csp=True)
        page.goto(path)
        row = page.locator(".acts").bounding_box()
        assert row is not None
        assert row["height"] <= 48, path
        page.locator(".others summary").click()
        for words in folded:
            expect(page.locator(".others a", has_text=words).first).to_be_visible()
        check_look(page)


def test_most_filters_are_folded_and_what_is_usual_is_not_chosen(
    new_page: Callable[..., Page], some: dict[str, int]
) -> None:
    page = new_page("hoa", size=(1440, 900), bypass_csp=True)
    for query, said in (("", "Lọc thêm"), ("?state=all&head=has", "Lọc thêm (2)")):
        page.goto(f"/s/huyen/units/{query}")
        search, find = page.locator("#f-q"), page.get_by_role("button", name="Tìm", exact=True)
        assert search.bounding_box()["y"] == find.bounding_box()["y"]  # type: ignore[index]
        expect(page.locator(".rest summary")).to_have_text(said)
        expect(page.locator("#f-state")).to_be_visible(visible=bool(query))
        check_look(page)
    page = new_page("thu", size=PHONE, bypass_csp=True)
    page.goto(HERE)
    page.get_by_role("button", name="Bộ lọc", exact=True).click()
    page.locator(".rest summary").click()
    check_look(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_unit_is_founded_corrected_and_taken_back(
    new_page: Callable[..., Page], hamlets: dict[str, int], scripts: bool
) -> None:
    page = new_page("thu", java_script_enabled=scripts)
    page.goto(HERE)
    page.locator(".acts .btn.pri").click()
    page.get_by_role("link", name="Chi hội phụ nữ").click()
    page.locator("main .btn.pri").click()
    expect(page.locator("#name-error")).to_be_visible()
    page.locator("#name").fill("Chi hội Phụ nữ ấp An Tài")
    page.get_by_label("Ấp An Tài").check()
    page.locator("main .btn.pri").click()
    expect(page.locator("h1")).to_have_text("Chi hội Phụ nữ ấp An Tài")
    page.locator(".acts a", has_text="Sửa thông tin").click()
    page.locator("#founded_document").fill("12-QĐ/BTV")
    page.locator("main form .btn.pri").click()
    expect(page.locator("main")).to_contain_text("12-QĐ/BTV")
    page.locator(".note.ok button").click()
    page.goto(HERE)
    page.get_by_role("link", name="Chi hội Phụ nữ ấp An Tài").click()
    expect(page.locator("main .dl")).not_to_contain_text("12-QĐ/BTV")


def test_a_form_sent_back_is_accessible_and_keeps_what_was_typed(
    new_page: Callable[..., Page], hamlets: dict[str, int]
) -> None:
    page = new_page("thu", size=PHONE, bypass_csp=True)
    page.goto(f"{HERE}new?kind=women_branch")
    page.locator("#name").fill("Chi hội 1")
    page.locator("main .btn.pri").click()
    expect(page.locator(".errs")).to_be_focused()
    expect(page.locator("#name")).to_have_value("Chi hội 1")
    check_look(page)
