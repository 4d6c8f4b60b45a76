"""Counts typed by hand: written down, corrected, removed, each undone; the newest as of a day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from plugins.members.number_queries import number_on, numbers_on
from portal.locale import today
from portal.reach import Reach
from portal.reach import within as reaching
from portal.testing.client import Browser

pytestmark = pytest.mark.database
NUMBERS = "/s/phu-nu-xa-sen/members/numbers"
As = Callable[[str], Browser]
UNDO = re.compile(r"/s/[\w-]+/history/\d+/undo")


def day(date: dt.date) -> list[str]:
    return [str(date.day), str(date.month), str(date.year)]


def count(**given: Any) -> dict[str, Any]:
    """A count as it is typed."""
    return {
        "key": "eligible_female",
        "area_id": "0",
        "value": "1.250",
        "as_of": day(dt.date(2023, 12, 31)),
        "source": "Rà soát cuối năm 2023",
        **given,
    }


def rows(owner: sa.Connection) -> list[Any]:
    found = sa.text("select key, value, as_of, source, area_id from members_number order by id")
    return [tuple(row) for row in owner.execute(found)]


def put(owner: sa.Connection, space: int, key: str, on: str, value: int, area: Any = None) -> int:
    made = sa.text(
        "insert into members_number (space_id, key, as_of, value, source, area_id)"
        " values (:space, :key, :on, :value, 'rà soát', :area) returning id"
    )
    values = {"space": space, "key": key, "on": on, "value": value, "area": area}
    return int(owner.scalar(made, values) or 0)


def undo(browser: Browser) -> None:
    found = UNDO.search(browser.get(NUMBERS).text)
    assert found is not None
    assert browser.send(found[0]).status_code == 303


def test_a_count_is_written_down_and_taken_back(as_: As, owner: sa.Connection) -> None:
    thu = as_("thu")
    assert thu.get(f"{NUMBERS}/new").status_code == 200
    assert thu.send(f"{NUMBERS}/new", count()).status_code == 303
    assert rows(owner) == [
        ("eligible_female", 1250, dt.date(2023, 12, 31), "Rà soát cuối năm 2023", None)
    ]
    undo(thu)
    assert rows(owner) == []


def test_the_list_shows_the_newest_first_with_day_and_source(
    as_: As, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    space = space_ids["phu-nu-xa-sen"]
    put(owner, space, "eligible_female", "2022-12-31", 1100)
    put(owner, space, "eligible_female", "2023-12-31", 1250)
    put(owner, space, "cards_issued", "2023-06-30", 7)
    page = as_("thu").get(NUMBERS).text
    assert page.index("31/12/2023") < page.index("30/06/2023") < page.index("31/12/2022")
    assert "1.250 người" in page and "rà soát" in page
    of_one = as_("thu").get(f"{NUMBERS}?key=cards_issued").text
    assert "7 thẻ" in of_one and "1.250" not in of_one


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"value": "nhiều"}, "Ghi số theo dạng"),
        ({"value": "-3"}, "Nhập số từ 0"),
        ({"value": "2,5"}, "Nhập số nguyên"),
        ({"value": "1.000.000.000"}, "Nhập số từ 0"),
        ({"source": " "}, "Nguồn"),
        ({"key": "farm_households"}, "Chọn nội dung đã đếm"),
        ({"area_id": "4000000"}, "Chọn một khóm, ấp"),
        ({"as_of": day(today() + dt.timedelta(days=1))}, "không muộn hơn hôm nay"),
    ],
)
def test_what_cannot_be_counted_is_refused(
    as_: As, owner: sa.Connection, given: dict[str, Any], says: str
) -> None:
    answer = as_("thu").send(f"{NUMBERS}/new", count(**given))
    assert answer.status_code == 422
    assert says in answer.text
    assert rows(owner) == []


def test_a_day_has_one_count(as_: As, owner: sa.Connection) -> None:
    thu = as_("thu")
    assert thu.send(f"{NUMBERS}/new", count()).status_code == 303
    answer = thu.send(f"{NUMBERS}/new", count(value="9"))
    assert answer.status_code == 422 and "Đã có số liệu của ngày này" in answer.text
    assert thu.send(f"{NUMBERS}/new", count(key="cards_issued")).status_code == 303
    assert len(rows(owner)) == 2


def test_a_count_is_corrected_and_the_correction_taken_back(
    as_: As, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    number = put(owner, space_ids["phu-nu-xa-sen"], "eligible_female", "2023-12-31", 1100)
    thu = as_("thu")
    changed = count(value="1.200", version="1")
    assert thu.send(f"{NUMBERS}/{number}/edit", changed).status_code == 303
    assert rows(owner)[0][1] == 1200
    undo(thu)
    assert rows(owner)[0][1] == 1100
    assert thu.send(f"{NUMBERS}/{number}/edit", count(value="5", version="1")).status_code == 409


def test_a_removed_count_comes_back(
    as_: As, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    number = put(owner, space_ids["phu-nu-xa-sen"], "fund_base", "2023-12-31", 12)
    before = rows(owner)
    thu = as_("thu")
    assert thu.send(f"{NUMBERS}/{number}/remove").status_code == 303
    assert rows(owner) == []
    undo(thu)
    assert rows(owner) == before


def test_a_neighbours_count_is_as_an_unknown_one(
    as_: As, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    number = put(owner, space_ids["phu-nu-xa-lua"], "eligible_female", "2023-12-31", 1100)
    for address in (f"{NUMBERS}/{number}/edit", f"{NUMBERS}/{number + 999}/edit"):
        assert as_("thu").get(address).status_code == 404
        assert as_("thu").send(address, count(version="1")).status_code == 404
    assert "1.100" not in as_("thu").get(NUMBERS).text
    assert "1.100" in as_("xuan").get("/s/phu-nu-huyen/members/numbers").text


def test_the_newest_count_as_of_a_day_is_the_one_in_force(
    app: Flask, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    sen, lua = space_ids["phu-nu-xa-sen"], space_ids["phu-nu-xa-lua"]
    area = owner.scalar(sa.text("select id from area where name = 'Sen'"))
    for on, value in (("2022-12-31", 10), ("2023-12-31", 20), ("2024-06-30", 30)):
        put(owner, sen, "eligible_female", on, value)
    put(owner, sen, "eligible_female", "2024-01-15", 3, area)
    put(owner, lua, "eligible_female", "2024-01-01", 99)
    with app.app_context(), reaching(Reach(spaces=frozenset({sen}), read_only=True)):
        found = number_on([sen, lua], "eligible_female", dt.date(2024, 3, 31))
        assert {space: int(number.value) for space, number in found.items()} == {sen: 20}
        assert number_on([sen], "eligible_female", dt.date(2022, 12, 30)) == {}
        by_hamlet = numbers_on([sen], ["eligible_female"], dt.date(2024, 3, 31), by_hamlet=True)
        assert {key: int(number.value) for key, number in by_hamlet.items()} == {
            ("eligible_female", area): 3
        }
