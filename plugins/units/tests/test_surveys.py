"""A survey round: opened, marked page by page, compared, exported; and who may do so."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from portal.testing.client import Browser

from .care_ground import add_round, add_unit
from .conftest import undo_in

pytestmark = pytest.mark.database
AT = "/s/phu-nu-xa-sen/units/surveys"
ROUND = {"name": "Khảo sát đầu năm", "held_on": ["5", "1", "2026"]}
DAY = dt.date(2026, 1, 5)
As = Callable[[str], Browser]


def marks(owner: sa.Connection) -> dict[int, tuple[Any, ...]]:
    """Every mark in the database, by unit."""
    rows = owner.execute(sa.text("select unit_id, mark, attending, listed, note from units_mark"))
    return {row[0]: tuple(row[1:]) for row in rows}


def fields_of(page: str) -> dict[str, str]:
    """The hidden fields of a page's marks."""
    found = re.findall(r'<input[^>]*name="(unit\d+-seen)"[^>]*value="([^"]*)"', page)
    return dict(found)


@pytest.fixture
def branches(owner: sa.Connection, space_ids: dict[str, int]) -> list[int]:
    """Three branches of the Women's Union of Sen."""
    return [add_unit(owner, space_ids["phu-nu-xa-sen"], f"Chi hội {n}") for n in (1, 2, 3)]


def test_a_round_is_opened_and_taken_back(as_: As, owner: sa.Connection) -> None:
    thu = as_("thu")
    answer = thu.send(f"{AT}/new", ROUND)
    assert answer.status_code == 303 and answer.location.endswith("/mark")
    page = thu.get(answer.location).text
    thu.send(undo_in(page))
    assert owner.scalar(sa.text("select count(*) from units_survey")) == 0


def test_a_round_that_marked_a_unit_is_not_taken_back(
    as_: As, owner: sa.Connection, branches: list[int]
) -> None:
    thu = as_("thu")
    at = thu.send(f"{AT}/new", ROUND).location
    undo = undo_in(thu.get(at).text)
    thu.send(at, {f"unit{branches[0]}-mark": "fair"})
    assert thu.send(undo).status_code == 409
    assert owner.scalar(sa.text("select count(*) from units_survey")) == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": " "}, "Nhập “Tên đợt khảo sát”"),
        ({"held_on": ["31", "2", "2026"]}, "5 7 2023"),
        ({"held_on": ["1", "1", "2050"]}, "không muộn hơn hôm nay"),
    ],
)
def test_a_faulty_round_is_sent_back(as_: As, typed: dict[str, Any], words: str) -> None:
    answer = as_("thu").send(f"{AT}/new", {**ROUND, "note": "giữ lại", **typed})
    assert answer.status_code == 422
    assert words in answer.text and "giữ lại" in answer.text


def test_a_page_is_saved_as_a_whole_and_keeps_what_was_typed(
    as_: As, owner: sa.Connection, branches: list[int]
) -> None:
    thu, (one, two, three) = as_("thu"), branches
    at = thu.send(f"{AT}/new", ROUND).location
    typed = {
        f"unit{one}-mark": "weak",
        f"unit{one}-attending": "12",
        f"unit{one}-listed": "30",
        f"unit{two}-attending": "nhiều",
        f"unit{three}-mark": "fair",
        f"unit{three}-listed": "5",
        f"unit{three}-attending": "6",
    }
    answer = thu.send(at, typed)
    assert answer.status_code == 422 and marks(owner) == {}
    assert 'value="nhiều"' in answer.text and 'value="12"' in answer.text
    assert "Số tham gia lớn hơn" in answer.text
    fixed = {f"unit{two}-attending": "4", f"unit{three}-attending": "5"}
    answer = thu.send(at, {**typed, **fixed})
    assert answer.status_code == 422, "numbers do not say how a unit was found"
    assert thu.send(at, {**typed, **fixed, f"unit{two}-mark": "strong"}).status_code == 303
    assert marks(owner) == {
        one: ("weak", 12, 30, None),
        two: ("strong", 4, None, None),
        three: ("fair", 5, 5, None),
    }
    history = thu.get("/s/phu-nu-xa-sen/history").text
    assert "đánh giá chi, tổ trong đợt" in history


