"""Where the figures of report forms come from here: measures of modules, counts typed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from portal.containing import Unread, ask, offered
from portal.offering import Measure
from portal.reportforms import Asked, TypedValue
from portal.reportforms.measures import Number

from .measures import NEEDS
from .number_queries import numbers_on


class BooksHere:
    """The books that this account may read from this space."""

    @cached_property
    def offered(self) -> Mapping[str, Measure]:
        """The measures of modules that are on here, as far as the account holds their right."""
        return {measure.name: measure for measure in offered("measures")}

    def counted(self, measure: str, asked: Asked) -> Sequence[Mapping[int, Number]] | None:
        """The answer of a measure; None where it is not offered here, or fails."""
        found = self.offered.get(measure)
        if found is None:
            return None
        if found.needs == NEEDS:
            return found.count(asked)
        answer = ask("measures", found, lambda _session: found.count(asked))
        return None if isinstance(answer, Unread) else answer

    def typed(self, keys: Sequence[str], asked: Asked) -> Mapping[str, Mapping[int, TypedValue]]:
        """The newest counts as of the last day, of spaces or of hamlets; units have none."""
        if asked.rows == "units":
            return {}
        by_hamlet = asked.rows == "hamlets"
        found: dict[str, dict[int, TypedValue]] = {}
        numbers = numbers_on(asked.spaces, keys, asked.period.end, by_hamlet)
        for (key, place), number in numbers.items():
            typed = TypedValue(number.value, number.as_of, number.source)
            found.setdefault(key, {})[place] = typed
        return found
