"""A form that cannot be filled in is refused by a sentence with the place of its fault."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from portal.reportforms import FormError, check_measures, load_forms, read_form
from portal.reportforms.shape import Group, Leaf

from .form_samples import SEXES, form, measure

MEASURES = {
    "members.at": measure("members.at", sex=SEXES, kind=()),
    "members.moved": measure("members.moved", "period", how=()),
}


def test_a_form_is_read_with_its_headings_and_columns() -> None:
    read = form(
        [
            {"title": "Hội viên", "columns": [
                {"number": "1", "measure": "members.at", "with": {"sex": "female"}},
                {"title": "Trong đó", "columns": [{"number": 2, "formula": "1 × 25%"}]},
            ]},
            {"number": "3", "typed": "households", "mark": "2"},
        ]
    )  # fmt: skip
    group = read.columns[0]
    assert isinstance(group, Group) and isinstance(group.columns[0], Leaf)
    assert [leaf.number for leaf in read.leaves] == ["1", "2", "3"]
    assert read.by_number["1"].arguments == {"sex": "female"}
    check_measures(read, MEASURES)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ([{"number": "1", "formula": "2 + 7"}], "column 1: there is no column 2"),
        ([{"number": "1", "formula": "1"}], "computed from itself: 1 → 1"),
        (
            [
                {"number": "1", "formula": "2"},
                {"number": "2", "formula": "3 + 3"},
                {"number": "3", "formula": "4 − before(1)"},
                {"number": "4", "typed": "x"},
            ],
            "computed from itself: 1 → 2 → 3 → 1",
        ),
        (
            [
                {"number": "1", "typed": "x"},
                {"number": "2", "previous": "1"},
                {"number": "3", "previous": "2"},
            ],
            "column 3: it looks two periods back",
        ),
        ([{"number": "1", "formula": "2 +"}], "columns[0]: “2 +”: it ends"),
        ([{"number": "x", "typed": "x"}], "'x' is no number of a column"),
        ([{"number": "1", "typed": "x"}, {"number": "1", "typed": "y"}], "stands there twice"),
        ([{"number": "1"}], "column 1 needs one source, and has nothing"),
        ([{"number": "1", "typed": "x", "formula": "1"}], "has formula and typed"),
        ([{"number": "1", "typed": "x", "colour": "red"}], "'colour' is not known here"),
        ([{"number": "1", "measure": "members.at", "span": "ever"}], "'ever' is no span"),
        ([{"title": "Leer", "columns": []}], "columns[0]: a heading without columns"),
    ],
)
def test_a_faulty_column_is_refused_with_its_place(columns: list[Any], says: str) -> None:
    with pytest.raises(FormError) as caught:
        form(columns)
    assert str(caught.value).startswith("members.trial: ") and says in str(caught.value)


def test_a_faulty_form_is_refused() -> None:
    with pytest.raises(FormError, match=r"members\.trial: line 1: "):
        read_form("{", "members.trial")
    with pytest.raises(FormError, match="'week' is not one of month"):
        form([{"number": "1", "typed": "x"}], periods=["week"])
    with pytest.raises(FormError, match="'columns' is missing"):
        read_form('{"source": "x"}', "members.trial")
    with pytest.raises(FormError, match="there is no column 9"):
        form([{"number": "1", "typed": "x"}], checks=[{"left": "1", "right": "9", "says": "!"}])


@pytest.mark.parametrize(
    ("column", "says"),
    [
        ({"measure": "members.gone"}, "no module offers the measure members.gone"),
        ({"measure": "members.at", "with": {"age": "9"}}, "members.at takes no age"),
        ({"measure": "members.at", "with": {"sex": "x"}}, "takes as sex female, male, not x"),
        ({"measure": "members.at", "span": "in_period"}, "counts by date"),
        ({"measure": "members.moved", "span": "at_end"}, "counts by period"),
    ],
)
def test_a_column_that_asks_what_nobody_offers_is_refused(column: Any, says: str) -> None:
    with pytest.raises(FormError) as caught:
        check_measures(form([{"number": "1", **column}]), MEASURES)
    assert str(caught.value).startswith("members.trial: column 1: ") and says in str(caught.value)


def test_a_form_may_be_like_another_but_for_what_it_says_itself(tmp_path: Path) -> None:
    year = {"title": "Năm", "source": "s", "periods": ["year"], "rows": ["spaces"], "columns": []}
    year["columns"] = [{"number": "1", "title": "Một", "typed": "x"}]
    (tmp_path / "year.json").write_text(json.dumps(year))
    quarter = {"like": "year", "title": "Quý", "periods": ["quarter"]}
    (tmp_path / "quarter.json").write_text(json.dumps(quarter))
    found = {form.name: form for form in load_forms(tmp_path, "members")}
    assert (str(found["members.quarter"].title), found["members.quarter"].periods) == (
        "Quý",
        ("quarter",),
    )
    assert found["members.quarter"].leaves == found["members.year"].leaves
    (tmp_path / "month.json").write_text(json.dumps({"like": "week"}))
    with pytest.raises(FormError, match=r"members\.month: there is no form week"):
        load_forms(tmp_path, "members")


def test_rows_that_a_measure_cannot_count_by_are_refused() -> None:
    asked = form([{"number": "1", "measure": "members.at"}], rows=["spaces", "hamlets"])
    with pytest.raises(FormError, match="cannot count by hamlets"):
        check_measures(asked, MEASURES)


def test_a_column_may_wait_for_a_module_that_is_not_there() -> None:
    check_measures(form([{"number": "1", "measure": "ratings.units", "if_offered": True}]), {})