def test_a_mark_is_taken_away_again(as_: As, owner: sa.Connection, branches: list[int]) -> None:
    thu, one = as_("thu"), branches[0]
    at = thu.send(f"{AT}/new", ROUND).location
    thu.send(at, {f"unit{one}-mark": "weak"})
    seen = fields_of(thu.get(at).text)
    assert seen[f"unit{one}-seen"] == "weak|||"
    thu.send(at, {**seen, f"unit{one}-mark": ""})
    assert marks(owner) == {}


def test_two_who_mark_one_unit_are_told(as_: As, owner: sa.Connection, branches: list[int]) -> None:
    thu, one, two = as_("thu"), branches[0], branches[1]
    at = thu.send(f"{AT}/new", ROUND).location
    thu.send(at, {f"unit{one}-mark": "fair", f"unit{one}-note": "đã ghé"})
    typed = {f"unit{one}-mark": "weak", f"unit{one}-seen": "|||", f"unit{two}-mark": "strong"}
    late = thu.send(at, typed)
    assert late.status_code == 422 and "khá, đã ghé" in late.text
    assert set(marks(owner)) == {one}, "nothing of the page is saved"
    again = {**fields_of(late.text), f"unit{one}-mark": "weak", f"unit{two}-mark": "strong"}
    assert thu.send(at, again).status_code == 303
    assert [mark[0] for mark in marks(owner).values()] == ["weak", "strong"]


def test_whoever_wrote_the_same_meanwhile_is_not_in_the_way(
    as_: As, owner: sa.Connection, branches: list[int]
) -> None:
    thu, one = as_("thu"), branches[0]
    at = thu.send(f"{AT}/new", ROUND).location
    for _time in range(2):
        assert thu.send(at, {f"unit{one}-mark": "fair"}).status_code == 303
    assert len(marks(owner)) == 1


