"""The timeline of a unit: its own dates, the latest first, also those before the portal."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from plugins.units import models
from portal.testing.client import Browser

from .care_ground import add_office, add_round, add_unit, insert

As = Callable[[str], Browser]
SPACE, AT = "phu-nu-xa-sen", "/s/phu-nu-xa-sen/units"
MOMENT = re.compile(r"<li[^>]*><time>(.*?)</time><div>(?:<a[^>]*>)?(.*?)(?:</a>)?</div>")


def moments(page: str) -> list[tuple[str, str]]:
    """Day and title of each line of the timeline on a page."""
    shown = page.partition("Các mốc thời gian</h2>")[2].partition("</ol>")[0]
    return MOMENT.findall(shown)


def test_a_unit_tells_its_life_by_its_own_dates(
    as_: As, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    union = space_ids[SPACE]
    due = {"congress_on": dt.date(2023, 8, 7), "congress_due_on": dt.date(2028, 8, 7)}
    unit = add_unit(owner, union, founded_document="12-QĐ/BTV", **due)
    below: dict[str, Any] = {"space_id": union, "unit_id": unit}
    insert(owner, models.UnitsName, **below, name="Tổ cũ", until=dt.date(2022, 3, 1))
    add_office(owner, union, unit, ended_on=dt.date(2023, 8, 7))
    add_office(owner, union, unit, started_on=dt.date(2099, 1, 1))
    add_round(owner, union, dt.date(2026, 3, 30), {unit: "weak"})
    sheet = {"cause": "c", "measure": "m", "helper": "h", "recheck_on": dt.date(2026, 6, 1)}
    closed = {"closed_on": dt.date(2026, 6, 2), "outcome": "mended"}
    insert(owner, models.UnitsRemedy, **below, opened_on=dt.date(2026, 4, 1), **sheet, **closed)
    page = as_("thu").get(f"{AT}/{unit}").text
    assert moments(page) == [
        ("02/06/2026", "Đóng phiếu khắc phục: đã khắc phục"),
        ("01/04/2026", "Lập phiếu khắc phục"),
        ("30/03/2026", "Đợt 2026: yếu"),
        ("07/08/2023", "Đại hội"),
        ("07/08/2023", "Chi hội trưởng thôi giữ chức"),
        ("01/03/2022", "Đổi tên; trước đó là Tổ cũ"),
        ("01/02/2021", "Chi hội trưởng bắt đầu giữ chức"),
        ("05/01/2021", "Thành lập"),
    ]
    assert moments(as_("hoa").get(f"/s/phu-nu-xa-sen/units/{unit}").text) == moments(page)


def test_those_that_became_one_tell_so_once_on_both_sides(
    as_: As, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    union, on = space_ids[SPACE], dt.date(2024, 7, 5)
    whole = add_unit(owner, union, "Chi hội mới", founded_on=None)
    parts = [
        add_unit(owner, union, f"Chi hội {n}", founded_on=None, ended_on=on, ended_how="merged")
        for n in (1, 2)
    ]
    for part in parts:
        insert(
            owner, models.UnitsSuccession, space_id=union, unit_id=part, into_id=whole,
            how="merged", on=on,
        )  # fmt: skip
    thu = as_("thu")
    became = moments(thu.get(f"{AT}/{whole}").text)
    assert became == [("05/07/2024", "Tách, nhập từ Chi hội 1, Chi hội 2")]
    went = moments(thu.get(f"{AT}/{parts[0]}").text)
    assert went == [("05/07/2024", "Nhập, tách vào Chi hội mới")]


def test_kinds_keep_their_great_letters_wherever_they_begin_a_line(
    as_: As, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    party = space_ids["xa-sen"]
    add_unit(owner, party, kind="self_governing_group", stands="commune")
    add_office(owner, party, add_unit(owner, party, "Chi bộ", kind="party_cell_hamlet"))
    for page in ("vacant", "remedies?state=all"):
        assert "Tổ nhân dân" not in as_("tam").get(f"/s/xa-sen/units/{page}").text
    assert "Tổ Nhân dân tự quản" in as_("tam").get("/s/xa-sen/units/vacant").text
