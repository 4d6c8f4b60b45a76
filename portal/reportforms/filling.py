"""Fill a form in: ask the books, compute the formulas, add up, and look whether it balances."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from ..indicators import DAY, Period
from .balancing import broken
from .filled import Books, Broken, Cell, Filled, FilledRow, Key, Row, TypedValue
from .formulas import Column, columns_of, evaluate
from .measures import Asked
from .periods import FormPeriod
from .shape import FixedRow, Leaf, ReportForm


def fill(
    form: ReportForm,
    books: Books,
    period: FormPeriod,
    by: str,
    rows: Sequence[Row],
    spaces: Sequence[int],
    total_name: str,
) -> Filled:
    """Fill a form in for these rows within these spaces; `by` is one of the form's kinds of row."""
    now = _Figures(form, books, by, rows, spaces)
    now.read(period, {leaf.number for leaf in form.leaves})
    sides = [side for check in form.checks for side in (check.left, check.right)]
    nodes = [leaf.formula for leaf in form.leaves if leaf.formula is not None]
    back = {c.number for node in (*nodes, *sides) for c in columns_of(node) if c.before}
    now.read(period.previous, _with_parts(form, back), before=True)
    keys: list[Key] = [row.key for row in form.fixed] if form.fixed else [r.key for r in rows]
    names = [str(row.title) for row in form.fixed] if form.fixed else [r.name for r in rows]
    urls = [""] * len(keys) if form.fixed else [r.url for r in rows]
    filled = [
        FilledRow(name, {leaf.number: now.cell(leaf, key) for leaf in form.leaves}, key, url)
        for key, name, url in zip(keys, names, urls, strict=True)
    ]
    total = None
    if len(keys) > 1:
        cells = {leaf.number: now.total(leaf, keys) for leaf in form.leaves}
        total = FilledRow(total_name, cells)
    found = [
        Broken(row.name, *each)
        for row in (filled if total is None else [*filled, total])
        for each in broken(form.checks, now.side(row.key, keys))
    ]
    return Filled(form, period, by, filled, total, found)


def _named(leaf: Leaf) -> list[Column]:
    return list(columns_of(leaf.formula)) if leaf.formula is not None else []


def _with_parts(form: ReportForm, numbers: set[str]) -> set[str]:
    """These columns and all that they are computed from."""
    found, waiting = set(numbers), list(numbers)
    while waiting:
        for column in _named(form.by_number[waiting.pop()]):
            if column.number not in found:
                found.add(column.number)
                waiting.append(column.number)
    return found