def test_hundreds_of_units_are_marked_page_by_page(
    as_: As, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    for number in range(60):
        add_unit(owner, space_ids["phu-nu-xa-sen"], f"Tổ {number:02}")
    thu = as_("thu")
    at = thu.send(f"{AT}/new", ROUND).location
    for page in (1, 2, 3):
        shown = thu.get(f"{at}?page={page}").text
        ids = re.findall(r'name="unit(\d+)-mark"', shown)
        assert len(ids) == (25 if page < 3 else 10)
        answer = thu.send(f"{at}?page={page}", {f"unit{id}-mark": "fair" for id in ids})
        wanted = f"page={page + 1}" if page < 3 else AT
        assert wanted in answer.location
    assert len(marks(owner)) == 60


def test_units_that_did_not_stand_on_the_day_are_not_asked(
    as_: As, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    union = space_ids["phu-nu-xa-sen"]
    early = {"ended_on": dt.date(2025, 1, 1), "ended_how": "dissolved"}
    gone = add_unit(owner, union, "Chi hội cũ", **early)
    late = add_unit(owner, union, "Chi hội mới", founded_on=dt.date(2026, 2, 1))
    thu = as_("thu")
    at = thu.send(f"{AT}/new", ROUND).location
    thu.send(at, {f"unit{gone}-mark": "fair", f"unit{late}-mark": "fair"})
    assert marks(owner) == {}


def test_a_round_is_counted_and_compared(
    as_: As, owner: sa.Connection, space_ids: dict[str, int], branches: list[int]
) -> None:
    union, (one, two, three) = space_ids["phu-nu-xa-sen"], branches
    before = add_round(owner, union, dt.date(2025, 1, 5), {one: "strong", two: "weak"})
    after = add_round(owner, union, DAY, {one: "fair", two: "average", three: "inactive"})
    thu = as_("thu")
    page = thu.get(f"{AT}/{after}").text
    order = [page.rindex(f">{name}<") for name in ("Chi hội 3", "Chi hội 2", "Chi hội 1")]
    assert order == sorted(order), "the worst first"
    worse = thu.get(f"{AT}/{after}?with={before}&change=worse").text
    assert "Chi hội 1" in worse and "Chi hội 2" not in worse and "Chi hội 3" not in worse
    better = thu.get(f"{AT}/{after}?with={before}&change=better").text
    assert "Chi hội 2" in better and "Chi hội 1" not in better
    earlier = thu.get(f"{AT}/{before}?mark=open").text
    assert "Chi hội 3" in earlier and "Chi hội 1" not in earlier
    assert thu.get(f"{AT}/{before}?with={after}&change=worse").status_code == 200
    listed = thu.get(AT).text
    assert "1 trên 3" in listed


def test_a_round_goes_to_excel(
    as_: As, owner: sa.Connection, space_ids: dict[str, int], branches: list[int]
) -> None:
    union, (one, two, _three) = space_ids["phu-nu-xa-sen"], branches
    survey = add_round(owner, union, DAY, {one: "weak", two: "strong"})
    thu = as_("thu")
    page = thu.get(f"{AT}/{survey}?mark=weak").text
    (url,) = re.findall(r'href="([^"]+xlsx[^"]*)"', page)
    answer = thu.get(url.replace("&amp;", "&"), headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 200, answer.location
    book = openpyxl.load_workbook(io.BytesIO(answer.data), read_only=True)
    cells = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    (row,) = [row for row in cells if "Chi hội 1" in row]
    assert "yếu" in row and not any("Chi hội 2" in row for row in cells)


def test_a_neighbours_round_is_as_unknown_as_any(
    as_: As, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    unit = add_unit(owner, space_ids["phu-nu-xa-lua"])
    survey = add_round(owner, space_ids["phu-nu-xa-lua"], DAY, {unit: "weak"})
    thu = as_("thu")
    for path in (f"{AT}/{survey}", f"{AT}/{survey}/mark", f"{AT}/{survey}/edit"):
        assert thu.get(path).status_code == 404
    assert thu.send(f"{AT}/{survey}/mark", {f"unit{unit}-mark": "strong"}).status_code == 404
    url = f"/s/phu-nu-xa-sen/units/export/survey.csv?survey={survey}"
    assert thu.get(url, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 404
    assert as_("thu").get("/s/phu-nu-xa-lua/units/surveys").status_code == 404


def test_readers_look_from_above_and_branch_heads_do_not(
    as_: As, owner: sa.Connection, space_ids: dict[str, int], branches: list[int]
) -> None:
    survey = add_round(owner, space_ids["phu-nu-xa-sen"], DAY, {branches[0]: "weak"})
    listed = as_("hoa").get("/s/huyen/units/surveys").text
    assert f"/s/phu-nu-xa-sen/units/surveys/{survey}" in listed
    assert as_("hoa").get(f"{AT}/{survey}").status_code == 200
    assert as_("hoa").send(f"{AT}/{survey}/mark").status_code == 403
    assert as_("tam").get("/s/xa-sen/units/surveys").status_code == 200
    assert as_("sau").get("/s/xa-sen/units/surveys").status_code == 403


def test_a_round_is_corrected_once_at_a_time(as_: As, owner: sa.Connection) -> None:
    thu = as_("thu")
    number = re.search(r"/surveys/(\d+)", thu.send(f"{AT}/new", ROUND).location)
    assert number is not None
    at = f"{AT}/{number[1]}/edit"
    changed = {**ROUND, "name": "Khảo sát quý I", "version": "1"}
    assert thu.send(at, changed).status_code == 303
    assert thu.send(at, {**changed, "name": "Khác"}).status_code == 409
    assert owner.scalar(sa.text("select name from units_survey")) == "Khảo sát quý I"


def test_the_rounds_cost_as_much_for_many_as_for_one(
    as_: As,
    owner: sa.Connection,
    space_ids: dict[str, int],
    branches: list[int],
    counting: Callable[..., int],
) -> None:
    thu, union = as_("thu"), space_ids["phu-nu-xa-sen"]
    last = add_round(owner, union, DAY, {branches[0]: "weak"})
    thu.get(AT)
    few = [counting(lambda: thu.get(AT)), counting(lambda: thu.get(f"{AT}/{last}"))]
    for year in range(2010, 2026):
        add_round(owner, union, dt.date(year, 1, 5), dict.fromkeys(branches, "fair"))
    for number in range(40):
        add_unit(owner, union, f"Tổ {number}")
    many = [counting(lambda: thu.get(AT)), counting(lambda: thu.get(f"{AT}/{last}"))]
    assert many == few
