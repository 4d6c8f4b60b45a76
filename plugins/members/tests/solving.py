"""Solve what a published table gives away, in whole fractions: for the tests of suppression."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

Row = list[Fraction]


def reduced(rows: Sequence[Sequence[int | Fraction]]) -> tuple[list[Row], list[int]]:
    """The rows in reduced echelon form, the zero ones left out, and the column of each pivot."""
    left = [[Fraction(value) for value in row] for row in rows]
    done: list[Row] = []
    pivots: list[int] = []
    for column in range(len(left[0]) if left else 0):
        at = next((n for n, row in enumerate(left) if row[column]), None)
        if at is None:
            continue
        pivot = left.pop(at)
        pivot = [value / pivot[column] for value in pivot]
        done = [_less(row, pivot, row[column]) for row in done]
        left = [_less(row, pivot, row[column]) for row in left]
        done.append(pivot)
        pivots.append(column)
    return done, pivots


def _less(row: Row, pivot: Row, times: Fraction) -> Row:
    return [a - times * b for a, b in zip(row, pivot, strict=True)] if times else row


def in_row_space(rows: Sequence[Sequence[int]], wanted: Sequence[int]) -> bool:
    """Whether a sum of unknowns follows from the sums that are known."""
    basis, pivots = reduced(rows)
    rest = [Fraction(value) for value in wanted]
    for row, pivot in zip(basis, pivots, strict=True):
        rest = _less(rest, row, rest[pivot])
    return not any(rest)


class Polytope:
    """All x >= 0 with rows . x = right; walked from vertex to vertex by exact simplex steps."""

    def __init__(self, rows: Sequence[Sequence[int]], right: Sequence[int]) -> None:
        joined = [[*row, value] for row, value in zip(rows, right, strict=True)]
        self.size = len(rows[0])
        basis, pivots = reduced(joined)
        assert self.size not in pivots, "nothing adds up so"
        artificial = len(basis)
        self.table: list[Row] = []
        for n, row in enumerate(basis):
            sign = -1 if row[-1] < 0 else 1
            units = [Fraction(n == m) for m in range(artificial)]
            self.table.append([*(sign * v for v in row[:-1]), *units, sign * row[-1]])
        self.basis = [self.size + n for n in range(artificial)]
        self._optimize([0] * self.size + [-1] * artificial)
        self._drop_artificial()

    def _drop_artificial(self) -> None:
        for n in [n for n, column in enumerate(self.basis) if column >= self.size]:
            assert not self.table[n][-1], "nothing adds up so"
            self._pivot(n, next(c for c in range(self.size) if self.table[n][c]))
        self.table = [[*row[: self.size], row[-1]] for row in self.table]

    def varies(self, wanted: Sequence[int]) -> bool:
        """Whether a sum of unknowns takes more than one value in here."""
        start = self._value(wanted)
        for sign in (1, -1):
            if self._optimize([sign * value for value in wanted], unlike=start * sign):
                return True
        return False

    def _value(self, wanted: Sequence[int]) -> Fraction:
        pairs = zip(self.basis, self.table, strict=True)
        return sum((wanted[column] * row[-1] for column, row in pairs), Fraction(0))

    def _optimize(self, wanted: Sequence[int], unlike: Fraction | None = None) -> bool:
        """Go up to the highest value (Bland's rule), or until it is another one than `unlike`."""
        while True:
            if unlike is not None and self._value(wanted) != unlike:
                return True
            entering = next(
                (
                    c
                    for c in range(len(wanted))
                    if c not in self.basis and self._gain(wanted, c) > 0
                ),
                None,
            )
            if entering is None:
                return False
            rows = [n for n, row in enumerate(self.table) if row[entering] > 0]
            if not rows:
                return True
            leaving = min(
                rows, key=lambda n: (self.table[n][-1] / self.table[n][entering], self.basis[n])
            )
            self._pivot(leaving, entering)

    def _gain(self, wanted: Sequence[int], column: int) -> Fraction:
        pairs = zip(self.basis, self.table, strict=True)
        return wanted[column] - sum((wanted[b] * row[column] for b, row in pairs), Fraction(0))

    def _pivot(self, at: int, column: int) -> None:
        pivot = [value / self.table[at][column] for value in self.table[at]]
        self.table = [
            pivot if n == at else _less(row, pivot, row[column]) for n, row in enumerate(self.table)
        ]
        self.basis[at] = column
