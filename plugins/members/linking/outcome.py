"""What linking gives: groups of enrolments of one person each, and questions."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """Two enrolments that may be of one person; `chance` is how likely that is, 0 to 1."""

    one: Hashable
    other: Hashable
    chance: float


@dataclass(frozen=True)
class Linked:
    """The people found, each as the refs of their enrolments, and what is left to ask."""

    people: list[tuple[Hashable, ...]]
    questions: list[Question]

    @property
    def asked(self) -> set[Hashable]:
        """The refs of the enrolments that somebody is asked about."""
        return {ref for each in self.questions for ref in (each.one, each.other)}
