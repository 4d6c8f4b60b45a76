"""Changing space: the last five, a search, the same module on the other side; the whole country."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from portal.testing.client import Browser
from portal.text import fold, text_key

COUNTRY = Path("tests/data/vn_communes_2026.csv")
MOST = 150 * 1024
As = Callable[[str], Browser]


@pytest.mark.database
@pytest.mark.parametrize(
    ("who", "space", "to", "lands"),
    [
        ("hoa", "xa-lua", "history.index", "/s/xa-lua/history"),
        ("hoa", "xa-lua", "history.details", "/s/xa-lua/history"),
        ("hoa", "xa-lua", "spaces.below", "/s/xa-lua/spaces"),
        ("tam", "xa-sen", "history.index", "/s/xa-sen/"),
        ("hoa", "xa-lua", "nothing.at_all", "/s/xa-lua/"),
        ("hoa", "xa-lua", "//evil.example", "/s/xa-lua/"),
        ("hoa", "xa-lua", "", "/s/xa-lua/"),
    ],
)
def test_switching_lands_on_the_same_module(
    as_: As, who: str, space: str, to: str, lands: str
) -> None:
    answer = as_(who).get(f"/s/{space}/switch", query_string={"to": to})
    assert (answer.status_code, answer.location) == (302, lands)


@pytest.mark.database
def test_switching_leads_past_no_door(as_: As) -> None:
    assert as_("minh").get("/s/xa-sen/switch?to=history.index").status_code == 404


@pytest.mark.database
def test_a_module_that_is_off_there_is_not_landed_on(
    app: Flask, as_: As, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    registry = app.extensions["portal"]
    switched = next(item for item in registry.menu if item.endpoint.startswith("units."))
    hoa, at = as_("hoa"), f"/s/xa-lua/switch?to={switched.endpoint}"
    there = hoa.get(at).location
    assert there.startswith("/s/xa-lua/units")
    owner.execute(
        sa.text("insert into space_setting (in_space_id, name, value) values (:s, :n, 'false')"),
        {"s": space_ids["xa-lua"], "n": "modules.units"},
    )
    assert hoa.get(at).location == "/s/xa-lua/"


@pytest.mark.database
def test_the_last_five_come_first_and_lead_to_this_page(as_: As) -> None:
    hoa = as_("hoa")
    for slug in ("phu-nu-xa-sen", "xa-lua", "xa-sen"):
        hoa.get(f"/s/{slug}/")
    page = hoa.get("/s/huyen/history").text
    dialog = page[page.index('id="spaces"') : page.index('class="frame"')]
    ways = [f'href="/s/{s}/switch?to=history.index"' for s in ("huyen", "xa-sen", "xa-lua")]
    assert [dialog.index(way) for way in ways] == sorted(dialog.index(way) for way in ways)
    assert 'href="/spaces?to=history.index"' in dialog
    found = hoa.get("/spaces?q=lua&to=history.index").text
    assert 'href="/s/phu-nu-xa-lua/switch?to=history.index"' in found
    assert '<input type="hidden" name="to" value="history.index">' in found


@pytest.mark.database
def test_the_search_in_place_shows_what_one_may_enter(as_: As) -> None:
    headers = {"HX-Request": "true", "HX-Target": "spaces-found"}
    part = as_("minh").get("/spaces?q=xa", headers=headers).text
    assert "<html" not in part
    assert "/s/phu-nu-xa-lua/" in part and "/s/xa-sen/" not in part
    assert as_("minh").get("/spaces?q=", headers=headers).text.strip() == ""
    assert "Không có đơn vị" in as_("minh").get("/spaces?q=zzz", headers=headers).text


@pytest.mark.browser
def test_a_space_is_found_and_entered_by_keyboard(new_page: Callable[..., Page]) -> None:
    page = new_page("hoa")
    page.goto("/s/huyen/history")
    page.locator("button.switch").focus()
    page.keyboard.press("Enter")
    page.locator("#find-space").focus()
    page.keyboard.type("lúa")
    found = page.locator("#spaces-found a")
    expect(found.first).to_be_visible()
    found.first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url("/s/xa-lua/history")


@pytest.mark.browser
def test_a_space_is_found_without_scripts(new_page: Callable[..., Page]) -> None:
    page = new_page("hoa", java_script_enabled=False)
    page.goto("/s/huyen/history")
    page.locator("button.switch").click()
    page.locator("#find-space").fill("lúa")
    page.locator(".findspace button").click()
    page.locator("main tbody a", has_text="Đảng uỷ xã Lúa").click()
    expect(page).to_have_url("/s/xa-lua/history")


@pytest.fixture
def country(owner: sa.Connection) -> None:
    """Every province and each of the 3,321 communes as a Party committee; Hoà reads them all."""
    with COUNTRY.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 3321
    provinces = {row["province_code"]: row["province"] for row in rows}
    area = sa.text(
        "insert into area (code, level, kind, name, valid_from)"
        " values (:code, :level, :kind, :name, '2025-07-01')"
    )
    space = sa.text(
        "insert into space (slug, kind, line, level, parent_id, area_id, name, short_name,"
        " sort_key, folded, opened_on) values (:slug, 'commune_party', 'party', 'commune',"
        " (select id from space where slug = :above),"
        " (select id from area where code = :code and valid_from = '2025-07-01'),"
        " :name, :name, :sort, :folded, '2025-07-01')"
    )

    def placed(code: str, kind: str, name: str, above: str) -> dict[str, str]:
        words = f"Đảng uỷ {kind} {name}"
        return {
            "slug": f"vn-{code}",
            "above": above,
            "code": f"VN{code}",
            "kind": kind,
            "level": "commune",
            "name": words,
            "sort": text_key(words),
            "folded": fold(words),
        }

    top = [placed(f"p{code}", "tỉnh", name, "huyen") for code, name in provinces.items()]
    below = [
        placed(r["commune_code"], r["kind"].lower(), r["name"], f"vn-p{r['province_code']}")
        for r in rows
    ]
    for part in (top, below):
        owner.execute(area, part)
        owner.execute(space, part)
    owner.execute(
        sa.text(
            "insert into oversight (overseer_id, space_id) select h.id, s.id from space h, space s"
            " where h.slug = 'huyen' and s.slug like 'vn-%'"
            " union select s.parent_id, s.id from space s join space p on p.id = s.parent_id"
            " where p.slug like 'vn-p%'"
        )
    )


@pytest.mark.database
def test_the_tree_stays_small_with_every_commune_of_the_country(
    as_: As, country: None, counting: Callable[[Callable[[], object]], int]
) -> None:
    hoa = as_("hoa")
    page = hoa.get("/spaces")
    assert "3.361" in page.text or "3361" in page.text
    assert page.text.count("hx-get") >= 34
    assert len(gzip.compress(page.data)) <= MOST
    opened = hoa.get("/spaces?under=vn-p82", headers={"HX-Request": "true"})
    assert opened.text.count("/s/vn-") == 102 + 1
    assert len(gzip.compress(opened.data)) <= MOST
    tam = as_("tam")
    tam.get("/spaces")
    assert counting(lambda: hoa.get("/spaces")) == counting(lambda: tam.get("/spaces"))
