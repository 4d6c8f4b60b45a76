"""What a figure of units counts and what the list behind its link shows: the same rows."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from plugins.units.care_findings import CONCERNS
from plugins.units.fitting import FITS
from plugins.units.matrix_queries import FIGURES
from plugins.units.models import UnitsPlace
from portal.locale import today
from portal.testing.client import Browser

from .care_ground import add_office, add_round, add_unit, insert

pytestmark = pytest.mark.database
As = Callable[[str], Browser]
DAY = dt.timedelta(days=1)
CHOICE = re.compile(r'<option value="(\w+)"[^>]*>[^<]* \((\d+)\)<')
NUMBER = re.compile(r'class="n[^"]*"[^>]*>(\d+)')
TAB = re.compile(r'<a href="([^"]+)"[^>]*>[^<]+ <span class="muted">(\d+)</span>')
URL = re.compile(r'href="([^"]+/units/\?[^"]*)"')
TALLY = re.compile(r'role="status">([\d.]+) ')
READERS = (("hoa", "huyen"), ("xuan", "phu-nu-huyen"), ("lan", "xa-sen"), ("thu", "phu-nu-xa-sen"))


@pytest.fixture
def world(owner: sa.Connection, space_ids: dict[str, int], hamlets: dict[str, int]) -> None:
    """Every case in which a figure and a list were seen, or could be thought, to part.

    Congresses on both sides of each limit, without a day, held after it; units that ended or are
    not founded yet; an organization that recorded no office; one that was closed; a district's own
    unit; heads of both kinds, of the past, unknown; a round of survey.
    """
    union, party, district = (space_ids[s] for s in ("phu-nu-xa-sen", "xa-sen", "huyen"))
    silent, closed = space_ids["phu-nu-xa-lua"], space_ids["xa-lua"]
    units: dict[str, int] = {}
    for space in (union, party, silent, closed):
        for days in (-400, -1, 0, 1, 60, 61):
            due = {"congress_due_on": today() + days * DAY}
            units[f"{space} {days}"] = add_unit(owner, space, f"Chi hội {days}", **due)
        late = {"congress_due_on": today() - DAY}
        add_unit(owner, space, "Chi hội không rõ hạn")
        add_unit(owner, space, "Chi hội sắp lập", founded_on=today() + DAY, **late)
        add_unit(owner, space, "Chi hội đã thôi", ended_on=today(), ended_how="merged", **late)
        add_unit(owner, space, "Chi hội vừa đại hội", congress_on=today() + DAY, **late)
    add_unit(owner, union, "Tổ phụ nữ 1", kind="women_team")
    late = {"congress_due_on": today() - DAY}
    units["cell"] = add_unit(owner, district, "Chi bộ Huyện uỷ", kind="party_cell_office", **late)
    for hamlet, key in (("An Tài", "-1"), ("An Tài", "0"), ("Chiến Thắng", "0")):
        for space in (union, party):
            at = {"unit_id": units[f"{space} {key}"], "area_id": hamlets[hamlet]}
            insert(owner, UnitsPlace, space_id=space, **at)
    for key, office in (
        (f"{union} -1", {"party_member": True, "term_ends_on": today() - DAY}),
        (f"{union} 0", {"party_member": False, "term_ends_on": today()}),
        (f"{union} 1", {"party_member": None}),
        (f"{union} 60", {"party_member": True, "ended_on": today()}),
        (f"{party} 0", {"party_member": True}),
        (f"{closed} 0", {"party_member": True, "term_ends_on": today() - DAY}),
        ("cell", {"party_member": True, "term_ends_on": today() - DAY}),
    ):
        space = district if key == "cell" else int(key.split()[0])
        add_office(owner, space, units[key], **office)
    found = {f"{union} -400": "weak", f"{union} -1": "inactive", f"{union} 0": "fair"}
    add_round(owner, union, today() - 9 * DAY, {units[k]: mark for k, mark in found.items()})
    close = "update space set closed_on = :day, closed_reason = 'Sáp nhập' where id = :id"
    owner.execute(sa.text(close), {"day": today() - 5 * DAY, "id": closed})


def listed(browser: Browser, address: str) -> int:
    """How many units the list behind an address says that it shows."""
    said = TALLY.search(browser.get(html.unescape(address)).text)
    assert said is not None, address
    return int(said[1].replace(".", ""))


@pytest.mark.parametrize(("who", "slug"), READERS)
def test_each_number_of_the_table_by_place_is_that_of_its_list(
    as_: As, world: None, who: str, slug: str
) -> None:
    browser = as_(who)
    for figure in FIGURES:
        page = browser.get(f"/s/{slug}/units/matrix?figure={figure}").text
        table = page[page.index("<tbody") : page.index("</table>")]
        links = re.findall(r'<a href="([^"]+/units/(?:\?[^"]*)?)">(\d+)', table)
        assert len(links) > 2
        assert "/units/" in table[table.index("<tfoot") :]
        counted = {url: int(number) for url, number in links}
        assert {url: listed(browser, url) for url in counted} == counted, figure


@pytest.mark.parametrize(("who", "slug"), READERS)
def test_each_finding_of_the_overview_is_that_of_its_list(
    as_: As, world: None, who: str, slug: str
) -> None:
    browser = as_(who)
    items = re.findall(r"<li>.*?</li>", browser.get(f"/s/{slug}/").text, re.S)
    counted = {}
    for item in items:
        url, number = re.search(URL, item), re.search(NUMBER, item)
        if url and number:
            counted[url[1]] = int(number[1])
    assert len(counted) == len(CONCERNS)
    assert {url: listed(browser, url) for url in counted} == counted


@pytest.mark.parametrize(("who", "slug"), READERS)
def test_each_number_of_a_choice_is_that_of_its_list(
    as_: As, world: None, who: str, slug: str
) -> None:
    browser = as_(who)
    for query in ("", "fits=congress_near", "head=none&state=all", "q=thoi&state=all"):
        at = f"/s/{slug}/units/?{query}"
        page = browser.get(at).text
        counted = {f"{at}&line={line}": number for line, number in re.findall(CHOICE, page)}
        counted |= dict(re.findall(TAB, page))
        assert counted or query
        assert {url: str(listed(browser, url)) for url in counted} == counted


def test_near_is_overdue_or_due_and_so_is_the_inbox(as_: As, world: None) -> None:
    thu = as_("thu")
    number = {name: listed(thu, f"/s/phu-nu-xa-sen/units/?fits={name}") for name in FITS}
    assert number["congress_near"] == number["congress_overdue"] + number["congress_due"] == 5
    waiting = TALLY.search(thu.get("/s/phu-nu-xa-sen/inbox?source=units.congresses").text)
    assert waiting is not None and int(waiting[1]) == number["congress_near"]


def test_units_of_a_closed_space_stand_only_in_its_own_list(as_: As, world: None) -> None:
    hoa = as_("hoa")
    own, above = (f"/s/{slug}/units/?space=xa-lua" for slug in ("xa-lua", "huyen"))
    assert listed(hoa, own) == listed(hoa, f"{own}&state=standing") == 8
    assert listed(hoa, above) == 0
    assert listed(hoa, f"{above}&state=ended") == listed(hoa, f"{above}&state=all") == 10
    table = hoa.get("/s/huyen/units/matrix").text.split("<tbody")[1]
    assert re.search(r"Xã Lúa.*?>(\d+)</a></td></tr>", table, re.S)[1] == "8"  # type: ignore[index]


def test_a_district_finds_its_own_units_in_the_table(as_: As, world: None) -> None:
    hoa = as_("hoa")
    table = hoa.get("/s/huyen/units/matrix").text
    (url,) = re.findall(r"Huyện Đồng Sen.*?href=\"([^\"]+commune=[^\"]+)\">1<", table, re.S)[:1]
    page = hoa.get(html.unescape(url)).text
    assert "Chi bộ Huyện uỷ" in page
    assert "selected>Huyện Đồng Sen<" in page
