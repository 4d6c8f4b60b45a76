"""The table of places by organization against plain counts, its order, links, file and cost."""

from __future__ import annotations

import datetime as dt
import html
import io
import random
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from plugins.units.models import UnitsPlace
from portal.locale import today
from portal.testing.client import Browser

from .care_ground import add_office, add_unit, insert

pytestmark = pytest.mark.database
As = Callable[[str], Browser]
Row = dict[str, Any]


def table_in(page: str) -> dict[str, list[str]]:
    """The rows of the page's table, by the name of their place; "" where there is no figure."""
    body = page[page.index("<table") : page.index("</table>")]
    rows = {}
    for row in re.findall(r"<tr.*?</tr>", body, re.S)[1:]:
        name, *cells = re.findall(r"<t[hd].*?</t[hd]>", row, re.S)
        texts = [html.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in cells]
        rows[html.unescape(re.sub(r"<[^>]+>", "", name)).strip()] = texts
    return rows


@pytest.fixture
def world(owner: sa.Connection, space_ids: dict[str, int], hamlets: dict[str, int]) -> list[Row]:
    """Units in three organizations, some of several hamlets, some of none, some headed."""
    chance, made = random.Random(7), []
    for slug, number in (("xa-sen", 5), ("phu-nu-xa-sen", 9), ("phu-nu-xa-lua", 6)):
        near = ["Bưng Rò"] if "lua" in slug else ["An Tài", "Chiến Thắng"]
        for place in range(number):
            unit: Row = {
                "space": slug,
                "hamlets": chance.sample(near, chance.randrange(len(near) + 1)),
            }
            due = today() + dt.timedelta(days=chance.choice([-30, 30, 300]))
            values = {"congress_due_on": chance.choice([due, None])}
            unit["due"] = values["congress_due_on"]
            unit["id"] = add_unit(owner, space_ids[slug], f"Tổ {place}", **values)
            for hamlet in unit["hamlets"]:
                row = {"unit_id": unit["id"], "area_id": hamlets[hamlet]}
                insert(owner, UnitsPlace, space_id=space_ids[slug], **row)
            unit["party"] = chance.choice([None, True, False, "no head"])
            if unit["party"] != "no head":
                member = {"party_member": unit["party"]}
                add_office(owner, space_ids[slug], unit["id"], **member)
            made.append(unit)
    return made


NONE = "chưa có số liệu"


def counts(units: list[Row], figure: str) -> str:
    """A figure of these units as the table prints it; "–" where it is a part of nothing."""
    judged = [unit for unit in units if unit["party"] in (True, False)]
    planned = [unit for unit in units if unit["due"] is not None]
    headless = sum(unit["party"] == "no head" for unit in units)
    party = sum(unit["party"] is True for unit in judged)
    overdue = sum(unit["due"] < today() for unit in planned)
    coming = sum(today() <= unit["due"] <= today() + dt.timedelta(60) for unit in planned)
    text = {
        "units": f"{len(units)}",
        "without_head": f"{headless}/{len(units)}",
        "party_heads": f"{party}/{len(judged)}",
        "congress_overdue": f"{overdue}/{len(planned)}",
        "congress_due": f"{coming}/{len(planned)}",
    }[figure]
    return "–" if text.endswith("/0") else text


def spaces(units: list[Row], figure: str) -> str:
    """The same for whole organizations: what none of them recorded is said."""
    return counts(units, figure).replace("–", NONE)


FIGURES = ("units", "without_head", "party_heads", "congress_overdue", "congress_due")


@pytest.mark.parametrize("figure", FIGURES)
def test_a_district_sees_communes_by_organization(as_: As, world: list[Row], figure: str) -> None:
    table = table_in(as_("hoa").get(f"/s/huyen/units/matrix?figure={figure}").text)
    of = {slug: [u for u in world if u["space"] == slug] for slug in {u["space"] for u in world}}
    sen, lua = of["xa-sen"] + of["phu-nu-xa-sen"], of["phu-nu-xa-lua"]
    assert table["Xã Sen"][:3] == [
        spaces(of["xa-sen"], figure),
        spaces(of["phu-nu-xa-sen"], figure),
        spaces(sen, figure),
    ]
    assert table["Xã Lúa"][:3] == [NONE, spaces(lua, figure), spaces(lua, figure)]
    assert table["Tổng cộng"][2] == spaces(world, figure)


