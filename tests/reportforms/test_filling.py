"""A form is filled in as its columns say, and never with a zero that nobody counted."""

from __future__ import annotations

import datetime as dt
import random
from fractions import Fraction
from typing import Any

import pytest

from portal.reportforms import FormPeriod, TypedValue, fill

from .form_samples import ROWS, KeptBooks, form, fractions, known

QUARTER = FormPeriod("quarter", 2024, 2)
D = dt.date
SPANS = {
    "at_start": (D(2024, 3, 31), D(2024, 3, 31)),
    "at_end": (D(2024, 6, 30), D(2024, 6, 30)),
    "in_period": (D(2024, 4, 1), D(2024, 6, 30)),
    "cumulative": (D(2024, 1, 1), D(2024, 6, 30)),
}


def filled(asked: Any, books: KeptBooks, period: FormPeriod = QUARTER) -> Any:
    return fill(asked, books, period, "spaces", ROWS, [1, 2, 3], "Cộng")


def column(found: Any, number: str) -> list[Fraction | None]:
    return [row.cells[number].value for row in found.rows]


def test_each_span_asks_for_its_days() -> None:
    books = KeptBooks({("m.at", *days): known([at]) for at, days in enumerate(SPANS.values(), 1)})
    asked = form(
        [{"number": str(at), "measure": "m.at", "span": span} for at, span in enumerate(SPANS, 1)]
    )
    row = filled(asked, books).rows[0]
    assert [row.cells[str(at)].value for at in range(1, 5)] == [1, 2, 3, 4]


def test_cumulative_columns_count_from_the_term_where_the_form_says_so() -> None:
    days = (D(2023, 6, 15), D(2024, 6, 30))
    books = KeptBooks({("m.moved", *days): known([9, 8, 7])})
    asked = form(
        [{"number": "1", "measure": "m.moved", "span": "cumulative"}],
        counts_from="term",
        terms=["2018-06-01", "2023-06-15", "2028-06-15"],
    )
    assert column(filled(asked, books), "1") == [9, 8, 7]


def test_one_measure_is_asked_once_for_each_span_however_many_columns_want_it() -> None:
    columns = [
        {"number": str(at), "measure": "m.at", "with": {"kind": str(at % 5)}, "span": span}
        for at, span in enumerate(["at_start", "at_end"] * 10, 1)
    ]
    books = KeptBooks()
    filled(form(columns), books)
    assert [name for name, _asked in books.asked] == ["m.at", "m.at"]
    assert {len(asked.variants) for _name, asked in books.asked} == {10}
    assert {asked.keys for _name, asked in books.asked} == {(1, 2, 3)}


def test_what_is_not_known_stays_so_and_says_which_column_it_needs() -> None:
    books = KeptBooks({("m.at", *SPANS["at_end"]): known([4, None, 0])})
    asked = form(
        [
            {"number": "1", "measure": "m.at"},
            {"number": "2", "formula": "1 + 3"},
            {"number": "3", "lacks": "chưa có sổ"},
            {"number": "4", "formula": "1 ÷ 1"},
        ]
    )
    found = filled(asked, books)
    assert column(found, "1") == [4, None, 0]
    assert column(found, "2") == [None, None, None]
    assert found.rows[0].cells["2"].lacks == {"3"}
    assert found.rows[1].cells["2"].lacks == {"1", "3"}
    assert column(found, "4") == [1, None, None]
    assert found.total.cells["2"].value is None and found.total.cells["3"].value is None
    total = found.total.cells["1"]
    assert (total.value, total.known, total.asked) == (4, 2, 3)


def test_a_measure_that_cannot_be_read_is_unknown_not_zero() -> None:
    found = filled(form([{"number": "1", "measure": "m.at"}]), KeptBooks(absent=("m.at",)))
    assert column(found, "1") == [None, None, None]


def test_ratios_are_computed_from_sums_and_never_summed() -> None:
    end = SPANS["at_end"]
    books = KeptBooks(
        {
            ("m.at", *end, ("of", "part")): known([1, 1, 0]),
            ("m.at", *end, ("of", "all")): known([2, 10, 0]),
        }
    )
    asked = form(
        [
            {"number": "1", "measure": "m.at", "with": {"of": "part"}},
            {"number": "2", "measure": "m.at", "with": {"of": "all"}},
            {"number": "3", "formula": "1 ÷ 2 × #100", "decimals": 1},
        ]
    )
    found = filled(asked, books)
    assert column(found, "3") == [50, 10, None]
    assert found.total.cells["3"].value == Fraction(200, 12)


def test_a_ratio_of_what_was_counted_here_to_what_was_counted_there_has_no_total() -> None:
    end = SPANS["at_end"]
    books = KeptBooks(
        {
            ("m.at", *end, ("of", "part")): known([1, 1, 5]),
            ("m.at", *end, ("of", "all")): known([2, None, 9]),
        }
    )
    asked = form(
        [
            {"number": "1", "measure": "m.at", "with": {"of": "part"}},
            {"number": "2", "measure": "m.at", "with": {"of": "all"}},
            {"number": "3", "formula": "1 ÷ 2"},
        ]
    )
    total = filled(asked, books).total.cells["3"]
    assert (total.value, total.lacks) == (None, {"2"})


