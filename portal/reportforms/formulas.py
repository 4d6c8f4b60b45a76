"""Formulas of columns: read as a form prints them, evaluated exactly, written for Excel.

    6 = 10.3 + 13.3        numbers stand for the columns that carry them
    7 ÷ 6 × #100           #100 and 25% are numbers themselves; ÷ may be typed / or :, × also *
    before(3) − 3          the same column in the period before

A part that is not known makes the whole unknown, and says which column it is. Nothing divides by
zero: what it would give is unknown as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _

NUMBER = re.compile(r"\d+(?:\.\d+)*[a-z]?")
"""What the number of a column may look like: 6, 10.3, 3a."""

_TOKEN = re.compile(
    r"\s*(?:(?P<percent>\d+(?:[.,]\d+)?)\s*%|#(?P<constant>\d+(?:[.,]\d+)?)|(?P<before>before)\b"
    r"|(?P<number>\d+(?:\.\d+)*[a-z]?)|(?P<sign>[-+*/:()−–×÷]))"
)
_SIGNS = {"-": "−", "–": "−", "*": "×", "/": "÷", ":": "÷"}
_RANK = {"+": 1, "−": 1, "×": 2, "÷": 2}
_EXCEL = {"+": "+", "−": "-", "×": "*", "÷": "/"}
_DEEPEST = 50


class FormulaError(ValueError):
    """A formula cannot be read; the message says what is wrong and where."""


@dataclass(frozen=True)
class Result:
    """What a formula gives: a value, or none, and the columns whose values are not known."""

    value: Fraction | None
    lacks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Constant:
    """A number that is itself; `text` as it was written."""

    value: Fraction
    text: str


@dataclass(frozen=True)
class Column:
    """The value of a column, in this period or in the one `before`."""

    number: str
    before: bool = False


@dataclass(frozen=True)
class Operation:
    """Two parts joined by one of + − × ÷."""

    sign: str
    left: Node
    right: Node


Node = Constant | Column | Operation


def parse(text: str) -> Node:
    """Read a formula. Raises FormulaError saying what is wrong and at which character."""
    reader = _Reader(text, list(_tokens(text)))
    node = reader.sum()
    if reader.place < len(reader.tokens):
        raise reader.fault("is not expected here")
    return node


def columns_of(node: Node) -> Iterator[Column]:
    """The columns that a formula names, in its order."""
    if isinstance(node, Column):
        yield node
    elif isinstance(node, Operation):
        yield from columns_of(node.left)
        yield from columns_of(node.right)


def evaluate(node: Node, value_of: Callable[[Column], Fraction | None]) -> Result:
    """What a formula gives where `value_of` tells the columns; None is a value not known."""
    if isinstance(node, Constant):
        return Result(node.value)
    if isinstance(node, Column):
        value = value_of(node)
        return Result(value, frozenset() if value is not None else frozenset({node.number}))
    left, right = evaluate(node.left, value_of), evaluate(node.right, value_of)
    if left.value is None or right.value is None:
        return Result(None, left.lacks | right.lacks)
    if node.sign == "÷":
        return Result(left.value / right.value if right.value else None)
    if node.sign == "×":
        return Result(left.value * right.value)
    return Result(left.value + right.value if node.sign == "+" else left.value - right.value)


def printed(node: Node) -> str:
    """A formula as the row of numbers prints it: 10.3+13.3."""
    return _written(node, _named, lambda constant: constant.text, {})


def for_excel(node: Node, cell_of: Callable[[Column], str]) -> str:
    """A formula as Excel computes it, without the sign of equality: O12+T12."""
    return _written(node, cell_of, _excel_number, _EXCEL)


def _named(column: Column) -> str:
    if not column.before:
        return column.number
    return str(_("%(number)s of the period before", number=column.number))


def _excel_number(constant: Constant) -> str:
    return constant.text.replace(",", ".")


def _written(
    node: Node,
    column: Callable[[Column], str],
    constant: Callable[[Constant], str],
    signs: dict[str, str],
) -> str:
    if isinstance(node, Column):
        return column(node)
    if isinstance(node, Constant):
        return constant(node)
    left, right = (_written(part, column, constant, signs) for part in (node.left, node.right))
    rank = _RANK[node.sign]
    if isinstance(node.left, Operation) and _RANK[node.left.sign] < rank:
        left = f"({left})"
    if isinstance(node.right, Operation) and (
        _RANK[node.right.sign] < rank
        or (_RANK[node.right.sign] == rank and node.sign in ("−", "÷"))
    ):
        right = f"({right})"
    return f"{left}{signs.get(node.sign, node.sign)}{right}"


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Kind, text and place of each word of a formula."""
    place = 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if found is None:
            at = place + len(text[place:]) - len(text[place:].lstrip())
            raise FormulaError(f"“{text}”: {text[at]!r} at character {at + 1} is no part of one")
        kind = str(found.lastgroup)
        yield kind, found[kind], found.start(kind) + 1
        place = found.end()


class _Reader:
    """Reads the words of one formula from left to right."""

    def __init__(self, text: str, tokens: list[tuple[str, str, int]]) -> None:
        self.text, self.tokens, self.place, self.depth = text, tokens, 0, 0

    def sum(self) -> Node:
        node = self.product()
        while self.sign() in ("+", "−"):
            node = Operation(self.take()[1], node, self.product())
        return node

    def product(self) -> Node:
        node = self.part()
        while self.sign() in ("×", "÷"):
            node = Operation(self.take()[1], node, self.part())
        return node

    def part(self) -> Node:
        if self.place >= len(self.tokens):
            raise FormulaError(f"“{self.text}”: it ends where a column is expected")
        if self.sign() == "(":
            return self.within()
        kind, word, _at = self.tokens[self.place]
        if kind == "sign":
            raise self.fault("is not expected here")
        self.take()
        if kind == "before":
            return self.of_before()
        if kind == "number":
            return Column(word)
        value = Fraction(word.replace(",", "."))
        if kind == "percent":
            return Constant(value / 100, f"{word}%")
        return Constant(value, word)

    def within(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise FormulaError(f"“{self.text}”: more than {_DEEPEST} parentheses in each other")
        self.take()
        node = self.sum()
        self.close()
        self.depth -= 1
        return node

    def of_before(self) -> Node:
        if self.sign() != "(":
            raise FormulaError(f"“{self.text}”: before needs a column, as in before(3)")
        self.take()
        inner = self.part()
        if not isinstance(inner, Column) or inner.before:
            raise FormulaError(f"“{self.text}”: before needs a column, as in before(3)")
        self.close()
        return Column(inner.number, before=True)

    def close(self) -> None:
        if self.sign() != ")":
            raise FormulaError(f"“{self.text}”: a parenthesis is not closed")
        self.take()

    def sign(self) -> str:
        if self.place >= len(self.tokens) or self.tokens[self.place][0] != "sign":
            return ""
        word = self.tokens[self.place][1]
        return _SIGNS.get(word, word)

    def take(self) -> tuple[str, str, int]:
        kind, word, at = self.tokens[self.place]
        self.place += 1
        return kind, _SIGNS.get(word, word) if kind == "sign" else word, at

    def fault(self, what: str) -> FormulaError:
        _kind, word, at = self.tokens[self.place]
        return FormulaError(f"“{self.text}”: {word!r} at character {at} {what}")
