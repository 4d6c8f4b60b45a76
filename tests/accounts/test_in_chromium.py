"""Signing in and the people of a space, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portal.testing.live import PHONE, WIDE, check_look

from .conftest import OTHER, PASSWORD

pytestmark = pytest.mark.browser
CODE = re.compile(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}")
PAGES = (
    "/account",
    "/account/sessions",
    "/s/xa-sen/people",
    "/s/xa-sen/people?q=van&role=viewer",
    "/s/xa-sen/people/new",
    "/s/xa-sen/people/add?q=thu",
    "/s/xa-sen/roles",
    "/s/xa-sen/who?permission=accounts.manage",
)


def choose_password(page: Page, password: str) -> None:
    page.locator("#password").fill(password)
    page.locator("#again").fill(password)
    page.locator("main form:has(#password) button[type=submit]").click()


def test_a_visitor_is_led_to_the_sign_in_page(page: Page) -> None:
    page.goto("/s/xa-sen/people")
    expect(page).to_have_url("/sign-in?next=/s/xa-sen/people")


def test_a_profile_may_start_signed_in(new_page: Callable[..., Page]) -> None:
    answer = new_page("lan").goto("/s/xa-sen/people")
    assert answer is not None and answer.status == 200


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_the_door_to_the_first_password_of_a_colleague(
    new_page: Callable[..., Page], give_password: Callable[..., None], scripts: bool
) -> None:
    give_password("lan")
    page = new_page(java_script_enabled=scripts)
    page.goto("/s/xa-sen/people")
    page.locator("#name").fill("lan")
    page.locator("#password").fill(OTHER)
    page.locator("main form:has(#password) button[type=submit]").click()
    expect(page.locator(".errs")).to_be_visible()
    page.locator("#password").fill(PASSWORD)
    page.locator("main form:has(#password) button[type=submit]").click()
    expect(page).to_have_url("/s/xa-sen/people")

    page.locator(".acts .btn.pri").click()
    page.locator("#name").fill("Nguyễn Thị Mận")
    page.locator("#role input[value=officer], input[name=role][value=officer]").check()
    page.locator("main form:has(#name) .btn.pri").click()
    expect(page).to_have_url(re.compile(r"/people/\d+/code/\d+$"))
    code = CODE.search(page.locator("#code").inner_text())
    assert code is not None
    drawn = page.locator("main img")
    expect(drawn).to_be_visible()
    if scripts:
        assert drawn.evaluate("it => it.decode().then(() => it.naturalWidth)") > 100

    colleague = new_page(size=PHONE, java_script_enabled=scripts)
    colleague.goto(f"/first/{code[0]}")
    expect(colleague.locator("main")).to_contain_text("Nguyễn Thị Mận")
    choose_password(colleague, "matkhau1234567")
    expect(colleague.locator(".errs")).to_be_visible()
    choose_password(colleague, OTHER)
    colleague.goto("/account")
    expect(colleague.locator("main")).to_contain_text("mannt")


def test_somebody_with_a_foreign_password_chooses_an_own_one(
    new_page: Callable[..., Page],
    give_password: Callable[..., None],
    owner,  # type: ignore[no-untyped-def]
) -> None:
    owner.exec_driver_sql("update account set must_choose_password = true where username = 'lan'")
    page = new_page("lan")
    page.goto("/s/xa-sen/people")
    expect(page).to_have_url("/choose-password")
    choose_password(page, OTHER)
    page.goto("/s/xa-sen/people")
    expect(page).to_have_url("/s/xa-sen/people")


def test_the_end_of_a_role_is_taken_back_with_one_press(
    new_page: Callable[..., Page], ids: dict[str, int]
) -> None:
    page = new_page("lan")
    page.goto(f"/s/xa-sen/people/{ids['tam']}")
    roles = page.locator("main table a.btn")
    roles.click()
    page.locator("main form .btn.pri").click()
    expect(roles).to_have_count(0)
    page.locator(".note form button").click()
    page.goto(f"/s/xa-sen/people/{ids['tam']}")
    expect(roles).to_have_count(1)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_pages_are_accessible_and_fit(
    new_page: Callable[..., Page], ids: dict[str, int], size: tuple[int, int]
) -> None:
    page, visitor = new_page("lan", size=size), new_page(size=size)
    tam = f"/s/xa-sen/people/{ids['tam']}"
    own = [*PAGES, tam, f"{tam}/contact", f"{tam}/roles/new", f"{tam}/hand-over?q=thu"]
    for where, addresses in ((page, own), (visitor, ["/sign-in", "/first"])):
        for address in addresses:
            where.goto(address)
            check_look(where)
