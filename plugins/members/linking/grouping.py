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
        self._group = list(range(len(traces)))
        self._ids: list[set[int]] = [_known(trace.citizen) for trace in traces]
        self._days: list[set[int]] = [_known(trace.born) for trace in traces]
        self._spaces: list[set[Hashable]] = [{trace.space} for trace in traces]

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

    def join(self, one: int, other: int) -> None:
        """Make one group of the groups of two rows. The caller asked apart() before."""
        keep, gone = sorted(
            (self._group[one], self._group[other]), key=lambda group: -len(self.rows[group])
        )
        if keep == gone:
            return
        for row in self.rows[gone]:
            self._group[row] = keep
        self.rows[keep] += self.rows[gone]
        self.rows[gone] = []
        for sets in (self._ids, self._days):
            sets[keep] |= sets[gone]
        self._spaces[keep] |= self._spaces[gone]


def _known(value: int | None) -> set[int]:
    return set() if value is None else {value}