@dataclass
class _Figures:
    """The figures of a form's columns, read once for each span and kept by row."""

    form: ReportForm
    books: Books
    by: str
    rows: Sequence[Row]
    spaces: Sequence[int]
    values: dict[tuple[str, bool], dict[Key, Cell]] = field(default_factory=dict)

    def read(self, period: FormPeriod, numbers: set[str], before: bool = False) -> None:
        """Ask for the columns of these numbers: each measure once for each span that it has."""
        alike: dict[tuple[str, str], list[Leaf]] = {}
        typed = [leaf for leaf in self.form.leaves if leaf.typed and leaf.number in numbers]
        for leaf in self.form.leaves:
            if leaf.measure and leaf.number in numbers:
                alike.setdefault((leaf.measure, leaf.span), []).append(leaf)
        for (measure, span), leaves in alike.items():
            self._read_measure(measure, _days(self.form, period, span), leaves, before)
        if typed:
            asked = self._asked(period.days, ())
            found = self.books.typed(sorted({leaf.typed for leaf in typed}), asked)
            for leaf in typed:
                cells = self.values.setdefault((leaf.number, before), {})
                cells |= {k: _typed_cell(v) for k, v in found.get(leaf.typed, {}).items()}

    def _read_measure(
        self, measure: str, days: Period, leaves: Sequence[Leaf], before: bool
    ) -> None:
        fixed: Sequence[FixedRow | None] = self.form.fixed or (None,)
        asks = [(leaf, row) for leaf in leaves for row in fixed]
        variants = tuple({**leaf.arguments, **(row.arguments if row else {})} for leaf, row in asks)
        answers = self.books.counted(measure, self._asked(days, variants))
        if answers is None:
            return
        for (leaf, row), answer in zip(asks, answers, strict=True):
            cells = self.values.setdefault((leaf.number, before), {})
            if row is None:
                cells |= {key: Cell(Fraction(value)) for key, value in answer.items()}
            elif answer:
                counts = [Fraction(value) for value in answer.values()]
                cells[row.key] = Cell(
                    sum(counts, Fraction()), frozenset(), len(counts), len(self.spaces)
                )

    def _asked(self, days: Period, variants: tuple[Mapping[str, str], ...]) -> Asked:
        if self.form.fixed:
            return Asked("spaces", tuple(self.spaces), tuple(self.spaces), days, variants)
        keys = tuple(row.key for row in self.rows)
        return Asked(self.by, keys, tuple(self.spaces), days, variants)

    def cell(self, leaf: Leaf, key: Key, before: bool = False) -> Cell:
        """The figure of a column in a row."""
        kept = self.values.setdefault((leaf.number, before), {})
        if key not in kept and leaf.formula is not None:
            result = evaluate(leaf.formula, lambda column: self._of(column, key, before).value)
            kept[key] = Cell(result.value, result.lacks)
        return kept.get(key) or Cell(None, frozenset({leaf.number}))

    def _of(self, column: Column, key: Key, before: bool) -> Cell:
        return self.cell(self.form.by_number[column.number], key, before or column.before)

    def side(self, key: Key | None, keys: Sequence[Key]) -> Callable[[Column], Fraction | None]:
        """How a check reads the columns: in the row of a key, or in the totals without one."""

        def value_of(column: Column) -> Fraction | None:
            if key is not None:
                return self._of(column, key, False).value
            return self.total(self.form.by_number[column.number], keys, column.before).value

        return value_of

    def total(self, leaf: Leaf, keys: Sequence[Key], before: bool = False) -> Cell:
        """The figure of a column in the row of totals: sums; formulas are computed from sums.

        A formula whose parts are not known for the same rows has no total: it would compare what
        was counted here with what was counted elsewhere.
        """
        return self._total(leaf, keys, before)[0]

    def _total(self, leaf: Leaf, keys: Sequence[Key], before: bool) -> tuple[Cell, frozenset[Key]]:
        """The total, and the rows that lack the figure."""
        if leaf.formula is None:
            return self._sum(leaf, keys, before)
        parts = {
            column: self._total(self.form.by_number[column.number], keys, before or column.before)
            for column in columns_of(leaf.formula)
        }
        lacking = {missing for _cell, missing in parts.values()}
        if len(lacking) > 1:
            least = min(map(len, lacking))
            lacks = {c.number for c, (_cell, missing) in parts.items() if len(missing) > least}
            return Cell(None, frozenset(lacks), 0, len(keys)), frozenset(keys)
        missing = next(iter(lacking), frozenset())
        result = evaluate(leaf.formula, lambda column: parts[column][0].value)
        known = len(keys) - len(missing)
        return Cell(result.value, result.lacks, known, len(keys)), missing

    def _sum(self, leaf: Leaf, keys: Sequence[Key], before: bool) -> tuple[Cell, frozenset[Key]]:
        cells = {key: self.cell(leaf, key, before) for key in keys}
        known = {key: cell.value for key, cell in cells.items() if cell.value is not None}
        missing = frozenset(key for key in keys if key not in known)
        if not known or not leaf.sums:
            return Cell(None, frozenset({leaf.number}), 0, len(keys)), frozenset(keys)
        value = sum(known.values(), Fraction())
        return Cell(value, frozenset(), len(known), len(keys)), missing


def _days(form: ReportForm, period: FormPeriod, span: str) -> Period:
    days = period.days
    if span == "at_start":
        return Period.day(days.start - DAY)
    if span == "at_end":
        return Period.day(days.end)
    if span == "cumulative":
        return Period(form.counted_since(days.end), days.end)
    return days


def _typed_cell(typed: TypedValue) -> Cell:
    return Cell(Fraction(typed.value), typed=typed)
