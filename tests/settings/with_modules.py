"""Off means off everywhere; run by test_modules.py in a portal with the modules sound and echo."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g
from playwright.sync_api import Page, expect

from portal import containing
from portal.accounts import queries as accounts
from portal.accounts.models import Account
from portal.database import db, map_session, one_connection
from portal.jobs.actions import enqueue
from portal.jobs.worker import Worker
from portal.reach import Reach, put_in_force
from portal.spaces.settings import decided
from portal.testing.client import Browser
from portal.testing.live import PHONE, check_look

SignIn = Callable[[str], Browser]
SPACES = ("huyen", "xa-sen", "phu-nu-xa-sen", "xa-lua")
PLACES = ("menu", "widgets", "inbox", "search", "indicators")


@pytest.fixture
def offered(app: Flask) -> Callable[[str, str], set[str]]:
    """The places in which the module sound still offers something to somebody in a space."""

    def look(username: str, slug: str) -> set[str]:
        cookie = app.test_client().sign_in_as(username).get_cookie("session")  # type: ignore[attr-defined]
        headers = {"Cookie": f"session={cookie.value}"}
        with app.test_request_context(f"/s/{slug}/", headers=headers):
            app.preprocess_request()
            registry = app.extensions["portal"]
            found = {
                place
                for place in PLACES
                for thing in containing.offered(place)
                if registry.owner_of(place, thing) == "sound"
            }
            app.do_teardown_request()
        return found

    return look


@pytest.fixture
def switch(as_: SignIn) -> Callable[..., int]:
    """Press a button of the page of modules: `switch("hoa", "huyen", "sound", "off")`."""

    def press(who: str, slug: str, name: str, state: str) -> int:
        browser, url = as_(who), f"/s/{slug}/modules"
        page = browser.get(url).text
        form = re.search(
            rf'action="{url}/{name}">(?:(?!</form>).)*value="{state}"(?:(?!</form>).)*</form>', page
        )
        assert form is not None, f"no button {state} for {name} in {slug}"
        version = re.search(r'name="version" value="(\d+)"', form[0])
        assert version is not None
        data = {"state": state, "version": version[1]}
        return browser.send(f"{url}/{name}", data).status_code

    return press


@pytest.fixture
def on(app: Flask, space_ids: dict[str, int]) -> Callable[[], dict[str, Any]]:
    """Whether sound is on by the settings of each space."""

    def look() -> dict[str, Any]:
        with app.app_context(), map_session() as session:
            return {s: decided(session, space_ids[s]).get("modules.sound", True) for s in SPACES}

    return look


@pytest.fixture
def sounds(owner: sa.Connection, space_ids: dict[str, int]) -> None:
    for slug in SPACES:
        owner.execute(
            sa.text("insert into sound (space_id, name) values (:id, :name)"),
            {"id": space_ids[slug], "name": f"Tiếng {slug}"},
        )


def test_off_above_is_off_everywhere_below_and_deletes_nothing(
    as_: SignIn, switch: Any, offered: Any, on: Any, sounds: None, owner: sa.Connection
) -> None:
    lan = as_("lan")
    assert lan.get("/s/xa-sen/sound/").status_code == 200
    assert offered("lan", "xa-sen") == set(PLACES)
    assert "/s/xa-sen/sound/" in lan.get("/s/xa-sen/").text
    assert ">sounds</h3>" in re.sub(r'<span class="vh">.*?</span>', "", lan.get("/s/xa-sen/").text)
    assert switch("hoa", "huyen", "sound", "off") == 303
    assert on() == dict.fromkeys(SPACES, False)
    for who, slug in (("hoa", "huyen"), ("lan", "xa-sen"), ("minh", "xa-lua")):
        browser = as_(who)
        assert browser.get(f"/s/{slug}/sound/").status_code == 404
        assert browser.get(f"/s/{slug}/sound/about").status_code == 404
        assert offered(who, slug) == set()
        assert "sound" not in browser.get(f"/s/{slug}/").text
    page = lan.get("/s/xa-sen/modules").text
    assert "kế thừa từ Huyện uỷ Đồng Sen" in page
    assert "Đã tắt cho mọi đơn vị cấp dưới" in page
    assert owner.scalar(sa.text("select count(*) from sound")) == len(SPACES)


def test_a_space_below_may_switch_it_on_for_itself_and_its_own(
    as_: SignIn, switch: Any, on: Any, owner: sa.Connection
) -> None:
    switch("hoa", "huyen", "sound", "off")
    assert switch("lan", "xa-sen", "sound", "on") == 303
    assert on() == {"huyen": False, "xa-sen": True, "phu-nu-xa-sen": True, "xa-lua": False}
    assert as_("lan").get("/s/xa-sen/sound/").status_code == 200
    assert switch("lan", "xa-sen", "sound", "inherit") == 303
    assert on()["xa-sen"] is False
    told = owner.execute(sa.text("select verb, subject_name from event order by id")).all()
    assert [tuple(each) for each in told] == [
        ("spaces.switched_off", "Sound"),
        ("spaces.switched_on", "Sound"),
        ("spaces.setting_inherited", "Sound"),
    ]


def test_a_module_whose_need_is_off_is_off_and_says_so(
    as_: SignIn, switch: Any, owner: sa.Connection
) -> None:
    lan = as_("lan")
    assert lan.get("/s/xa-sen/echo/").status_code == 200
    assert "Tắt thì tắt theo: Echo" in lan.get("/s/xa-sen/modules").text
    switch("lan", "xa-sen", "sound", "off")
    assert lan.get("/s/xa-sen/echo/").status_code == 404
    page = lan.get("/s/xa-sen/modules").text
    assert "Đang tắt vì thiếu Sound" in page
    assert "Says again what was said" in page
    switch("lan", "xa-sen", "echo", "off")
    version = {"state": "on", "version": "1"}
    refused = lan.send("/s/xa-sen/modules/echo", version)
    assert refused.status_code == 422
    assert "Trước hết bật phân hệ mà nó cần: Sound" in refused.text
    assert lan.send("/s/xa-sen/modules/echo", {"state": "x", "version": "1"}).status_code == 422
    assert lan.send("/s/xa-sen/modules/none", version).status_code == 404
    assert owner.scalar(sa.text("select count(*) from event")) == 2


def test_work_of_a_module_that_is_off_is_not_done(
    app: Flask, switch: Any, owner: sa.Connection
) -> None:
    for state in ("off", "on"):
        with app.test_request_context("/"), one_connection():
            with map_session() as session:
                lan = session.scalars(sa.select(Account.id).where(Account.username == "lan")).one()
                g.access = accounts.access_for(session, lan, "xa-sen").access
            put_in_force(Reach(account_id=lan))
            enqueue("sound.greet", space_id=g.access.here.id)
            db.session.commit()
        switch("lan", "xa-sen", "sound", state)
        Worker(app).drain()
    jobs = owner.execute(sa.text("select state, error from job order by id")).all()
    assert [state for state, _ in jobs] == ["failed", "done"]


def test_followers_are_counted(as_: SignIn, switch: Any) -> None:
    assert "5 đơn vị bên dưới" in as_("hoa").get("/s/huyen/modules").text
    switch("lan", "xa-sen", "sound", "off")
    page = as_("hoa").get("/s/huyen/modules").text
    row = page[page.index('scope="row" class="who">Sound<') :]
    assert "3 đơn vị bên dưới" in row[: row.index("</tr>")]


def test_those_above_see_the_switch_and_may_not_press_it(as_: SignIn) -> None:
    hoa = as_("hoa")
    page = hoa.get("/s/xa-sen/modules")
    assert page.status_code == 200 and "/modules/sound" not in page.text
    form = {"state": "off", "version": "0"}
    assert hoa.send("/s/xa-sen/modules/sound", form).status_code == 403
    assert as_("minh").send("/s/xa-sen/modules/sound", form).status_code == 404


@pytest.mark.browser
@pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["wide", "phone"])
def test_the_page_is_accessible_and_its_buttons_work(
    new_page: Callable[..., Page], on: Any, size: tuple[int, int]
) -> None:
    page = new_page("lan", size=size, bypass_csp=True)
    page.goto("/s/xa-sen/modules")
    page.locator("tr", has_text="Sound").first.locator("button").first.click()
    expect(page.locator(".note.ok")).to_contain_text("Sound")
    assert on()["xa-sen"] is False
    check_look(page)
    page.locator(".note.ok button").click()
    expect(page.locator(".note.ok")).to_contain_text("Đã hoàn tác")
    expect(page).to_have_url(re.compile("/modules$"))
    assert on()["xa-sen"] is True
