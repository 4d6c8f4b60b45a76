"""A remedy sheet: opened for a unit, corrected, closed by its re-check, and who sees it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from plugins.units.models import UnitsRemedy
from portal.locale import today
from portal.testing.client import Browser

from .care_ground import add_round, add_unit, insert
from .conftest import undo_in

pytestmark = pytest.mark.database
UNITS = "/s/phu-nu-xa-sen/units"
As = Callable[[str], Browser]


def day(date: dt.date) -> list[str]:
    """A day as three boxes send it."""
    return [str(date.day), str(date.month), str(date.year)]


def sheet(**given: Any) -> dict[str, Any]:
    """A sheet as it is typed."""
    return {
        "cause": "Ít sinh hoạt",
        "measure": "Cử cán bộ dự họp",
        "helper": "Bùi Thị Thu, Chủ tịch Hội",
        "opened_on": day(today()),
        "recheck_on": day(today() + dt.timedelta(days=60)),
        **given,
    }


def found(**given: Any) -> dict[str, Any]:
    """What a re-check found, as it is typed."""
    typed = {"closed_on": day(today()), "outcome": "better", "finding": "Đã họp hai kỳ"}
    return {**typed, "version": "1", **given}


@pytest.fixture
def unit(owner: sa.Connection, space_ids: dict[str, int]) -> int:
    """A branch of the Women's Union of Sen."""
    return add_unit(owner, space_ids["phu-nu-xa-sen"], "Chi hội ấp An Tài")


@pytest.fixture
def opened(as_: As, unit: int, owner: sa.Connection) -> int:
    """An open sheet of the branch."""
    assert as_("thu").send(f"{UNITS}/{unit}/remedies/new", sheet()).status_code == 303
    return int(owner.scalar(sa.text("select id from units_remedy")) or 0)


def rows(owner: sa.Connection) -> list[tuple[Any, ...]]:
    """Every sheet: outcome, finding."""
    asked = sa.text("select outcome, finding from units_remedy order by id")
    return [tuple(row) for row in owner.execute(asked)]


def test_a_sheet_is_opened_closed_reopened_and_taken_back(
    as_: As, unit: int, owner: sa.Connection
) -> None:
    thu, page = as_("thu"), f"{UNITS}/{unit}"
    thu.send(f"{page}/remedies/new", sheet())
    shown = thu.get(page).text
    take_back = undo_in(shown)
    number = re.search(r"/remedies/(\d+)", shown)
    assert number is not None and "Cử cán bộ dự họp" in shown
    assert "lập phiếu khắc phục cho" in thu.get("/s/phu-nu-xa-sen/history").text
    at = f"{UNITS}/remedies/{number[1]}"
    assert thu.send(f"{at}/close", found()).status_code == 303
    shown = thu.get(page).text
    assert rows(owner) == [("better", "Đã họp hai kỳ")] and "có tiến bộ" in shown
    thu.send(undo_in(shown))
    assert rows(owner) == [(None, None)]
    assert thu.send(take_back).status_code == 303
    assert rows(owner) == []


def test_a_sheet_that_was_corrected_is_not_taken_back(
    as_: As, unit: int, owner: sa.Connection
) -> None:
    thu = as_("thu")
    thu.send(f"{UNITS}/{unit}/remedies/new", sheet())
    undo = undo_in(thu.get(f"{UNITS}/{unit}").text)
    number = owner.scalar(sa.text("select id from units_remedy"))
    change = {**sheet(cause="Thiếu cán bộ"), "version": "1"}
    assert thu.send(f"{UNITS}/remedies/{number}/edit", change).status_code == 303
    assert thu.send(undo).status_code == 409
    late = thu.send(f"{UNITS}/remedies/{number}/edit", {**change, "cause": "Ít người"})
    assert late.status_code == 409 and "Nguyên nhân: Thiếu cán bộ" in late.text


def test_a_unit_has_one_open_sheet(as_: As, unit: int, opened: int, owner: sa.Connection) -> None:
    assert as_("thu").send(f"{UNITS}/{unit}/remedies/new", sheet()).status_code == 409
    assert len(rows(owner)) == 1


def test_an_ended_unit_gets_no_sheet(
    as_: As, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    over = {"ended_on": dt.date(2025, 1, 1), "ended_how": "dissolved"}
    unit = add_unit(owner, space_ids["phu-nu-xa-sen"], **over)
    assert as_("thu").send(f"{UNITS}/{unit}/remedies/new", sheet()).status_code == 409


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"cause": "  "}, "Nhập “Nguyên nhân”"),
        ({"recheck_on": ["1", "1", "2020"]}, "trước ngày lập phiếu"),
        ({"opened_on": ["1", "1", "2050"], "recheck_on": ["1", "2", "2050"]}, "hôm nay"),
    ],
)
def test_a_faulty_sheet_is_sent_back(
    as_: As, unit: int, owner: sa.Connection, typed: dict[str, Any], words: str
) -> None:
    answer = as_("thu").send(f"{UNITS}/{unit}/remedies/new", sheet(**typed))
    assert answer.status_code == 422 and words in answer.text
    assert "Bùi Thị Thu, Chủ tịch Hội" in answer.text and rows(owner) == []


