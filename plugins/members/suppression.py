"""Which numbers of a table are hidden, so that nobody finds out about a few people by subtracting.

A number from 1 to 4 is hidden, since it may point at somebody. So that it does not follow from what
is still shown, further numbers are hidden beside it, until none that is hidden is determined by
those that are shown and by the sums they make. Zeros are shown: they are nobody.

Why that holds: suppose that somebody even knew every zero. All that is left to find is greater than
zero, so whatever the sums leave open may truly vary, up as well as down, and it is enough that they
leave each hidden number open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

LEAST = 5
"""Numbers under it are hidden, and so is a sum of hidden numbers under it."""
PRIME = 2**61 - 1
"""Sums are solved modulo this prime: whole numbers, and no rounding that could deceive."""


@dataclass(frozen=True)
class Sum:
    """A number that is the sum of others."""

    total: Any
    parts: tuple[Any, ...]


def hidden(
    numbers: Mapping[Any, int],
    sums: Sequence[Sum],
    published: Set[Any],
    worth: Callable[[Any], int] = lambda _name: 0,
) -> set[Any]:
    """Which of the numbers that are meant to be published are hidden.

    `numbers` has also those that are not, down to the finest: none of these that is small may
    follow from what is shown either. All sums between the numbers must be given. Beside what is
    small, numbers of less worth are hidden rather than others.
    """
    table = _Table(numbers, sums, published, worth)
    while more := table.needed():
        table.gone |= more
    table.show_again()
    return table.gone & published


class _Table:
    """Numbers with their sums; `gone` is not shown, and `kept` of it must not be found out."""

    def __init__(
        self,
        numbers: Mapping[Any, int],
        sums: Sequence[Sum],
        published: Set[Any],
        worth: Callable[[Any], int],
    ) -> None:
        self.worth = worth
        self.numbers = numbers
        lines = [Sum(each.total, tuple(p for p in each.parts if numbers[p])) for each in sums]
        self.lines = [each for each in lines if numbers[each.total]]
        self.small = {name for name, number in numbers.items() if 0 < number < LEAST}
        self.published = published
        self.gone = self.small | (numbers.keys() - published)
        self.of: dict[Any, list[Sum]] = {}
        for line in self.lines:
            for name in (line.total, *line.parts):
                self.of.setdefault(name, []).append(line)

    def needed(self) -> set[Any]:
        """What else must be hidden next; nothing if all that is hidden stays so."""
        more: set[Any] = set()
        for line in self.lines:
            if not self._holds(line, self.gone | more):
                more.add(self._beside(line, self.gone | more))
        if more:
            return more
        for name in filter(self._kept, determined(self.lines, self.gone)):
            left = {n for line in self.of[name] for n in (line.total, *line.parts)} - self.gone
            if not left and name in self.small:
                left = self.of.keys() - self.gone
            if left and not left & more:
                more.add(min(left, key=self._cost))
        return more

    def show_again(self) -> None:
        """Show what was hidden and turns out not to be needed, the greatest first."""
        for name in sorted(self.gone & self.published - self.small, key=self._cost, reverse=True):
            rest = self.gone - {name}
            if all(self._holds(line, rest) for line in self.of[name]) and not any(
                self._kept(each) for each in determined(self.lines, rest)
            ):
                self.gone = rest
        # What follows from what is shown anyway is hidden in vain; to show it gives away no more.
        self.gone -= {each for each in determined(self.lines, self.gone) if each not in self.small}

    def _kept(self, name: Any) -> bool:
        return name in self.small or name in self.published

    def _cost(self, name: Any) -> tuple[int, int, str]:
        return self.worth(name), self.numbers[name], str(name)

    def _holds(self, line: Sum, gone: Set[Any]) -> bool:
        """Whether one sum by itself gives nothing away: what it hides is two numbers, not few."""
        lost = [part for part in line.parts if part in gone]
        if line.total in gone:
            return bool(lost) or not self._kept(line.total)
        if not any(map(self._kept, lost)):
            return True
        return len(lost) > 1 and sum(self.numbers[part] for part in lost) >= LEAST

    def _beside(self, line: Sum, gone: Set[Any]) -> Any:
        """What a sum hides beside: the least part that suffices, or the greatest, or its total."""
        left = sorted((part for part in line.parts if part not in gone), key=self._cost)
        if not left:
            return line.total
        wanted = LEAST - sum(self.numbers[part] for part in line.parts if part in gone)
        return next((part for part in left if self.numbers[part] >= wanted), left[-1])


def determined(lines: Sequence[Sum], gone: set[Any]) -> list[Any]:
    """Those of the hidden numbers that the sums leave only one value, in the order of the sums."""
    order = [name for line in lines for name in (line.total, *line.parts) if name in gone]
    column = {name: at for at, name in enumerate(dict.fromkeys(order))}
    reduced: dict[int, dict[int, int]] = {}
    for line in lines:
        row = {column[part]: 1 for part in line.parts if part in gone}
        if line.total in gone:
            row[column[line.total]] = PRIME - 1
        _reduce_into(reduced, row)
    alone = {pivot for pivot, row in reduced.items() if len(row) == 1}
    return [name for name, at in column.items() if at in alone]


def _reduce_into(reduced: dict[int, dict[int, int]], row: dict[int, int]) -> None:
    """Add an equation to a system that is kept solved: each pivot stands in its own row alone."""
    for pivot in [at for at in row if at in reduced]:
        _subtract(row, reduced[pivot], row[pivot])
    if not row:
        return
    pivot = min(row)
    inverse = pow(row[pivot], -1, PRIME)
    row = {at: value * inverse % PRIME for at, value in row.items()}
    for other in reduced.values():
        if pivot in other:
            _subtract(other, row, other[pivot])
    reduced[pivot] = row


def _subtract(row: dict[int, int], other: Mapping[int, int], times: int) -> None:
    for at, value in other.items():
        left = (row.get(at, 0) - times * value) % PRIME
        if left:
            row[at] = left
        else:
            row.pop(at, None)
