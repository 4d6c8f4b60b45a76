"""Units without a head or deputy: here and below, filtered, sorted, as a file."""

from __future__ import annotations

import datetime as dt
import io
import re
import threading
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from .officer_ground import HOME, office_form, offices, sitter

MARCH = dt.date(2024, 3, 5)


@pytest.fixture
def lacking(found: Any, owner: sa.Connection, space_ids: dict[str, int]) -> dict[str, int]:
    """Units by what they lack, in two communes."""
    sit = sitter(owner, space_ids)
    made = {
        "whole": found("phu-nu-xa-sen", "Chi hội đủ"),
        "deputyless": found("phu-nu-xa-sen", "Chi hội thiếu phó"),
        "headless": found("phu-nu-xa-sen", "Chi hội thiếu trưởng"),
        "empty": found("phu-nu-xa-sen", "Tổ trống", kind="women_team"),
        "far": found("phu-nu-xa-lua", "Chi hội Lúa"),
        "ended": found("phu-nu-xa-sen", "Chi hội cũ", ended_on=MARCH, ended_how="dissolved"),
    }
    for unit, office, name, more in (
        ("whole", "head", "Lê Thị Mận", {}),
        ("whole", "deputy", "Lê Thị Na", {}),
        ("deputyless", "head", "Lê Thị Ổi", {}),
        ("headless", "deputy", "Lê Thị Xoài", {}),
        ("headless", "head", "Lê Thị Cam", {"ended_on": MARCH}),
        ("headless", "head", "Lê Thị Bưởi", {"introduced_on": MARCH}),
    ):
        sit("phu-nu-xa-sen", made[unit], name, office, **more)
    return made


def names(page: str) -> list[str]:
    """The units of a page, in their order."""
    return re.findall(r'<th role="rowheader"[^>]*><a href="[^"]*">([^<]*)</a>', page)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Chi hội thiếu trưởng", "Tổ trống", "Chi hội thiếu phó"]),
        ("?missing=head", ["Chi hội thiếu trưởng", "Tổ trống"]),
        ("?missing=deputy", ["Tổ trống", "Chi hội thiếu phó"]),
        ("?missing=&sort=name", ["Chi hội thiếu phó", "Chi hội thiếu trưởng", "Tổ trống"]),
        ("?missing=nobody", ["Chi hội thiếu trưởng", "Tổ trống", "Chi hội thiếu phó"]),
        ("?sort=-name&missing=head", ["Tổ trống", "Chi hội thiếu trưởng"]),
        ("?sort=-since&missing=head", ["Chi hội thiếu trưởng", "Tổ trống"]),
        ("?kind=women_team", ["Tổ trống"]),
        ("?q=thieu truong", ["Chi hội thiếu trưởng"]),
        ("?q=khong co", []),
    ],
)
def test_the_list_shows_who_lacks_whom(
    as_: Any, lacking: dict[str, int], query: str, shown: list[str]
) -> None:
    page = as_("thu").get(f"{HOME}/vacant{query}").text
    assert names(page) == shown
    assert "Lê Thị" not in page


def test_it_says_since_when_and_where_nothing_is_known(as_: Any, lacking: dict[str, int]) -> None:
    page = as_("thu").get(f"{HOME}/vacant").text
    assert "05/03/2024" in page and "chưa ghi cán bộ nào" in page
    assert f"{HOME}/{lacking['headless']}/offices/new" in page
    assert f"{HOME}/vacant" in as_("thu").get(f"{HOME}/").text


def test_those_above_see_the_spaces_below(as_: Any, lacking: dict[str, int]) -> None:
    xuan, above = as_("xuan"), "/s/phu-nu-huyen/units/vacant"
    page = xuan.get(f"{above}?missing=head").text
    assert names(page) == ["Chi hội Lúa", "Chi hội thiếu trưởng", "Tổ trống"]
    assert names(xuan.get(f"{above}?of=phu-nu-xa-lua").text) == ["Chi hội Lúa"]
    assert "offices/new" not in page
    assert names(as_("thu").get(f"{HOME}/vacant?of=phu-nu-xa-lua").text) == []
    assert as_("thu").get("/s/phu-nu-xa-lua/units/vacant").status_code == 404


def test_the_vacant_posts_and_the_units_lead_to_each_other(
    as_: Any, lacking: dict[str, int]
) -> None:
    thu = as_("thu")
    assert "/s/phu-nu-xa-sen/officers/vacant" in thu.get(f"{HOME}/vacant").text
    assert f"{HOME}/vacant" in thu.get("/s/phu-nu-xa-sen/officers/vacant").text


def test_the_file_holds_what_the_page_shows(as_: Any, lacking: dict[str, int]) -> None:
    link = "/s/phu-nu-huyen/units/export/vacant.xlsx?of=phu-nu-xa-sen&sort=-name"
    xuan = as_("xuan")
    answer = xuan.get(link, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 200
    sheet = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    text = [[str(cell) for cell in row if cell is not None] for row in sheet.values]
    flat = [" | ".join(row) for row in text]
    units = [line for line in flat if "Chi hội" in line or "Tổ trống" in line]
    assert ["Tổ trống" in units[0], "thiếu trưởng" in units[1], "thiếu phó" in units[2]] == [
        True
    ] * 3
    assert len(units) == 3 and all("xã Sen" in line for line in units)
    assert "2024-03-05" in units[1] and not any("Lê Thị" in line for line in flat)


@pytest.mark.database
def test_two_heads_named_at_one_moment_are_one(as_: Any, found: Any, owner: Any) -> None:
    unit = found("phu-nu-xa-sen", "Chi hội 1")
    clerks = [as_("thu"), as_("thu")]
    ready, statuses = threading.Barrier(2), [0, 0]
    sent = [
        {**clerk.tokens(), **office_form(name, elected_on=MARCH)}
        for clerk, name in zip(clerks, ("Lê Thị Mận", "Bùi Thị Na"), strict=True)
    ]

    def send(number: int) -> None:
        ready.wait()
        place = f"{HOME}/{unit}/offices/new"
        statuses[number] = clerks[number].post(place, data=sent[number]).status_code

    threads = [threading.Thread(target=send, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303, 422]
    assert len(offices(owner)) == 1


def test_a_page_asks_as_much_for_many_offices_as_for_one(
    as_: Any, app: Any, found: Any, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    sit, thu = sitter(owner, space_ids), as_("thu")
    unit = found("phu-nu-xa-sen", "Chi hội 1")
    sit("phu-nu-xa-sen", unit, "Lê Thị Mận", birth_year=1975, ended_on=MARCH)
    asked: list[str] = []
    with app.app_context():
        from portal.database import db

        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    counts = []
    for number in range(3):
        for other in range(number * 10):
            name = f"Lê Thị Mận {number} {other}"
            sit("phu-nu-xa-sen", unit, name, "committee_member", birth_year=1975)
        thu.get(f"{HOME}/{unit}")
        asked.clear()
        thu.get(f"{HOME}/{unit}")
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]
