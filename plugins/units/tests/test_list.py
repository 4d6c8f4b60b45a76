"""The list of units: found, filtered, sorted, paged by its address; who sees which."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal.testing.client import Browser

from .conftest import Found

As = Callable[[str], Browser]
Counting = Callable[[Callable[[], Any]], int]
HERE = "/s/phu-nu-xa-sen/units/"
SLUG = "phu-nu-xa-sen"
NAMED = re.compile(r'class="who"><a href="([^"]+)">([^<]+)</a>')


def names(browser: Browser, address: str) -> list[str]:
    """The names of the units on a page, in order."""
    answer = browser.get(address)
    assert answer.status_code == 200
    return [name for _url, name in NAMED.findall(answer.text)]


@pytest.fixture
def three(found: Found, head: Found) -> dict[str, int]:
    """A branch with a head, a club of the whole commune, and a branch that ended."""
    made = {
        "An Tài": found(SLUG, "Chi hội ấp An Tài", "An Tài", founded_on="2021-03-08"),
        "club": found(SLUG, "CLB Đờn ca tài tử", kind="club", basis="interest", stands="commune"),
        "old": found(SLUG, "Chi hội cũ", "An Tài", ended_on="2022-01-01", ended_how="dissolved"),
    }
    head(SLUG, made["An Tài"], started_on="2021-03-08")
    return made


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Chi hội ấp An Tài", "CLB Đờn ca tài tử"]),
        ("?q=don+ca", ["CLB Đờn ca tài tử"]),
        ("?q=TAI+an", ["Chi hội ấp An Tài"]),
        ("?kind=club", ["CLB Đờn ca tài tử"]),
        ("?basis=residential", ["Chi hội ấp An Tài"]),
        ("?head=none", ["CLB Đờn ca tài tử"]),
        ("?head=has", ["Chi hội ấp An Tài"]),
        ("?state=ended", ["Chi hội cũ"]),
        ("?state=all", ["Chi hội ấp An Tài", "Chi hội cũ", "CLB Đờn ca tài tử"]),
        ("?state=", ["Chi hội ấp An Tài", "Chi hội cũ", "CLB Đờn ca tài tử"]),
        ("?sort=-name", ["CLB Đờn ca tài tử", "Chi hội ấp An Tài"]),
        ("?sort=founded", ["Chi hội ấp An Tài", "CLB Đờn ca tài tử"]),
        ("?sort=-founded", ["Chi hội ấp An Tài", "CLB Đờn ca tài tử"]),
        ("?line=women", ["Chi hội ấp An Tài", "CLB Đờn ca tài tử"]),
        ("?line=party&kind=khong-co", []),
        ("?sort=no&page=99&hamlet=x&commune=y", ["Chi hội ấp An Tài", "CLB Đờn ca tài tử"]),
    ],
)
def test_the_address_says_what_the_list_shows(
    as_: As, three: dict[str, int], query: str, expected: list[str]
) -> None:
    assert names(as_("thu"), HERE + query) == expected


def test_units_are_found_by_their_hamlet(
    as_: As, three: dict[str, int], hamlets: dict[str, int]
) -> None:
    thu = as_("thu")
    assert names(thu, f"{HERE}?hamlet={hamlets['An Tài']}") == ["Chi hội ấp An Tài"]
    assert names(thu, f"{HERE}?hamlet={hamlets['Chiến Thắng']}") == []


def test_an_office_that_ended_leaves_the_unit_without_a_head(
    as_: As, three: dict[str, int], owner: sa.Connection
) -> None:
    owner.execute(sa.text("update units_office set ended_on = '2022-01-01'"))
    assert "Chi hội ấp An Tài" in names(as_("thu"), f"{HERE}?head=none")


def test_twenty_six_units_fill_two_pages(as_: As, found: Found) -> None:
    for number in range(1, 27):
        found(SLUG, f"Tổ số {number}", "An Tài")
    thu = as_("thu")
    assert names(thu, HERE) == [f"Tổ số {number}" for number in range(1, 26)]
    assert names(thu, f"{HERE}?page=2") == ["Tổ số 26"]
    assert names(thu, f"{HERE}?page=3") == ["Tổ số 26"]
    assert "26 chi, tổ" in thu.get(HERE).text


def test_above_the_list_says_whose_each_unit_is_and_narrows_to_it(
    as_: As, found: Found, three: dict[str, int], owner: sa.Connection
) -> None:
    found("xa-sen", "Chi bộ ấp An Tài", "An Tài")
    found("phu-nu-xa-lua", "Chi hội ấp Bưng Rò", "Bưng Rò")
    hoa, place = as_("hoa"), "/s/huyen/units/"
    page = hoa.get(place).text
    for text in ("Chi bộ ấp An Tài", "Chi hội ấp Bưng Rò", "Hội LHPN xã Lúa", "/s/phu-nu-xa-lua/"):
        assert text in page
    assert names(hoa, place)[0] == "Chi bộ ấp An Tài"
    assert names(hoa, f"{place}?sort=name")[-1] == "CLB Đờn ca tài tử"
    assert names(hoa, f"{place}?line=party") == ["Chi bộ ấp An Tài"]
    assert names(hoa, f"{place}?space=phu-nu-xa-lua") == ["Chi hội ấp Bưng Rò"]
    lua = owner.scalar(sa.text("select id from area where name = 'Lúa'"))
    assert names(hoa, f"{place}?commune={lua}") == ["Chi hội ấp Bưng Rò"]
    assert names(as_("xuan"), "/s/phu-nu-huyen/units/?line=party") == []
    assert "Chi bộ" not in as_("thu").get(HERE).text


def test_a_unit_below_opens_in_its_own_space(as_: As, found: Found) -> None:
    unit = found("phu-nu-xa-lua", "Chi hội ấp Bưng Rò", "Bưng Rò")
    page = as_("hoa").get(f"/s/phu-nu-xa-lua/units/{unit}")
    assert page.status_code == 200 and "Ấp Bưng Rò" in page.text
    assert as_("hoa").get(f"/s/huyen/units/{unit}").status_code == 404


def test_a_neighbour_and_its_units_are_unknown(as_: As, three: dict[str, int]) -> None:
    unit = three["An Tài"]
    for who, slug in (("minh", "phu-nu-xa-sen"), ("minh", "xa-lua"), ("xa", "huyen-xa")):
        assert as_(who).get(f"/s/{slug}/units/{unit}").status_code == 404
        assert as_(who).get(f"/s/{slug}/units/{unit}/edit").status_code in (403, 404)
    for who in ("minh", "xa", "an"):
        assert as_(who).get(HERE).status_code == 404
    assert names(as_("minh"), "/s/xa-lua/units/") == []


def test_the_search_finds_a_unit_without_its_marks(as_: As, three: dict[str, int]) -> None:
    assert "CLB Đờn ca tài tử" in as_("thu").get("/search?q=don+ca+tai+tu").text
    assert "CLB Đờn ca tài tử" in as_("hoa").get("/search?q=don+ca+tai+tu").text
    assert "CLB Đờn ca tài tử" not in as_("minh").get("/search?q=don+ca+tai+tu").text


@pytest.mark.parametrize(("who", "place"), [("thu", HERE), ("hoa", "/s/huyen/units/")])
def test_a_page_takes_as_many_statements_for_1_as_for_1000_units(
    as_: As,
    found: Found,
    owner: sa.Connection,
    counting: Counting,
    who: str,
    place: str,
) -> None:
    browser, taken = as_(who), {}
    unit = found(SLUG, "Tổ số 1", "An Tài")
    columns = "space_id, kind, sort_key, basis, stands"
    for wanted in (1, 10, 1000):
        have = owner.scalar(sa.text("select count(*) from units_unit")) or 0
        owner.execute(
            sa.text(
                f"insert into units_unit (name, folded, {columns})"
                f" select 'Tổ ' || n, 'to ' || n, {columns} from units_unit,"
                " generate_series(cast(:first as int), :last) n where id = :unit"
            ),
            {"first": have + 1, "last": wanted, "unit": unit},
        )
        owner.execute(
            sa.text(
                "insert into units_place (space_id, unit_id, area_id)"
                " select p.space_id, u.id, p.area_id from units_place p, units_unit u"
                " where p.unit_id = :unit and not exists"
                " (select from units_place o where o.unit_id = u.id)"
            ),
            {"unit": unit},
        )
        browser.get(place)
        shown: list[str] = []
        taken[wanted] = counting(lambda shown=shown: shown.extend(names(browser, place)))
        assert len(shown) == min(wanted, 25)
    assert taken[1] == taken[10] == taken[1000], taken


@pytest.mark.parametrize("number", ["99999999999", "-1", "0", "x"])
def test_what_no_row_has_as_its_number_narrows_nothing(
    as_: As, three: dict[str, int], number: str
) -> None:
    thu, here = as_("thu"), "/s/phu-nu-xa-sen/units/"
    every = names(thu, here)
    assert names(thu, f"{here}?hamlet={number}&commune={number}") == every
    for page in ("bulk/congress?unit=", "new?kind=women_team&parent=", "surveys?survey="):
        assert thu.get(f"{here}{page}{number}").status_code < 500
