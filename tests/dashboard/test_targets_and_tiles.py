"""Targets that somebody decided, what is missing to them, and the spaces below as tiles."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.dashboard import tiles
from portal.dashboard.targets import Target, whole_percent
from portal.figures import Sum
from portal.indicators import Indicator, Period
from portal.settings import target_of
from portal.testing.client import Browser

NEEDS = "dashboard.view_figures"
As = Callable[[str], Browser]
TILE = re.compile(r'<a href="([^"]+)" class="tile ([^"]*)"><span>([^<]*)</span>')


@pytest.mark.parametrize(
    ("better", "percent", "part", "whole", "missing", "kind"),
    [
        ("more", 90, 22, 31, 6, "bad"),
        ("more", 90, 35, 41, 2, "warn"),
        ("more", 90, 36, 40, 0, ""),
        ("more", 100, 39, 40, 1, "warn"),
        ("more", 0, 0, 40, 0, ""),
        ("less", 5, 50, 774, 12, "warn"),
        ("less", 0, 1, 3, 1, "bad"),
        ("less", 10, 4, 40, 0, ""),
        ("more", 90, 0, 0, 0, ""),
    ],
)
def test_what_is_missing_to_a_target(
    better: Any, percent: int, part: int, whole: int, missing: int, kind: str
) -> None:
    target, total = Target(percent, "Huyện uỷ", better), Sum(part, 1, 1, part, whole)
    assert (target.missing(total), target.kind(total)) == (missing, kind)
    assert target.missing(Sum()) == 0, "nobody recorded is not behind"


def test_a_percentage_is_never_better_than_it_is() -> None:
    one = Indicator("t.one", "One", NEEDS, lambda _: sa.select(1, 1), out_of="t", better="more")
    other = Indicator("t.two", "Two", NEEDS, lambda _: sa.select(1, 1), out_of="t", better="less")
    assert (whole_percent(99.6, one), whole_percent(0.2, other)) == (99, 1)


def test_the_tiles_of_tan_hong_are_its_nine_communes() -> None:
    (layout,) = tiles._layouts()
    with (tiles.FOLDER.parent / "tan_hong_2021.csv").open(encoding="utf-8-sig") as lines:
        rows = [row for row in csv.DictReader(lines) if row["record"] == "area"]
    communes = [row["code"] for row in rows if row["parent"] == layout["area"]]
    placed = [code for row in layout["rows"] for code in row]
    assert sorted(placed) == sorted(communes)
    assert [len(row) for row in layout["rows"]] == [3, 3, 3]
    assert set(layout["edges"]) == {"north", "south", "west", "east"}


@pytest.fixture
def offering(
    app: Flask, monkeypatch: pytest.MonkeyPatch, space_ids: dict[str, int]
) -> Callable[..., None]:
    """Make a ratio the only figure: `offering({"xa-sen": (3, 4)}, better="more")`."""

    def offer(values: dict[str, tuple[int, int]], better: Any = "more") -> None:
        def select(at: int) -> Callable[[Period], sa.Select[Any]]:
            rows = [(space_ids[slug], pair[at]) for slug, pair in values.items()]
            columns = sa.column("space_id", sa.Integer), sa.column("value", sa.Integer)
            given = sa.values(*columns, name="given").data(rows)
            return lambda _period: sa.select(*columns).select_from(given)

        whole = Indicator("dashboard.all", "Chi, tổ", NEEDS, select(1), "chi")
        part = Indicator(
            "dashboard.led", "Có cấp uỷ giám sát", NEEDS, select(0), "chi",
            out_of="dashboard.all", better=better,
        )  # fmt: skip
        registry = app.extensions["portal"]
        monkeypatch.setattr(registry, "indicators", {i.name: i for i in (part, whole)})
        for each in (part, whole):
            monkeypatch.setitem(registry.owner, f"indicators {each.name}", "dashboard")
        setting = target_of(part)
        monkeypatch.setitem(registry.settings, setting.name, setting)
        monkeypatch.setitem(registry.owner, f"settings {setting.name}", "dashboard")

    return offer


@pytest.fixture
def decide(owner: sa.Connection, space_ids: dict[str, int]) -> Callable[[str, int], None]:
    """Let a space decide the target of that ratio."""

    def put(slug: str, percent: int) -> None:
        owner.execute(
            sa.text(
                "insert into space_setting (in_space_id, name, value)"
                " values (:s, 'dashboard.led_target', to_jsonb(cast(:v as int)))"
            ),
            {"s": space_ids[slug], "v": percent},
        )

    return put


@pytest.mark.database
def test_a_tile_adds_up_its_commune_and_says_what_is_missing(
    as_: As, offering: Callable[..., None], decide: Callable[[str, int], None]
) -> None:
    offering({"xa-sen": (2, 4), "phu-nu-xa-sen": (3, 6), "phu-nu-huyen": (1, 1)})
    page = as_("hoa").get("/s/huyen/").text
    found = {name: (url, style) for url, style, name in TILE.findall(page)}
    assert found["Sen"] == ("/s/xa-sen/", "q3"), "5 of 10, without a target"
    assert found["Lúa"] == ("/s/xa-lua/", "none"), "nobody recorded is said"
    assert "chưa có số liệu" in page
    assert "So sánh 2 xã" in page
    assert "thiếu" not in page.partition('id="map"')[2].partition("</section>")[0]
    decide("huyen", 90)
    page = as_("hoa").get("/s/huyen/").text
    tile = page.partition('id="map"')[2].partition("</section>")[0]
    assert "50%" in tile and "thiếu 4" in tile and "q1 under" in tile
    assert "Mức cần đạt 90%, do Huyện uỷ Đồng Sen đặt." in tile
    assert "Chậm nhiều: cần thêm 4 chi." in page and "6/11" in page


@pytest.mark.database
def test_the_nearest_decision_is_the_target(
    as_: As, offering: Callable[..., None], decide: Callable[[str, int], None]
) -> None:
    offering({"phu-nu-xa-sen": (1, 4)}, better="less")
    decide("huyen", 50)
    page = as_("thu").get("/s/phu-nu-xa-sen/").text
    assert "25%" in page and "/ 50%" in page and "Vượt" not in page
    assert TILE.findall(page) == [], "no space stands below"
    decide("xa-sen", 0)
    page = as_("lan").get("/s/xa-sen/").text
    assert "Không quá 0%, mức do Đảng uỷ xã Sen đặt." in page
    assert "vượt 1" in page and "Vượt mức nhiều: cần giảm 1 chi." in page
    assert [tile[2] for tile in TILE.findall(page)] == ["Hội LHPN xã Sen"]
    assert "Không quá 0%" not in as_("hoa").get("/s/huyen/").text, "the district has its own"


@pytest.mark.database
def test_the_figure_of_the_map_is_chosen_by_address(as_: As) -> None:
    hoa = as_("hoa")
    first = hoa.get("/s/huyen/").text
    names = re.findall(r'href="[^"]*figure=([a-z_.]+)#map"', first)
    assert len(names) > 1
    chosen = hoa.get(f"/s/huyen/?figure={names[-1]}").text
    assert f'figure={names[-1]}#map" aria-current="true"' in chosen
    assert hoa.get("/s/huyen/?figure=nothing").status_code == 200


@pytest.mark.database
def test_tiles_have_places_where_a_layout_names_them_all(
    as_: As, offering: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    offering({"xa-sen": (1, 1)})
    layout = {"area": "TD", "from": "2020-01-01", "to": None, "edges": {"north": "Sông Sen"}}
    monkeypatch.setattr(tiles, "_layouts", lambda: [{**layout, "rows": [["TB", "TA"]]}])
    page = as_("hoa").get("/s/huyen/").text
    assert [tile[2] for tile in TILE.findall(page)] == ["Lúa", "Sen"]
    assert "Sông Sen" in page and "vị trí tương đối" in page
    monkeypatch.setattr(tiles, "_layouts", lambda: [{**layout, "rows": [["TB"]]}])
    page = as_("hoa").get("/s/huyen/").text
    assert "tiles plain" in page and "Sông Sen" not in page, "no tile may vanish"
    assert len(TILE.findall(page)) == 2


@pytest.mark.database
def test_a_target_is_decided_on_the_settings_page(as_: As, app: Flask) -> None:
    registry = app.extensions["portal"]
    name = next(i.target_setting for i in registry.indicators.values() if i.target_setting)
    lan, at = as_("lan"), f"/s/xa-sen/settings/{name}"
    assert "chưa đặt" in lan.get(at).text
    assert 'value="None"' not in lan.get(at).text
    assert lan.send(at, {"value": "101", "version": "0"}).status_code == 422
    assert lan.send(at, {"value": "", "version": "0"}).status_code == 422
    assert lan.send(at, {"value": "85", "version": "0"}).status_code == 303
    assert "85%" in lan.get(at).text
