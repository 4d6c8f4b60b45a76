"""How good a linking was, where it is known whose each enrolment is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from .outcome import Linked


@dataclass(frozen=True)
class Judged:
    """Counts of a linking against the truth; a pair is two enrolments of one person."""

    rows: int
    people: int
    people_found: int
    pairs: int
    pairs_found: int
    pairs_right: int
    asked: int
    """Enrolments that somebody is asked about."""

    @property
    def precision(self) -> float:
        """Share of right ones among the pairs found."""
        return self.pairs_right / self.pairs_found if self.pairs_found else 1.0

    @property
    def recall(self) -> float:
        """Share of those found among the pairs there are."""
        return self.pairs_right / self.pairs if self.pairs else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def wrong(self) -> float:
        """Share of wrong ones among the pairs that were merged."""
        return 1 - self.precision

    @property
    def left_to_ask(self) -> float:
        """Share of the enrolments that somebody is asked about."""
        return self.asked / self.rows if self.rows else 0.0


def judged(linking: Linked, person_of: Mapping[Any, Hashable]) -> Judged:
    """Compare a linking with the truth: of each enrolment, whose it is."""
    right = found = 0
    for group in linking.people:
        found += _pairs(len(group))
        right += sum(map(_pairs, Counter(person_of[ref] for ref in group).values()))
    people = Counter(person_of.values())
    return Judged(
        rows=len(person_of),
        people=len(people),
        people_found=len(linking.people),
        pairs=sum(map(_pairs, people.values())),
        pairs_found=found,
        pairs_right=right,
        asked=len(linking.asked),
    )


def _pairs(rows: int) -> int:
    return rows * (rows - 1) // 2
