"""Where the figures of report forms come from here: measures of modules, counts typed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portal.containing import Unread, ask
from portal.entering import allowed, registry
from portal.offering import Measure
from portal.reportforms import Asked, TypedValue
from portal.reportforms.measures import Number
from portal.rights import module_is_on

from .measures import NEEDS
from .number_queries import numbers_on


class BooksHere:
    """The books that this account may read from this space."""

    def counted(self, measure: str, asked: Asked) -> Sequence[Mapping[int, Number]] | None:
        """The answer of a measure; None where it is not offered, not allowed, or fails."""
        offered = registry().measures.get(measure)
        if offered is None or not _is_open(offered):
            return None
        if offered.needs == NEEDS:
            return offered.count(asked)
        answer = ask("measures", offered, lambda _session: offered.count(asked))
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


def _is_open(measure: Measure) -> bool:
    return allowed(measure.needs) and module_is_on(registry().owner_of("measures", measure))
