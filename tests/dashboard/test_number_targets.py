"""Targets in numbers: decided by a space for itself and those below it, and never by code."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.dashboard.targets import NumberTarget, Target, on_bar
from portal.figures import Sum
from portal.indicators import Indicator, Period
from portal.settings import targets_of
from portal.testing.client import Browser

NEEDS = "dashboard.view_figures"
SETTING = "dashboard.count_number"
BARS = "Tỉ lệ và mức cần đạt"
UNDO = re.compile(r"/s/[\w-]+/history/\d+/undo")
As = Callable[[str], Browser]
Offer = Callable[..., None]


@pytest.mark.parametrize(
    ("better", "number", "total", "missing", "kind"),
    [
        ("more", 12, Sum(12, 2, 2), 0, ""),
        ("more", 12, Sum(14, 2, 2), 0, ""),
        ("more", 100, Sum(90, 2, 2), 10, "warn"),
        ("more", 100, Sum(89, 2, 2), 11, "bad"),
        ("more", 100, Sum(10, 1, 2), 90, "warn"),
        ("less", 20, Sum(20, 2, 2), 0, ""),
        ("less", 20, Sum(22, 2, 2), 2, "warn"),
        ("less", 20, Sum(23, 1, 2), 3, "bad"),
        ("less", 0, Sum(1, 2, 2), 1, "bad"),
        ("less", 0, Sum(0, 2, 2), 0, ""),
        ("more", 12, Sum(None, 0, 2), 0, ""),
    ],
)
def test_what_is_missing_to_a_number(
    better: Any, number: int, total: Sum, missing: int, kind: str
) -> None:
    """Where spaces are silent, what is missing may be theirs; what is too much is sure."""
    target = NumberTarget(number, better)
    assert (target.missing(total), target.kind(total)) == (missing, kind)


def test_a_bar_is_as_long_as_the_target_or_the_figure() -> None:
    more = NumberTarget(20, "more")
    assert on_bar(Sum(5, 1, 1), more) == (25, 100)
    assert on_bar(Sum(40, 1, 1), more) == (100, 50)
    assert on_bar(Sum(0, 1, 1), NumberTarget(0, "less")) == (0, 0)
    assert on_bar(Sum(5, 1, 1, 5, 50), more) == (10, 40), "a ratio is drawn on its whole"
    assert on_bar(Sum(5, 1, 1, 5, 50), Target(60, "Huyện uỷ", "more")) == (10, 60)
    assert on_bar(Sum(None, 0, 1), more) == (None, None)


def test_only_what_says_a_direction_takes_a_target(app: Flask) -> None:
    registry = app.extensions["portal"]
    figures = {
        each.name: [s.name for s in targets_of(each)] for each in registry.indicators.values()
    }
    assert figures["units.standing"] == ["units.standing_number"]
    assert figures["units.vacancies"] == ["units.vacancies_target", "units.vacancies_number"]
    assert figures["units.congresses"] == [] and figures["accounts.accounts"] == []
    made = {name for names in figures.values() for name in names}
    assert made <= registry.settings.keys()
    assert {registry.settings[name].default for name in made} == {None}, "nobody decided it yet"


@pytest.fixture
def offering(app: Flask, monkeypatch: pytest.MonkeyPatch, space_ids: dict[str, int]) -> Offer:
    """Make a number the only figure: `offering({"xa-sen": 3}, aim="more")`, of a `whole`."""

    def select(values: dict[str, int]) -> Callable[[Period], sa.Select[Any]]:
        columns = sa.column("space_id", sa.Integer), sa.column("value", sa.Integer)
        rows = [(space_ids[slug], value) for slug, value in values.items()]
        given = sa.values(*columns, name="given").data(rows)
        return lambda _period: sa.select(*columns).select_from(given)

    def offer(
        values: dict[str, int], whole: dict[str, int] | None = None, **direction: Any
    ) -> None:
        more: dict[str, Any] = {**direction, "out_of": "dashboard.all" if whole else None}
        made = [Indicator("dashboard.count", "Chi, tổ mới", NEEDS, select(values), "chi", **more)]
        if whole:
            made.append(Indicator("dashboard.all", "Chi, tổ", NEEDS, select(whole), "chi"))
        registry = app.extensions["portal"]
        monkeypatch.setattr(registry, "indicators", {each.name: each for each in made})
        for each in made:
            monkeypatch.setitem(registry.owner, f"indicators {each.name}", "dashboard")
            for setting in targets_of(each):
                monkeypatch.setitem(registry.settings, setting.name, setting)
                monkeypatch.setitem(registry.owner, f"settings {setting.name}", "dashboard")

    return offer


def bars_of(page: str) -> str:
    """What stands in the panel of bars, without the markup; empty where there is none."""
    panel = page.partition(BARS)[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", panel).split())


def decide(browser: Browser, slug: str, number: str, name: str = SETTING) -> str:
    """Decide a target on the settings page; gives the page that follows."""
    at = f"/s/{slug}/settings/{name}"
    version = re.search(r'name="version"[^>]*value="(\d+)"', browser.get(at).text)
    assert version is not None
    answer = browser.send(at, {"value": number, "version": version[1]})
    assert answer.status_code == 303, answer.text
    return browser.get(answer.location).text


@pytest.mark.database
def test_a_number_is_measured_once_it_is_decided_and_the_decision_undone(
    as_: As, offering: Offer
) -> None:
    offering({"xa-sen": 3, "phu-nu-xa-sen": 4}, aim="more")
    lan = as_("lan")
    assert BARS not in lan.get("/s/xa-sen/").text, "nothing is measured by itself"
    told = decide(lan, "xa-sen", "12")
    assert "12 chi" in told
    shown = bars_of(lan.get("/s/xa-sen/").text)
    assert "Chi, tổ mới 7 / 12 chi" in shown
    assert "Chậm nhiều: cần thêm 5 chi." in shown and "Nhiều nhất" not in shown
    undo = UNDO.search(told)
    assert undo is not None
    assert "Mức theo số lượng: Chi, tổ mới" in lan.get("/s/xa-sen/history").text
    assert lan.send(undo[0]).status_code == 303
    assert BARS not in lan.get("/s/xa-sen/").text
    decide(lan, "xa-sen", "7")
    shown = bars_of(lan.get("/s/xa-sen/").text)
    assert "7 / 7 chi" in shown and "Chậm" not in shown
    assert "1.500 chi" in decide(lan, "xa-sen", "1.500"), "typed as it is printed"
    assert "7 / 1.500 chi" in bars_of(lan.get("/s/xa-sen/").text)


@pytest.mark.database
def test_the_decision_is_undone_from_the_history_unless_another_came_since(
    as_: As, offering: Offer
) -> None:
    offering({"xa-sen": 3}, aim="more")
    lan = as_("lan")
    decide(lan, "xa-sen", "12")
    first = UNDO.search(lan.get("/s/xa-sen/history").text)
    decide(lan, "xa-sen", "15")
    assert first is not None and lan.send(first[0]).status_code == 409
    assert "3 / 15 chi" in bars_of(lan.get("/s/xa-sen/").text)


@pytest.mark.database
def test_where_less_is_better_what_is_too_much_is_said(as_: As, offering: Offer) -> None:
    offering({"xa-sen": 6, "phu-nu-xa-sen": 2, "xa-lua": 3}, better="less")
    hoa = as_("hoa")
    decide(hoa, "huyen", "10")
    shown = bars_of(hoa.get("/s/huyen/").text)
    assert "11 / 10 chi" in shown and "Vượt mức: cần giảm 1 chi." in shown
    assert "Nhiều nhất ở Đảng uỷ xã Sen (8)." in shown
    assert "đơn vị có số liệu" in shown, "who is silent is said"
    decide(hoa, "huyen", "0")
    assert "Vượt mức nhiều: cần giảm 11 chi." in bars_of(hoa.get("/s/huyen/").text)
    decide(hoa, "huyen", "11")
    assert "Vượt" not in bars_of(hoa.get("/s/huyen/").text)


@pytest.mark.database
def test_a_number_holds_for_who_decided_it_alone(as_: As, offering: Offer) -> None:
    offering({"xa-sen": 3, "xa-lua": 3}, aim="more")
    decide(as_("hoa"), "huyen", "10")
    assert "6 / 10" in bars_of(as_("hoa").get("/s/huyen/").text)
    lan = as_("lan")
    assert BARS not in lan.get("/s/xa-sen/").text
    asked = lan.get(f"/s/xa-sen/settings/{SETTING}").text
    assert "chưa đặt" in asked and "chỉ đặt riêng cho đơn vị này" in asked
    assert "Huyện uỷ" not in asked.partition("<main")[2].partition('class="dl"')[2]


@pytest.mark.database
def test_of_a_ratio_the_number_measures_all_and_the_percentage_each(
    as_: As, offering: Offer
) -> None:
    offering({"xa-sen": 3, "xa-lua": 1}, {"xa-sen": 10, "xa-lua": 10}, better="less")
    hoa = as_("hoa")
    decide(hoa, "huyen", "20", "dashboard.count_target")
    assert "20% / 20%" in bars_of(hoa.get("/s/huyen/").text)
    decide(hoa, "huyen", "3")
    page = hoa.get("/s/huyen/").text
    shown = bars_of(page)
    assert "4 / 3 chi" in shown and "4/20" in shown
    assert "Vượt mức nhiều: cần giảm 1 chi. Nhiều nhất ở Đảng uỷ xã Sen (3)." in shown
    tiles = page.partition('id="map"')[2].partition("</section>")[0]
    assert "vượt 1" in tiles and "Không quá 20%" in tiles


@pytest.mark.database
def test_no_space_is_ranked_by_a_count_that_somebody_aims_at(as_: As, offering: Offer) -> None:
    offering({"xa-sen": 9, "xa-lua": 1}, aim="more")
    hoa = as_("hoa")
    decide(hoa, "huyen", "20")
    rows = re.findall(r'href="/s/(xa-[a-z]+)/">Đảng', hoa.get("/s/huyen/").text)
    offering({"xa-sen": 1, "xa-lua": 9}, aim="more")
    assert re.findall(r'href="/s/(xa-[a-z]+)/">Đảng', hoa.get("/s/huyen/").text) == rows
    assert sorted(rows) == ["xa-lua", "xa-sen"]


@pytest.mark.database
@pytest.mark.parametrize(
    ("direction", "typed", "words"),
    [
        ({"aim": "more"}, "", "số nguyên"),
        ({"aim": "more"}, "nhiều", "số nguyên"),
        ({"aim": "more"}, "12,5", "số nguyên"),
        ({"aim": "more"}, "0", "từ 1 trở lên"),
        ({"better": "less"}, "-1", "từ 0 trở lên"),
        ({"better": "less"}, "99999999", "9.999.999"),
    ],
)
def test_a_faulty_number_is_sent_back_with_a_sentence(
    as_: As, offering: Offer, direction: dict[str, Any], typed: str, words: str
) -> None:
    offering({"xa-sen": 3}, **direction)
    lan, at = as_("lan"), f"/s/xa-sen/settings/{SETTING}"
    answer = lan.send(at, {"value": typed, "version": "0"})
    assert answer.status_code == 422 and words in answer.text
    assert f'value="{typed}"' in answer.text, "what was typed stays"
    assert BARS not in lan.get("/s/xa-sen/").text


@pytest.mark.database
def test_who_may_not_decide_does_not(as_: As, offering: Offer) -> None:
    offering({"xa-sen": 3}, aim="more")
    at, typed = f"/s/xa-sen/settings/{SETTING}", {"value": "9", "version": "0"}
    assert as_("tam").send(at, typed).status_code == 403
    assert as_("minh").send(at, typed).status_code == 404
    assert as_("hoa").send(at, typed).status_code == 403
    assert BARS not in as_("lan").get("/s/xa-sen/").text
