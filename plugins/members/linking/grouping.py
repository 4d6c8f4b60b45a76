"""Groups of rows that are of one person, held apart where two people are certain."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from .traces import Trace


class Groups:
    """Rows in groups that are joined step by step.

    No group ever holds two citizen ids. Nor two full dates of birth, but for rows of one citizen
    id: somebody mistyped the date then.
    """

    def __init__(self, traces: Sequence[Trace]) -> None:
        self.rows: list[list[int]] = [[at] for at in range(len(traces))]
        self.pairs = 0
        self._group = list(range(len(traces)))
        self._ids: list[set[int]] = [_known(trace.citizen) for trace in traces]
        self._days: list[set[int]] = [_known(trace.born) for trace in traces]
        self._spaces: list[set[Hashable]] = [
            set() if trace.space is None else {trace.space} for trace in traces
        ]

    def of(self, row: int) -> int:
        """The group that a row is in."""
        return self._group[row]

    def apart(self, one: int, other: int) -> bool:
        """Whether two groups are certainly of two people."""
        ids, days = (self._ids[one], self._ids[other]), (self._days[one], self._days[other])
        if ids[0] and ids[1]:
            return ids[0] != ids[1]
        return bool(days[0] and days[1] and days[0].isdisjoint(days[1]))

    def rivals(self, one: int, other: int) -> bool:
        """Whether two groups are of two people, or stand side by side in one space."""
        return self.apart(one, other) or not self._spaces[one].isdisjoint(self._spaces[other])

    def between(self, one: int, other: int) -> int:
        """How many pairs of rows joining two groups makes."""
        return len(self.rows[one]) * len(self.rows[other])

    def join(self, one: int, other: int) -> int:
        """Make one group of two, and say how many pairs of rows that joined.

        The caller asked apart() before, or knows better.
        """
        if one == other:
            return 0
        joined = self.between(one, other)
        keep, gone = sorted((one, other), key=lambda group: -len(self.rows[group]))
        for row in self.rows[gone]:
            self._group[row] = keep
        self.rows[keep] += self.rows[gone]
        self.rows[gone] = []
        self._ids[keep] |= self._ids[gone]
        self._days[keep] |= self._days[gone]
        self._spaces[keep] |= self._spaces[gone]
        self.pairs += joined
        return joined


def _known(value: int | None) -> set[int]:
    return set() if value is None else {value}
