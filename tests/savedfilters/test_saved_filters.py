"""Filters are saved under a name, by one account, for one list of one space."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from portal.testing.client import Browser

As = Callable[[str], Browser]
LIST, PLACE = "members.index", "/s/phu-nu-xa-sen/members/"
HERE = "/s/phu-nu-xa-sen/savedfilters/"
FORM = {"list": LIST, "query": "sex=female&age=to_30&page=3&q=", "name": "Nữ trẻ"}


def test_a_filter_is_saved_from_the_list_and_leads_back_to_it(as_: As) -> None:
    thu = as_("thu")
    assert "Lưu bộ lọc này" not in thu.get(PLACE).text
    assert "Lưu bộ lọc này" in thu.get(f"{PLACE}?sex=female&age=to_30").text
    answer = thu.send(HERE, FORM)
    assert answer.location == f"{PLACE}?sex=female&age=to_30"
    page = thu.get(answer.location).text
    assert "Đã lưu bộ lọc “Nữ trẻ”" in page and "Lưu bộ lọc này" not in page
    assert 'href="/s/phu-nu-xa-sen/members/?sex=female&amp;age=to_30" aria-current="true"' in page
    assert "Nữ trẻ" in thu.get(PLACE).text


def test_it_is_renamed_replaced_and_removed(as_: As) -> None:
    thu = as_("thu")
    thu.send(HERE, FORM)
    thu.send(HERE, {**FORM, "query": "sex=male"})
    manage = f"{HERE}?list={LIST}"
    page = thu.get(manage).text
    assert page.count("sex=male") == 1 and "sex=female" not in page
    number = re.search(r"/savedfilters/(\d+)/rename", page)
    assert number is not None
    thu.send(f"{HERE}{number[1]}/rename", {"name": "Hội viên nam"})
    assert "Hội viên nam" in thu.get(PLACE).text
    thu.send(f"{HERE}{number[1]}/rename", {"name": " "})
    page = thu.get(manage).text
    assert "Ghi tên bộ lọc" in page and "Hội viên nam" in page
    thu.send(f"{HERE}{number[1]}/remove")
    assert "Chưa lưu bộ lọc nào" in thu.get(manage).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "  "}, "Ghi tên bộ lọc"),
        ({"name": "x" * 61}, "60"),
        ({"query": "page=2"}, "Chọn bộ lọc trước"),
        ({"list": "no.list"}, "Chưa lưu bộ lọc nào"),
        ({"list": "members.show"}, "Chưa lưu bộ lọc nào"),
    ],
)
def test_what_cannot_be_saved_is_said(as_: As, typed: dict[str, str], said: str) -> None:
    thu = as_("thu")
    answer = thu.send(HERE, {**FORM, **typed})
    assert answer.status_code == 303 and said in thu.get(answer.location).text
    assert "Chưa lưu bộ lọc nào" in thu.get(f"{HERE}?list={LIST}").text


def test_another_account_sees_and_touches_none_of_them(as_: As) -> None:
    as_("thu").send(HERE, FORM)
    number = re.search(r"/savedfilters/(\d+)/rename", as_("thu").get(f"{HERE}?list={LIST}").text)
    assert number is not None
    for who, place in (
        ("xuan", HERE),
        ("hoa", HERE),
        ("lan", HERE),
        ("lan", "/s/xa-sen/savedfilters/"),
    ):
        other = as_(who)
        assert "Nữ trẻ" not in other.get(f"{place}?list={LIST}").text
        assert other.send(f"{place}{number[1]}/remove").status_code == 404
        assert other.send(f"{place}{number[1]}/rename", {"name": "Của tôi"}).status_code == 404
    assert as_("minh").get(HERE).status_code == 404
    assert "Nữ trẻ" in as_("thu").get(PLACE).text
    assert "Nữ trẻ" not in as_("thu").get("/s/phu-nu-xa-sen/units/?sex=female").text


def test_no_more_than_twenty(as_: As) -> None:
    thu = as_("thu")
    for number in range(21):
        thu.send(HERE, {**FORM, "name": f"Bộ lọc {number}"})
    page = thu.get(PLACE).text
    assert "Bộ lọc 19" in page and "Bộ lọc 20" not in page and "Bỏ bớt một bộ lọc" in page
