"""Whether a form balances: its checks, in every row and in the totals."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from .formulas import Column, evaluate
from .shape import Check

_HOLDS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "=": operator.eq,
    "≤": operator.le,
    "≥": operator.ge,
}


def broken(
    checks: Iterable[Check], value_of: Callable[[Column], Fraction | None]
) -> Iterator[tuple[Check, Fraction, Fraction]]:
    """The checks that do not hold where the columns have these values, with their two sides.

    Where a part is not known nothing is said.
    """
    for check in checks:
        left, right = (evaluate(side, value_of).value for side in (check.left, check.right))
        if left is not None and right is not None and not _HOLDS[check.sign](left, right):
            yield check, left, right
