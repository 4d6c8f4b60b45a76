"""What a page prints of a filled form: numbers as offices write them, and what must be said."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from portal.reportforms import FormPeriod, TypedValue, fill, shown
from portal.reportforms.layout import WIDEST, parts_of
from portal.reportforms.showing import figure_text

from .form_samples import ROWS, KeptBooks, form, known

END = dt.date(2024, 12, 31)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Fraction(1234), 0, "1.234"),
        (Fraction(-1234567), 0, "-1.234.567"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(1, 3), 1, "0,3"),
        (Fraction(12345, 4), 2, "3.086,25"),
    ],
)
def test_figures_are_written_as_offices_write_them(
    value: Fraction, decimals: int, text: str
) -> None:
    assert figure_text(value, decimals) == text


def test_a_page_says_what_is_not_known_what_was_typed_and_what_is_a_part() -> None:
    books = KeptBooks(
        {("m.at", END, END): known([1500, None, 7])},
        {("farms", END): {1: TypedValue(9, dt.date(2023, 12, 31), "Niên giám")}},
    )
    asked = form(
        [
            {"number": "1", "measure": "m.at"},
            {"number": "2", "typed": "farms"},
            {"number": "3", "lacks": "chưa có sổ xếp loại"},
            {"number": "4", "formula": "1 + 3"},
        ]
    )
    filled = fill(asked, books, FormPeriod("year", 2024), "spaces", ROWS, [1, 2, 3], "Cộng")
    found = shown(filled, lambda row, leaf: f"/{row.key}/{leaf.number}")
    (part,) = found.parts
    assert [cell.text for cell in part.rows[0].cells] == ["1.500", "9", None, None]
    assert part.rows[0].cells[0].url == "/1/1" and part.rows[0].cells[2].url == ""
    assert part.total is not None
    assert [(c.text, c.of) for c in part.total.cells[:2]] == [("1.507", "2/3"), ("9", "1/3")]
    assert found.unknown and found.partial
    assert found.typed == ["Column 2 was counted on 31/12/2023, Niên giám."]
    assert found.lacking == ["Column 3: chưa có sổ xếp loại", "Column 4 needs column 1, 3."]


def test_a_form_of_one_row_has_no_total() -> None:
    asked = form([{"number": "1", "measure": "m.at"}])
    filled = fill(asked, KeptBooks(), FormPeriod("year", 2024), "spaces", ROWS[:1], [1], "Cộng")
    assert filled.total is None and shown(filled).parts[0].total is None


def test_a_wide_form_without_parts_of_its_own_is_cut_between_headings() -> None:
    columns = [
        {"title": f"Nhóm {at}", "columns": [
            {"number": str(at * 10 + one), "typed": "x"} for one in range(8)
        ]}
        for at in range(1, 10)
    ]  # fmt: skip
    parts = parts_of(form(columns))
    assert [len(part.leaves) for part in parts] == [24, 24, 24]
    assert all(len(part.leaves) <= WIDEST for part in parts)
