"""Hamlets of a commune: added, renamed, ended, each taken back; who keeps them, who only sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal.testing.client import Browser

HERE = "/s/xa-sen/hamlets"
UNDO = re.compile(r"/s/[\w-]+/history/\d+/undo")
As = Callable[[str], Browser]
Rows = Callable[[], list[tuple[str, str, str | None]]]


@pytest.fixture
def rows(owner: sa.Connection) -> Rows:
    """Kind, name and last day of every hamlet, in the order they were made."""
    if owner.scalar(sa.text("select 1 from level where name = 'hamlet'")) is None:
        owner.execute(sa.text("insert into level values ('hamlet', 'khóm, ấp', 'hamlet', 9)"))

    def look() -> list[tuple[str, str, str | None]]:
        asked = "select kind, name, valid_to::text from area where level = 'hamlet' order by id"
        return [(row.kind, row.name, row.valid_to) for row in owner.execute(sa.text(asked))]

    return look


@pytest.fixture
def add(as_: As, rows: Rows) -> Callable[..., Any]:
    """Send the form for a new hamlet as Lan of the commune's Party committee."""
    lan = as_("lan")

    def send(name: str, kind: str = "Ấp", day: str = "1 3 2021", place: str = HERE) -> Any:
        form = {"kind": kind, "name": name, "valid_from": day.split(), "document": "05/NQ-HĐND"}
        return lan.send(f"{place}/new", form)

    return send


@pytest.fixture
def number(owner: sa.Connection, add: Any) -> int:
    """The id of a hamlet An Tài in xa-sen."""
    assert add("An Tài").status_code == 303
    return int(owner.scalar(sa.text("select id from area where level = 'hamlet'")) or 0)


def undo(browser: Browser, page: str) -> int:
    sought = UNDO.search(page)
    assert sought is not None
    return browser.send(sought[0]).status_code


def test_a_hamlet_is_added_and_taken_back(as_: As, add: Any, rows: Rows) -> None:
    assert add("  An   Tài ").status_code == 303
    assert rows() == [("Ấp", "An Tài", None)]
    page = as_("lan").get(HERE).text
    assert "Ấp An Tài" in page and "01/03/2021" in page
    newest = as_("lan").get("/s/xa-sen/history").text
    assert "Ấp An Tài" in newest
    assert undo(as_("lan"), newest) == 303
    assert rows() == []


def test_a_hamlet_that_something_leans_on_is_not_taken_back(
    as_: As, owner: sa.Connection, number: int, rows: Rows
) -> None:
    owner.execute(
        sa.text(
            "insert into area (level, kind, name, parent_id, valid_from)"
            " values ('hamlet', 'Ấp', 'con', :under, '2022-01-01')"
        ),
        {"under": number},
    )
    assert undo(as_("lan"), as_("lan").get("/s/xa-sen/history").text) == 409
    assert len(rows()) == 2


def test_a_hamlet_is_renamed_and_named_back(as_: As, number: int, rows: Rows) -> None:
    lan = as_("lan")
    typed = {"kind": "Khóm", "name": "1", "was": "Ấp An Tài"}
    assert lan.send(f"{HERE}/{number}/edit", typed).status_code == 303
    assert rows() == [("Khóm", "1", None)]
    assert lan.send(f"{HERE}/{number}/edit", {**typed, "name": "2"}).status_code == 409
    assert undo(lan, lan.get("/s/xa-sen/history").text) == 303
    assert rows() == [("Ấp", "An Tài", None)]


def test_an_ended_hamlet_stays_and_can_go_on(as_: As, number: int, rows: Rows) -> None:
    lan, typed = as_("lan"), {"was": "Ấp An Tài", "last_day": ["1", "6", "2022"]}
    assert lan.send(f"{HERE}/{number}/end", typed).status_code == 303
    assert "Ấp An Tài" in lan.get(HERE).text  # the notice, once
    assert "Ấp An Tài" not in lan.get(HERE).text
    assert "01/06/2022" in lan.get(f"{HERE}?state=ended").text
    assert lan.send(f"{HERE}/{number}/end", typed).status_code == 409
    assert undo(lan, lan.get("/s/xa-sen/history").text) == 303
    assert rows() == [("Ấp", "An Tài", None)]


@pytest.mark.parametrize("name", ["an tai", "AN TÀI"])
def test_one_name_stands_once_in_a_commune(add: Any, number: int, rows: Rows, name: str) -> None:
    answer = add(name)
    assert answer.status_code == 422
    assert "Đã có Ấp An Tài" in answer.text
    assert len(rows()) == 1


@pytest.mark.parametrize("day", ["31 12 2019", "1 1 2199", "31 2 2021", "  "])
def test_a_day_that_cannot_be_is_refused_beside_its_field(add: Any, rows: Rows, day: str) -> None:
    answer = add("An Tài", day=day if day.strip() else "0 0 0")
    assert answer.status_code == 422
    assert 'id="valid_from-error"' in answer.text and 'value="An Tài"' in answer.text
    assert rows() == []


def test_only_the_communes_party_and_government_keep_hamlets(as_: As, rows: Rows) -> None:
    form = {"kind": "Ấp", "name": "X", "valid_from": ["1", "3", "2021"]}
    assert as_("thu").send("/s/phu-nu-xa-sen/hamlets/new", form).status_code == 403
    assert as_("hoa").send("/s/huyen/hamlets/new", form).status_code == 403
    assert as_("tam").send(f"{HERE}/new", form).status_code == 403
    assert as_("tam").get(HERE).status_code == 200
    assert rows() == []


def test_a_neighbour_and_his_hamlets_are_unknown(as_: As, number: int, rows: Rows) -> None:
    typed = {"kind": "Ấp", "name": "Khác", "was": "Ấp An Tài", "last_day": ["1", "6", "2022"]}
    for who, slug in (("minh", "xa-lua"), ("minh", "xa-sen")):
        place = f"/s/{slug}/hamlets/{number}"
        for page in ("edit", "end"):
            assert as_(who).get(f"{place}/{page}").status_code == 404
            assert as_(who).send(f"{place}/{page}", typed).status_code == 404
    assert as_("minh").get(HERE).status_code == 404
    assert "An Tài" not in as_("minh").get("/s/xa-lua/hamlets").text
    assert rows() == [("Ấp", "An Tài", None)]


def test_the_district_sees_the_hamlets_of_all_its_communes(as_: As, number: int) -> None:
    page = as_("hoa").get("/s/huyen/hamlets").text
    assert "Ấp An Tài" in page and "Xã Sen" in page
    assert "Thêm khóm, ấp" not in page
    assert "Ấp An Tài" in as_("thu").get("/s/phu-nu-xa-sen/hamlets?q=an+tai").text