@pytest.mark.parametrize("figure", FIGURES)
def test_a_commune_sees_hamlets_by_organization_and_each_unit_once_in_the_total(
    as_: As, world: list[Row], figure: str
) -> None:
    table = table_in(as_("lan").get(f"/s/xa-sen/units/matrix?figure={figure}").text)
    sen = [unit for unit in world if "lua" not in unit["space"]]
    for hamlet in ("An Tài", "Chiến Thắng"):
        here = [unit for unit in sen if hamlet in unit["hamlets"]]
        party = [unit for unit in here if unit["space"] == "xa-sen"]
        assert table[f"Ấp {hamlet}"][0] == counts(party, figure)
        assert table[f"Ấp {hamlet}"][2] == counts(here, figure)
    nowhere = [unit for unit in sen if not unit["hamlets"]]
    assert table["Không thuộc khóm, ấp: toàn xã, nơi làm việc"][2] == counts(nowhere, figure)
    assert table["Tổng cộng"][2] == counts(sen, figure)


def test_the_worst_stand_first_and_the_silent_last(as_: As, world: list[Row]) -> None:
    hoa = as_("hoa")
    shares = {}
    for place, slugs in (("Xã Sen", ("xa-sen", "phu-nu-xa-sen")), ("Xã Lúa", ("phu-nu-xa-lua",))):
        units = [unit for unit in world if unit["space"] in slugs]
        shares[place] = sum(unit["party"] == "no head" for unit in units) / len(units)
    table = list(table_in(hoa.get("/s/huyen/units/matrix?figure=without_head").text))
    assert table[:2] == sorted(shares, key=lambda place: -shares[place])
    by_party = list(table_in(hoa.get("/s/huyen/units/matrix?sort=party").text))
    assert by_party[:2] == ["Xã Sen", "Xã Lúa"], "Lúa's Party committee recorded nothing"
    assert list(table_in(hoa.get("/s/huyen/units/matrix?sort=-party").text)) == by_party
    assert list(table_in(hoa.get("/s/huyen/units/matrix?sort=-name").text))[:2] == by_party[:2]


def test_each_number_leads_to_the_units_behind_it(as_: As, world: list[Row]) -> None:
    hoa = as_("hoa")
    for figure in FIGURES:
        page = hoa.get(f"/s/huyen/units/matrix?figure={figure}").text
        table = page[page.index("<tbody") : page.index("</tbody>")]
        links = re.findall(r'<a href="([^"]+units/\?[^"]*)">(\d+)', table)
        assert links
        for url, number in links:
            listed = hoa.get(html.unescape(url)).text
            found = re.search(r'role="status">(\d+) ', listed)
            assert found is not None and found[1] == number, (figure, url)
    page = as_("lan").get("/s/xa-sen/units/matrix").text
    for url, number in re.findall(r'<a href="([^"]+hamlet=[^"]*)">(\d+)', page):
        found = re.search(r'role="status">(\d+) ', as_("lan").get(html.unescape(url)).text)
        assert found is not None and found[1] == number, url


def test_the_table_goes_to_excel(as_: As, world: list[Row]) -> None:
    url = "/s/huyen/units/export/matrix.xlsx?figure=without_head"
    answer = as_("hoa").get(url, headers={"Sec-Fetch-Site": "same-origin"})
    book = openpyxl.load_workbook(io.BytesIO(answer.data), read_only=True)
    cells = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    (row,) = [row for row in cells if "Xã Lúa" in row]
    lua = [unit for unit in world if unit["space"] == "phu-nu-xa-lua"]
    headless = sum(unit["party"] == "no head" for unit in lua)
    assert [cell for cell in row if isinstance(cell, int)][-4:] == [headless, 6, headless, 6]


def test_neighbours_and_branch_heads(as_: As, world: list[Row]) -> None:
    table = table_in(as_("minh").get("/s/xa-lua/units/matrix").text)
    assert "Ấp Bưng Rò" in table and "Ấp An Tài" not in table
    assert as_("minh").get("/s/xa-sen/units/matrix").status_code == 404
    assert as_("sau").get("/s/xa-sen/units/matrix").status_code == 403
    assert list(table_in(as_("xuan").get("/s/phu-nu-huyen/units/matrix").text))[:2] == [
        "Xã Lúa",
        "Xã Sen",
    ]


def test_it_costs_as_much_for_many_units_as_for_few(
    as_: As,
    owner: sa.Connection,
    world: list[Row],
    hamlets: dict[str, int],
    space_ids: dict[str, int],
    counting: Callable[..., int],
) -> None:
    who = [(as_("hoa"), "/s/huyen"), (as_("lan"), "/s/xa-sen")]

    def cost() -> list[int]:
        return [
            counting(lambda b=b, at=at: b.get(f"{at}/units/matrix?figure=without_head"))
            for b, at in who
        ]

    cost()
    few = cost()
    for number in range(60):
        unit = add_unit(owner, space_ids["phu-nu-xa-sen"], f"Thêm {number}")
        row = {"unit_id": unit, "area_id": hamlets["An Tài"]}
        insert(owner, UnitsPlace, space_id=space_ids["phu-nu-xa-sen"], **row)
    assert cost() == few
