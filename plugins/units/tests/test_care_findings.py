"""What the overview says of units: each finding with its number, who, and where it leads."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from portal.locale import today
from portal.testing.client import Browser

from .care_ground import add_office, add_unit

pytestmark = pytest.mark.database
As = Callable[[str], Browser]
WORDS = (
    "chi, tổ khuyết người đứng đầu",
    "chi, tổ quá hạn đại hội",
    "người đứng đầu chi, tổ đã hết nhiệm kỳ",
)
PAST = today() - dt.timedelta(days=1)


def finding_in(page: str, words: str) -> tuple[str, str, str]:
    """The number, who, and the address of a finding."""
    item = next(each for each in re.findall(r"<li>.*?</li>", page, re.S) if words in each)
    number, who, url = (
        re.search(pattern, item, re.S)
        for pattern in (r'class="n[^"]*"[^>]*>(\d+)', r"<p>(.*?)</p>", r'href="([^"]+)"')
    )
    assert number and who and url
    return number[1], html.unescape(who[1]), html.unescape(url[1])


@pytest.mark.parametrize("words", WORDS)
def test_a_finding_leads_to_the_units_that_it_counts(
    as_: As, owner: sa.Connection, space_ids: dict[str, int], words: str
) -> None:
    union = space_ids["phu-nu-xa-sen"]
    lapsed = add_unit(owner, union, "Chi hội hết nhiệm kỳ", congress_due_on=today())
    add_office(owner, union, lapsed, term_ends_on=PAST)
    late = add_unit(owner, union, "Chi hội trễ đại hội", congress_due_on=PAST)
    add_office(owner, union, late, term_ends_on=today())
    add_unit(owner, union, "Chi hội khuyết", congress_due_on=None)
    names = {"khuyết": "Chi hội khuyết", "quá hạn": "Chi hội trễ đại hội"}
    name = next((n for key, n in names.items() if key in words), "Chi hội hết nhiệm kỳ")
    number, who, url = finding_in(as_("thu").get("/s/phu-nu-xa-sen/").text, words)
    assert (number, who) == ("1", name)
    listed = as_("thu").get(url).text
    assert name in listed and 'role="status">1 ' in listed
    number, who, _url = finding_in(as_("hoa").get("/s/huyen/").text, words)
    assert (number, who) == ("1", "Hội LHPN xã Sen (1)")


def test_nothing_is_said_where_nothing_is_wrong(
    as_: As, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    union = space_ids["phu-nu-xa-sen"]
    good = add_unit(owner, union, "Chi hội tốt", congress_due_on=today())
    add_office(owner, union, good, term_ends_on=today())
    add_unit(owner, union, "Chi hội cũ", ended_on=today(), ended_how="merged")
    page = as_("thu").get("/s/phu-nu-xa-sen/").text
    assert not any(words in page for words in WORDS)
    assert WORDS[0] not in as_("minh").get("/s/xa-lua/").text


def test_a_space_with_others_below_names_its_own_units_too(
    as_: As, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    for slug in ("phu-nu-xa-sen", "xa-sen"):
        add_unit(owner, space_ids[slug], congress_due_on=PAST)
    number, who, _url = finding_in(as_("tam").get("/s/xa-sen/").text, "quá hạn")
    assert number == "2" and set(who.split(", ")) == {"Hội LHPN xã Sen (1)", "Đảng uỷ xã Sen (1)"}
