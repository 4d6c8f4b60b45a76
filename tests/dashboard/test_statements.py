"""How many statements a page costs: few, and no more for each thing that modules add to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from portal import containing
from portal.access import MEMBER
from portal.pages import Finding, MenuItem, Widget
from portal.testing.client import Browser

pytestmark = pytest.mark.database
As = Callable[[str], Browser]
Counting = Callable[..., int]

FRAME = 20
"""Who and where: 8. Notices and switcher: 2. The badges: 10."""
OWN = {"about": 18, "people": 8, "inbox": 12, "history": 10, "officers": 5}
"""What a page asks beyond its frame; the inbox also asks each source for its first rows."""


def plugins_sources(app: Flask) -> int:
    """Sources of things to do and badges that modules outside the core add; each asks itself."""
    registry = app.extensions["portal"]
    inside = {plugin.name for plugin in registry.plugins if plugin.core}
    badges = [item for item in registry.menu if item.badge]
    owners = [registry.owner_of("inbox", source) for source in registry.inbox]
    owners += [registry.owner_of("menu", item) for item in badges]
    return sum(owner not in inside for owner in owners)


@pytest.mark.parametrize("page", OWN)
@pytest.mark.parametrize(("who", "space"), [("lan", "xa-sen"), ("hoa", "huyen")])
def test_a_page_costs_its_frame_and_little_more(
    app: Flask, as_: As, counting: Counting, who: str, space: str, page: str
) -> None:
    browser = as_(who)
    assert browser.get(f"/s/{space}/{page}").status_code == 200
    asked = counting(lambda: browser.get(f"/s/{space}/{page}"))
    assert asked <= FRAME + OWN[page] + 4 * plugins_sources(app)


@pytest.mark.parametrize(("who", "space"), [("lan", "xa-sen"), ("hoa", "huyen")])
def test_the_overview_costs_no_statement_for_a_figure(
    app: Flask, as_: As, counting: Counting, who: str, space: str
) -> None:
    """All figures of one reach are one question; a module adds what its own widgets ask."""
    browser = as_(who)
    browser.get(f"/s/{space}/")
    asked = counting(lambda: browser.get(f"/s/{space}/"))
    assert asked <= 40 + 4 * plugins_sources(app)


def test_the_overview_costs_the_same_for_1_10_and_1000_spaces_below(
    as_: As, counting: Counting, more_communes: Callable[[int], None]
) -> None:
    hoa = as_("hoa")
    hoa.get("/s/huyen/")
    asked = []
    for more in (1, 9, 990):
        more_communes(more)
        asked.append(counting(lambda: hoa.get("/s/huyen/")))
    assert asked[0] == asked[1] == asked[2]


def test_the_first_page_is_cheap(as_: As, counting: Counting) -> None:
    browser = as_("hoa")
    browser.get("/")
    assert counting(lambda: browser.get("/")) <= 16


def test_what_modules_add_costs_what_it_asks_itself(
    app: Flask, as_: As, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = app.extensions["portal"]
    monkeypatch.setattr(containing, "_resting", {})
    browser = as_("hoa")

    def statements(address: str) -> int:
        return counting(lambda: browser.get(address))

    pages = ("/s/huyen/", "/s/huyen/roles")
    statements(pages[0])
    without = [statements(page) for page in pages]
    before: list[int] = []
    found = [Finding(7, "điều tìm thấy")]
    for number in range(5):
        if number == 1:
            before = [statements(page) for page in pages]
        widget = Widget(f"dashboard.more{number}", "accounts.view_people", lambda: found)
        monkeypatch.setattr(registry, "widgets", [*registry.widgets, widget])
        monkeypatch.setitem(registry.owner, f"widgets {widget.name}", "dashboard")
        item = MenuItem("dashboard.overview", f"Mục {number}", MEMBER, badge=lambda: 7)
        monkeypatch.setattr(registry, "menu", [*registry.menu, item])
    assert [statements(page) for page in pages] == before
    # The first badge of a module takes the savepoint that all of them share: in and out of it.
    assert [after - early for after, early in zip(before, without, strict=True)] == [4, 4]
    text = browser.get(pages[0]).text
    assert text.count("điều tìm thấy") == 5 and "Mục 4" in text
