"""Linking itself: what is certain first, then what is likely, and questions about the doubtful."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from .comparing import ALIKE, Birth, Name, agreement
from .grouping import Groups
from .learning import Compared, Learned, crowds
from .outcome import Linked, Question
from .pairing import candidates
from .traces import Trace

CERTAIN, LIKELY, DOUBTFUL = 0.985, 0.88, 0.35
"""Pairs at least so likely are joined before all others, are joined, are asked about."""
RIVAL = 0.2
"""A link as likely as this speaks against a likely one to somebody else."""
ASKED = 0.05
"""At most this share of the enrolments is asked about."""
PLACEHOLDER = 20
"""A citizen id that so many rows have is none: somebody typed what they had not."""


def linked(traces: Sequence[Trace]) -> Linked:
    """Find the people to whom these enrolments belong, and the pairs that are left to ask."""
    traces = _without_placeholders(traces)
    compared = list(_compared(traces))
    learned = Learned(traces, compared)
    groups, doubts = Groups(traces), {}
    likely: list[tuple[float, Compared]] = []
    for each in compared:
        one, other = each.pair
        if each.truth:
            if _plausible(each):
                groups.join(one, other)
            else:
                doubts[each.pair] = 0.5
        elif each.truth is None:
            chance = learned.chance(each)
            if chance >= RIVAL:
                likely.append((chance, each))
    likely.sort(key=lambda item: (-item[0], item[1].pair))
    _join_certain(groups, likely)
    doubts.update(_join_likely(groups, likely))
    return Linked(
        people=[tuple(traces[at].ref for at in rows) for rows in groups.rows if rows],
        questions=_questions(traces, groups, doubts),
    )


def _without_placeholders(traces: Sequence[Trace]) -> list[Trace]:
    ids = Counter(trace.citizen for trace in traces)
    return [
        replace(trace, citizen=None) if ids[trace.citizen] > PLACEHOLDER else trace
        for trace in traces
    ]


def _compared(traces: Sequence[Trace]) -> list[Compared]:
    crowd = crowds(traces)
    found = []
    for one, other in candidates(traces):
        first, second = traces[one], traces[other]
        agreed = agreement(first, second)
        both = first.citizen is not None and second.citizen is not None
        truth = first.citizen == second.citizen if both else None
        if truth is not True and agreed.name is Name.OTHER:
            continue
        size = max(crowd[each.whole, each.year, each.area] for each in (first, second))
        found.append(Compared((one, other), agreed, truth, min(size, 4)))
    return found


def _plausible(each: Compared) -> bool:
    """Whether one citizen id on two rows is the same person's: something else agrees too."""
    same_birth = each.found.birth in (Birth.DAY, Birth.YEAR, Birth.UNKNOWN)
    return each.found.name is not Name.OTHER or same_birth


def _join_certain(groups: Groups, likely: Sequence[tuple[float, Compared]]) -> None:
    for chance, each in likely:
        one, other = map(groups.of, each.pair)
        if chance >= CERTAIN and not groups.apart(one, other):
            groups.join(*each.pair)


def _join_likely(
    groups: Groups, likely: Sequence[tuple[float, Compared]]
) -> dict[tuple[int, int], float]:
    """Join what is likely and has no rival; gives the pairs that are doubtful, with their chance."""
    links: dict[int, dict[int, float]] = defaultdict(dict)
    for chance, each in likely:
        one, other = map(groups.of, each.pair)
        if one != other and not groups.apart(one, other):
            links[one][other] = max(chance, links[one].get(other, 0.0))
            links[other][one] = max(chance, links[other].get(one, 0.0))
    doubts = {}
    contested = {
        (one, other): any(
            groups.rivals(other, rival) for rival in links[one] if rival not in (one, other)
        )
        for one in links
        for other in links[one]
    }
    for chance, each in likely:
        one, other = map(groups.of, each.pair)
        if one == other or groups.apart(one, other):
            continue
        disputed = contested.get((one, other), True) or contested.get((other, one), True)
        if chance >= LIKELY and not disputed:
            groups.join(*each.pair)
        elif chance >= DOUBTFUL:
            doubts[each.pair] = chance
    return doubts


def _questions(
    traces: Sequence[Trace], groups: Groups, doubts: dict[tuple[int, int], float]
) -> list[Question]:
    """The likeliest of the doubtful pairs, one for each two groups, of few enough rows."""
    most, asked, seen, found = ASKED * len(traces), set(), set(), []
    for (one, other), chance in sorted(doubts.items(), key=lambda item: (-item[1], item[0])):
        between = tuple(sorted((groups.of(one), groups.of(other))))
        rows = {one, other}
        if between[0] == between[1] or between in seen or len(asked | rows) > most:
            continue
        seen.add(between)
        asked |= rows
        found.append(Question(traces[one].ref, traces[other].ref, chance))
    return found