def test_a_column_that_is_no_sum_has_no_total() -> None:
    books = KeptBooks({("m.at", *SPANS["at_end"]): known([1, 2, 3])})
    asked = form(
        [{"number": "1", "measure": "m.at", "sums": False}, {"number": "2", "formula": "1"}]
    )
    found = filled(asked, books)
    assert found.total.cells["1"].value is None and found.total.cells["2"].value is None


def test_the_period_before_is_asked_only_for_what_is_compared() -> None:
    end, before = SPANS["at_end"], (D(2024, 3, 31), D(2024, 3, 31))
    books = KeptBooks(
        {("m.at", *end): known([9, 5, 1]), ("m.at", *before): known([7, 6, None])},
    )
    asked = form(
        [
            {"number": "1", "measure": "m.at"},
            {"number": "2", "formula": "before(1) − 1"},
            {"number": "3", "previous": "1"},
            {"number": "4", "measure": "m.other"},
        ]
    )
    found = filled(asked, books)
    assert column(found, "2") == [-2, 1, None]
    assert column(found, "3") == [7, 6, None]
    assert [name for name, _asked in books.asked] == ["m.at", "m.other", "m.at"]
    assert found.total.cells["3"].value == 13
    assert found.total.cells["2"].value is None  # 15 now, of which one row had no figure before


def test_typed_figures_bring_their_day_and_source() -> None:
    said = TypedValue(120, D(2023, 12, 31), "Niên giám")
    books = KeptBooks(
        numbers={("farms", D(2024, 6, 30)): {1: said, 2: TypedValue(0, D(2024, 1, 1))}}
    )
    found = filled(form([{"number": "1", "typed": "farms"}]), books)
    assert column(found, "1") == [120, 0, None]
    assert found.rows[0].cells["1"].typed == said
    assert found.total.cells["1"].value == 120


def test_fixed_rows_add_their_arguments_and_add_up_the_spaces() -> None:
    end = SPANS["at_end"]
    books = KeptBooks(
        {
            ("m.at", *end, ("age", "-39"), ("sex", "female")): known([3, None, 4]),
            ("m.at", *end, ("age", "60-"), ("sex", "female")): {},
        }
    )
    asked = form(
        [{"number": "1", "measure": "m.at", "with": {"sex": "female"}}],
        rows=[
            {"key": "young", "title": "Dưới 40 tuổi", "with": {"age": "-39"}},
            {"key": "old", "title": "Từ 60 tuổi", "with": {"age": "60-"}},
        ],
    )
    found = filled(asked, books)
    young = found.rows[0].cells["1"]
    assert (young.value, young.known, young.asked) == (7, 2, 3)
    assert found.rows[1].cells["1"].value is None
    assert len(books.asked) == 1


def test_what_does_not_balance_is_told_in_its_row_and_in_the_total() -> None:
    end = SPANS["at_end"]
    books = KeptBooks(
        {
            ("m.at", *end, ("of", "a")): known([5, 5, None]),
            ("m.at", *end, ("of", "b")): known([5, 4, 4]),
        }
    )
    asked = form(
        [
            {"number": "1", "measure": "m.at", "with": {"of": "a"}},
            {"number": "2", "measure": "m.at", "with": {"of": "b"}},
        ],
        checks=[
            {"left": "1", "right": "2", "says": "lệch"},
            {"left": "2", "is": "<=", "right": "1", "says": "quá"},
        ],
    )
    found = filled(asked, books)
    told = [(b.row, str(b.check.says), b.left, b.right) for b in found.broken]
    assert told == [("Xã Hai", "lệch", 5, 4), ("Cộng", "lệch", 10, 13), ("Cộng", "quá", 13, 10)]


@pytest.mark.parametrize("seed", range(60))
def test_random_forms_are_filled_as_a_plain_model_fills_them(seed: int) -> None:
    dice = random.Random(seed)
    columns: list[dict[str, Any]] = []
    figures: dict[Any, Any] = {}
    plain: dict[str, list[Fraction | None]] = {}
    for at in range(1, 25):
        number = str(at)
        if at < 5 or dice.random() < 0.4:
            values = [dice.choice([None, *range(-3, 9)]) for _row in ROWS]
            columns.append({"number": number, "measure": "m.at", "with": {"of": number}})
            figures["m.at", *SPANS["at_end"], ("of", number)] = known(values)
            plain[number] = fractions(values)
        else:
            left, right = (str(dice.randrange(1, at)) for _side in range(2))
            sign = dice.choice("+−×÷")
            columns.append({"number": number, "formula": f"{left} {sign} {right}"})
            pairs = zip(plain[left], plain[right], strict=True)
            plain[number] = [_joined(sign, *pair) for pair in pairs]
    found = filled(form(columns), KeptBooks(figures))
    for number, values in plain.items():
        assert column(found, number) == values
        total = found.total.cells[number]
        if found.form.by_number[number].measure:
            there = [value for value in values if value is not None]
            assert total.value == (sum(there) if there else None)
        elif total.value is not None:
            left, sign, right = _parts(columns, number)
            sides = (found.total.cells[left].value, found.total.cells[right].value)
            assert total.value == _joined(sign, *sides)
            assert total.known == found.total.cells[left].known


def _parts(columns: list[dict[str, Any]], number: str) -> tuple[str, str, str]:
    left, sign, right = columns[int(number) - 1]["formula"].split()
    return left, sign, right


def _joined(sign: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None or (sign == "÷" and right == 0):
        return None
    return {"+": left + right, "−": left - right, "×": left * right}.get(
        sign, left / right if right else None
    )
