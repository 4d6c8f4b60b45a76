"""Linking itself: what is certain first, then what is likely, and questions about the doubtful."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from .comparing import Birth, Name, agreement
from .grouping import Groups
from .learning import Compared, Learned, crowds
from .outcome import Linked, Question
from .pairing import candidates
from .traces import Trace

CERTAIN, LIKELY, DOUBTFUL = 0.985, 0.8, 0.35
"""Pairs at least so likely are joined before all others, are joined, are asked about."""
WRONG = 0.0065
"""Likely pairs are joined, the likeliest first, until so many of all merged pairs are wrong."""
RIVAL = 0.2
"""A link as likely as this speaks against a likely one to somebody else."""
ASKED = 0.05
"""At most this share of the enrolments is asked about."""
PLACEHOLDER = 20
"""A citizen id that so many rows have is none: somebody typed what they had not."""


Likely = tuple[float, Compared]


def linked(traces: Sequence[Trace], at_least: int = 0) -> Linked:
    """Find the people to whom these enrolments belong, and the pairs that are left to ask.

    Of a short list the share that may be asked about (ASKED) is nobody: so many rows are anyway.
    """
    traces = _without_placeholders(traces)
    compared = list(_compared(traces))
    learned = Learned(traces, compared)
    groups = Groups(traces)
    doubts: dict[tuple[int, int], float] = {}
    likely: list[Likely] = []
    for each in compared:
        one, other = each.pair
        if each.truth:
            if _plausible(each):
                groups.join(groups.of(one), groups.of(other))
            else:
                doubts[each.pair] = 0.5
        elif each.truth is None:
            chance = learned.chance(each)
            if chance >= RIVAL:
                likely.append((chance, each))
    likely.sort(key=lambda item: (-item[0], item[1].pair))
    wrong = _join_certain(groups, likely)
    doubts.update(_join_likely(groups, likely, wrong))
    return Linked(
        people=[tuple(traces[at].ref for at in rows) for rows in groups.rows if rows],
        questions=_questions(traces, groups, doubts, max(ASKED * len(traces), at_least)),
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


def _join_certain(groups: Groups, likely: Sequence[Likely]) -> float:
    """Join what is as good as certain; gives how many pairs are wrong among them all the same."""
    wrong = 0.0
    for chance, each in likely:
        one, other = map(groups.of, each.pair)
        if chance >= CERTAIN and one != other and not groups.apart(one, other):
            wrong += (1 - chance) * groups.join(one, other)
    return wrong


def _join_likely(
    groups: Groups, likely: Sequence[Likely], wrong: float
) -> dict[tuple[int, int], float]:
    """Join what is likely and undisputed; gives the doubtful pairs, each with its chance."""
    disputed = _disputed(groups, likely)
    doubts = {}
    for chance, each in likely:
        one, other = map(groups.of, each.pair)
        if one == other or groups.apart(one, other):
            continue
        pairs = groups.between(one, other)
        risk = wrong + (1 - chance) * pairs
        bearable = risk <= WRONG * (groups.pairs + pairs)
        if chance >= LIKELY and bearable and not disputed.get(frozenset((one, other)), True):
            groups.join(one, other)
            wrong = risk
        elif chance >= DOUBTFUL:
            doubts[each.pair] = chance
    return doubts


def _disputed(groups: Groups, likely: Sequence[Likely]) -> dict[frozenset[int], bool]:
    """Of each two groups with a link: whether one has a link to somebody whom the other is not."""
    links: dict[int, set[int]] = defaultdict(set)
    for _chance, each in likely:
        one, other = map(groups.of, each.pair)
        if one != other and not groups.apart(one, other):
            links[one].add(other)
            links[other].add(one)
    return {
        frozenset((one, other)): any(
            groups.rivals(here, rival)
            for here, there in ((one, other), (other, one))
            for rival in links[there] - {here}
        )
        for one in links
        for other in links[one]
    }


def _questions(
    traces: Sequence[Trace], groups: Groups, doubts: dict[tuple[int, int], float], most: float
) -> list[Question]:
    """The likeliest of the doubtful pairs, one for each two groups, of few enough rows."""
    found = []
    asked: set[int] = set()
    seen: set[frozenset[int]] = set()
    for (one, other), chance in sorted(doubts.items(), key=lambda item: (-item[1], item[0])):
        between, rows = frozenset((groups.of(one), groups.of(other))), {one, other}
        if len(between) == 1 or between in seen or len(asked | rows) > most:
            continue
        seen.add(between)
        asked |= rows
        found.append(Question(traces[one].ref, traces[other].ref, chance))
    return found
