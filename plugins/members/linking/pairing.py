"""Which enrolments are compared at all: those that share enough to be of one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence

from .traces import Trace

CROWD = 60
"""A block with more rows is split by what the names are near before its rows are compared."""
THRONG = 300
"""A block with more rows after that says too little: its rows are compared by other blocks."""


def candidates(traces: Sequence[Trace]) -> set[tuple[int, int]]:
    """Pairs of places in the sequence, the smaller first."""
    blocks: dict[Hashable, list[int]] = defaultdict(list)
    for at, trace in enumerate(traces):
        for key in _keys(trace):
            blocks[key].append(at)
    pairs: set[tuple[int, int]] = set()
    for rows in blocks.values():
        if len(rows) <= CROWD:
            pairs.update(_pairs(rows))
            continue
        parts: dict[int, list[int]] = defaultdict(list)
        for at in rows:
            for name in traces[at].near:
                parts[name].append(at)
        for part in parts.values():
            if len(part) <= THRONG:
                pairs.update(_pairs(part))
    return pairs


def _keys(trace: Trace) -> Iterator[Hashable]:
    if trace.citizen is not None:
        yield "citizen", trace.citizen
    if not trace.words:
        return
    if trace.born is not None:
        yield "born", trace.born
    if trace.year is not None:
        yield "named", trace.whole, trace.year
    if trace.area is not None:
        yield "neighbour", trace.whole, trace.area
        if trace.year is not None:
            yield "here", trace.area, trace.year


def _pairs(rows: list[int]) -> Iterator[tuple[int, int]]:
    for place, one in enumerate(rows):
        for other in rows[place + 1 :]:
            yield one, other
