"""Members entered twice: found, judged to be two, merged, parted again; the books stay right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page

from plugins.units.tests.conftest import undo_in
from portal.testing.live import PHONE, check_look

from .register_ground import HERE, As, Put, names
from .test_register_in_chromium import shoot

LAN = "Nguyễn Thị Ánh Lan"
DOUBLES = f"{HERE}doubles"
NUMBER = "087179000123"


@pytest.fixture
def pair(put: Put, hamlets: dict[str, int]) -> tuple[int, int]:
    """One person twice: by the year, and in full without marks."""
    place = hamlets["An Tài"]
    one = put(LAN, birth_year=1979, area_id=place, phone="0918402771", traits={"core": True})
    known = {"birth_date": dt.date(1979, 3, 8), "citizen_id": NUMBER, "card": "0042"}
    return one, put("nguyen thi anh lan", area_id=place, **known)


def rows(owner: sa.Connection, what: str) -> list[Any]:
    return list(owner.execute(sa.text(f"select {what}")).all())


def test_likely_doubles_are_shown_side_by_side(as_: As, pair: tuple[int, int], put: Put) -> None:
    put(LAN, birth_year=1980)
    page = as_("thu").get(DOUBLES).text
    assert "1 cặp" in page and "0871•••••123" in page and "08/03/1979" in page
    assert "1 cặp" not in as_("thu").get(HERE).text
    assert "có thể là cùng một người" in as_("thu").get("/s/phu-nu-xa-sen/").text


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ({"citizen_id": NUMBER}, {"citizen_id": NUMBER, "name": "Ai đó"}, True),
        ({"birth_date": dt.date(1979, 3, 8)}, {"birth_date": dt.date(1979, 3, 8)}, True),
        ({"birth_date": dt.date(1979, 3, 8)}, {"birth_date": dt.date(1979, 3, 9)}, False),
        ({"birth_year": 1979}, {"birth_year": 1979}, False),
        ({"birth_year": 1979, "area_id": 0}, {"birth_year": 1979, "area_id": 0}, True),
        (
            {"birth_year": 1979, "area_id": 0, "citizen_id": NUMBER},
            {"birth_year": 1979, "area_id": 0, "citizen_id": "087179000124"},
            False,
        ),
        (
            {"citizen_id": NUMBER},
            {"citizen_id": NUMBER, "state": "left", "left_on": dt.date(2024, 1, 1)},
            False,
        ),
    ],
)
def test_what_makes_two_rows_look_like_one_person(
    as_: As,
    put: Put,
    hamlets: dict[str, int],
    one: dict[str, Any],
    other: dict[str, Any],
    is_one: bool,
) -> None:
    for each in (one, other):
        values = {"name": LAN, **each}
        if "area_id" in values:
            values["area_id"] = hamlets["An Tài"]
        if "left_on" in values:
            values["left_how"] = "release"
        put(values.pop("name"), **values)
    assert ("1 cặp" in as_("thu").get(DOUBLES).text) is is_one


def test_two_people_are_not_asked_about_again(as_: As, pair: tuple[int, int]) -> None:
    thu = as_("thu")
    sent = {"one": str(pair[1]), "other": str(pair[0])}
    thu.send(f"{DOUBLES}/distinct", sent)
    page = thu.get(DOUBLES).text
    assert "Không thấy ai bị ghi hai lần" in page
    assert thu.send(f"{DOUBLES}/distinct", sent).status_code == 404
    thu.send(undo_in(page))
    assert "1 cặp" in thu.get(DOUBLES).text


@pytest.mark.parametrize("way", ["undo", "later"])
def test_a_double_is_merged_and_parted_again(
    as_: As, pair: tuple[int, int], owner: sa.Connection, way: str
) -> None:
    thu, (one, other) = as_("thu"), pair
    before = rows(owner, "birth_date, phone, address, citizen_hash from members_person order by id")
    thu.send(f"{DOUBLES}/merge", {"one": str(one), "other": str(other)})
    notice = thu.get(DOUBLES).text
    assert names(thu, HERE) == [LAN]
    kept = thu.get(f"{HERE}{one}").text
    shown = ("08/03/1979", "0871•••••123", "0042", "0918 402 771")
    assert all(text in kept for text in shown)
    ledger = "change, how from members_entry order by id"
    assert rows(owner, ledger) == [(1, "opening"), (1, "opening"), (-1, "duplicate")]
    double = thu.get(f"{HERE}{other}").text
    assert "đã gộp vào" in double and "Tách lại hai hồ sơ" in double
    thu.send(undo_in(notice)) if way == "undo" else thu.send(f"{HERE}{other}/part")
    assert sorted(names(thu, HERE)) == [LAN, "nguyen thi anh lan"]
    assert rows(owner, ledger) == [(1, "opening"), (1, "opening")]
    after = rows(owner, "birth_date, phone, address, citizen_hash from members_person order by id")
    assert [row[:3] for row in after] == [row[:3] for row in before]
    assert [bool(row[3]) for row in after] == [False, True]
    born = rows(owner, "birth_year, card, traits from members_membership order by id")
    assert born == [(1979, None, {"core": True}), (1979, "0042", {})]


def test_what_was_corrected_since_stays_when_parted(
    as_: As, pair: tuple[int, int], owner: sa.Connection
) -> None:
    thu, (one, other) = as_("thu"), pair
    thu.send(f"{DOUBLES}/merge", {"one": str(one), "other": str(other)})
    owner.execute(
        sa.text("update members_membership set card = '0099' where id = :id"), {"id": one}
    )
    thu.send(f"{HERE}{other}/part")
    assert rows(owner, "card from members_membership order by id") == [("0099",), ("0042",)]
    assert thu.send(f"{HERE}{other}/part").status_code == 404


def test_two_citizen_ids_are_not_merged(as_: As, put: Put, owner: sa.Connection) -> None:
    one, other = put(LAN, citizen_id=NUMBER), put(LAN, citizen_id="087179000124")
    thu = as_("thu")
    thu.send(f"{DOUBLES}/merge", {"one": str(one), "other": str(other)})
    assert "là hai người" in thu.get(DOUBLES).text
    thu.send(f"{DOUBLES}/merge", {"one": str(one), "other": str(one)})
    assert rows(owner, "count(*) from members_entry") == [(2,)]


def test_only_keepers_judge_and_only_their_own(as_: As, pair: tuple[int, int]) -> None:
    sent = {"one": str(pair[0]), "other": str(pair[1])}
    for who, status in (("xuan", 403), ("lan", 403), ("minh", 404)):
        assert as_(who).get(DOUBLES).status_code == status
        assert as_(who).send(f"{DOUBLES}/merge", sent).status_code == status
        assert as_(who).send(f"{HERE}{pair[1]}/part").status_code == status
    elsewhere = "/s/xa-lua/members/doubles/merge"
    assert as_("minh").send(elsewhere, sent).status_code == 404


@pytest.mark.browser
@pytest.mark.parametrize("size", [(1280, 900), PHONE], ids=["wide", "phone"])
def test_the_page_looks_right(
    new_page: Callable[..., Page], pair: tuple[int, int], size: tuple[int, int]
) -> None:

    page = new_page("thu", size=size, bypass_csp=True)
    page.goto(DOUBLES)
    check_look(page)
    shoot(page, f"members-doubles-{size[0]}")
