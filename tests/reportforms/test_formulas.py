"""Formulas of columns: read as printed, computed exactly, unknown where a part is."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.reportforms.formulas import (
    Column,
    FormulaError,
    Node,
    columns_of,
    evaluate,
    for_excel,
    parse,
    printed,
)

VALUES: dict[str, Fraction | None] = {
    "1": Fraction(12),
    "2": Fraction(5),
    "10.3": Fraction(7),
    "3a": Fraction(0),
    "4": None,
}


def value(text: str) -> Fraction | None:
    return evaluate(parse(text), lambda column: VALUES[column.number]).value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1+2", 17),
        ("1 − 2 - 10.3", 0),
        ("1-(2-10.3)", 14),
        ("1 + 2 × 10.3", 47),
        ("(1 + 2) * 10.3", 119),
        ("1 ÷ 2 × #100", 240),
        ("1/(2:#10)", 24),
        ("1 × 25%", 3),
        ("1 × 12,5%", Fraction(3, 2)),
        ("3a + #2,5", Fraction(5, 2)),
        ("1 ÷ 3a", None),
        ("4 + 1", None),
        ("4 × 3a", None),
    ],
)
def test_a_formula_gives_what_its_signs_say(text: str, expected: Any) -> None:
    assert value(text) == expected


def test_an_unknown_formula_says_which_columns_it_needs() -> None:
    result = evaluate(parse("1 + 4 − before(4) ÷ 2"), lambda column: VALUES[column.number])
    assert (result.value, result.lacks) == (None, {"4"})
    assert evaluate(parse("1 ÷ 3a"), lambda column: VALUES[column.number]).lacks == frozenset()


def test_a_formula_names_its_columns_and_those_of_the_period_before() -> None:
    found = list(columns_of(parse("before(3) − 3 + 10.3")))
    assert found == [Column("3", before=True), Column("3"), Column("10.3")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "ends where a column is expected"),
        ("6 +", "ends where a column is expected"),
        ("6 7", "'7' at character 3 is not expected here"),
        ("6 + × 7", "'×' at character 5 is not expected here"),
        ("(6 + 7", "parenthesis is not closed"),
        ("6 + 7)", "')' at character 6 is not expected here"),
        ("6 & 7", "'&' at character 3 is no part of one"),
        ("before 3", "before needs a column"),
        ("before(3 + 4)", "parenthesis is not closed"),
        ("before(before(3))", "before needs a column"),
        ("before(#3)", "before needs a column"),
        ("(" * 60 + "6" + ")" * 60, "more than 50 parentheses"),
    ],
)
def test_a_formula_that_cannot_be_read_says_where(text: str, says: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert says in str(caught.value)


COLUMNS = st.sampled_from(["1", "2", "10.3", "3a", "4"])
Tree = Any
TREES: st.SearchStrategy[Tree] = st.recursive(
    COLUMNS, lambda inner: st.tuples(st.sampled_from("+−×÷"), inner, inner), max_leaves=12
)


def wordy(tree: Tree) -> str:
    return tree if isinstance(tree, str) else f"({wordy(tree[1])} {tree[0]} {wordy(tree[2])})"


def model(tree: Tree) -> Fraction | None:
    """What a tree gives, computed the plain way."""
    if isinstance(tree, str):
        return VALUES[tree]
    left, right = model(tree[1]), model(tree[2])
    if left is None or right is None or (tree[0] == "÷" and right == 0):
        return None
    if tree[0] == "+":
        return left + right
    if tree[0] == "−":
        return left - right
    return left * right if tree[0] == "×" else left / right


@given(TREES)
def test_any_formula_gives_what_the_model_gives_however_it_is_written(tree: Tree) -> None:
    node: Node = parse(wordy(tree))
    assert evaluate(node, lambda column: VALUES[column.number]).value == model(tree)
    again = parse(printed(node))
    assert evaluate(again, lambda column: VALUES[column.number]).value == model(tree)
    excel = for_excel(node, lambda column: f"V[{column.number!r}]")
    try:
        computed = eval(excel, {"V": VALUES})
    except (TypeError, ZeroDivisionError):
        computed = None
    assert computed == model(tree)