@pytest.mark.parametrize(
    "typed",
    [{"outcome": "khác"}, {"outcome": ""}, {"finding": ""}, {"closed_on": ["1", "1", "2020"]}],
)
def test_a_faulty_recheck_is_sent_back(
    as_: As, opened: int, owner: sa.Connection, typed: dict[str, str]
) -> None:
    answer = as_("thu").send(f"{UNITS}/remedies/{opened}/close", found(**typed))
    assert answer.status_code == 422 and rows(owner) == [(None, None)]


def test_a_sheet_is_closed_once(as_: As, opened: int) -> None:
    thu, at = as_("thu"), f"{UNITS}/remedies/{opened}/close"
    assert [thu.send(at, found(version=v)).status_code for v in ("1", "2")] == [303, 409]


def test_the_inbox_reminds_of_the_recheck(as_: As, unit: int, opened: int) -> None:
    inbox = as_("thu").get("/s/phu-nu-xa-sen/inbox").text
    assert "Chi hội ấp An Tài" in inbox and f"/remedies/{opened}" in inbox
    as_("thu").send(f"{UNITS}/remedies/{opened}/close", found())
    assert f"/remedies/{opened}" not in as_("thu").get("/s/phu-nu-xa-sen/inbox").text


def test_a_neighbours_sheet_is_as_unknown_as_any(
    as_: As, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    beside = space_ids["phu-nu-xa-lua"]
    unit = add_unit(owner, beside, id=7001)
    values = {"cause": "a", "measure": "b", "helper": "c"}
    days = {"opened_on": dt.date(2026, 1, 5), "recheck_on": dt.date(2026, 3, 5)}
    number = insert(owner, UnitsRemedy, space_id=beside, unit_id=unit, id=7002, **values, **days)
    thu = as_("thu")
    for path in ("", "/edit", "/close"):
        assert thu.get(f"{UNITS}/remedies/{number}{path}").status_code == 404
    assert thu.send(f"{UNITS}/remedies/{number}/close", found()).status_code == 404
    assert thu.get(f"{UNITS}/{unit}/remedies/new").status_code == 404
    assert thu.send(f"{UNITS}/{unit}/remedies/new", sheet()).status_code == 404


def test_above_reads_and_a_branch_head_sees_the_own_branch(
    as_: As, owner: sa.Connection, space_ids: dict[str, int], opened: int
) -> None:
    listed = as_("hoa").get("/s/huyen/units/remedies").text
    assert f"/s/phu-nu-xa-sen/units/remedies/{opened}" in listed
    assert as_("hoa").send(f"{UNITS}/remedies/{opened}/close", found()).status_code == 403
    party = space_ids["xa-sen"]
    values = {"cause": "a", "measure": "b", "helper": "c"}
    days = {"opened_on": dt.date(2026, 1, 5), "recheck_on": dt.date(2026, 3, 5)}
    own, other = (
        insert(
            owner,
            UnitsRemedy,
            space_id=party,
            unit_id=add_unit(owner, party, f"Chi bộ {number}", id=number),
            **values,
            **days,
        )
        for number in (901, 902)
    )
    sau = as_("sau")
    assert sau.get(f"/s/xa-sen/units/remedies/{own}").status_code == 200
    assert sau.get(f"/s/xa-sen/units/remedies/{other}").status_code == 404
    listed = sau.get("/s/xa-sen/units/remedies").text
    assert "Chi bộ 901" in listed and "Chi bộ 902" not in listed
    assert sau.send(f"/s/xa-sen/units/remedies/{own}/close", found()).status_code == 403


def test_the_list_follows_the_state(as_: As, unit: int, opened: int) -> None:
    thu, at = as_("thu"), f"{UNITS}/remedies"
    shown = {state: "An Tài" in thu.get(f"{at}?state={state}").text for state in ("open", "due")}
    assert shown == {"open": True, "due": False}
    thu.send(f"{at}/{opened}/close", found())
    thu.get(at)
    wanted = ("", "closed", "all")
    assert ["An Tài" in thu.get(f"{at}?state={s}").text for s in wanted] == [False, True, True]


def test_a_weak_unit_wants_a_sheet_until_it_has_one(
    as_: As, unit: int, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    add_round(owner, space_ids["phu-nu-xa-sen"], today() - dt.timedelta(days=3), {unit: "weak"})
    thu, home = as_("thu"), "/s/phu-nu-xa-sen/"
    words = "chi, tổ yếu chưa có phiếu khắc phục"
    assert words in thu.get(home).text
    assert "Chi hội ấp An Tài" in thu.get(f"{UNITS}/?fits=without_remedy").text
    thu.send(f"{UNITS}/{unit}/remedies/new", sheet())
    assert words not in thu.get(home).text
    assert "Chi hội ấp An Tài" not in thu.get(f"{UNITS}/?fits=without_remedy").text
    number = owner.scalar(sa.text("select id from units_remedy"))
    thu.send(f"{UNITS}/remedies/{number}/close", found(outcome="same"))
    assert words not in thu.get(home).text, "looked at since the round"
    add_round(owner, space_ids["phu-nu-xa-sen"], today() + dt.timedelta(days=1), {unit: "weak"})
    assert words not in thu.get(home).text, "a round to come says nothing yet"
