"""How likely two enrolments are of one person: reckoned, then corrected by what is known.

The reckoning is that of Fellegi and Sunter with the frequencies of this very data: how many true
partners an enrolment has that agree with it in so much, to how many strangers that do so by
chance. Where both citizen ids are known (or both full dates, of pairs that agree in the year), it
is known whether two are one; how many of those that agree in so much truly are corrects the
reckoning, above all by the namesakes of one year and hamlet, whom no frequency foretells.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import log2

from .comparing import ALIKE, Agreement, Area, Birth, Frequencies, Name
from .traces import Trace

PARTNERS = 0.3
"""True partners of an enrolment where the data do not tell."""
FIRM = 12.0
"""As many pairs as the reckoning counts for beside those that are known."""
NAMESAKES = 0.02
"""Others of same name, year and area beyond chance: in a hamlet, people are named after people."""
DOUBLES = 0.002
"""How likely an enrolment stands twice in one space."""
OTHER_SEX = 0.01
AGREE = {
    # how often rows of one person agree so, and how often rows of strangers do once the rest agrees
    Name.SAME: (0.40, 0.5),
    Name.MARKED: (0.50, 0.35),
    Name.TURNED: (0.01, 0.15),
    Name.NEAR: (0.08, 1.0),
    Name.SHORTER: (0.01, 1.0),
    Name.OTHER: (0.0, 1.0),
    Birth.DAY: (0.7, 1.0),
    Birth.YEAR: (0.28, 1.0),
    Birth.UNKNOWN: (0.02, 1.0),
    Area.SAME: (0.9, 1.0),
    Area.WITHIN: (0.03, 1.0),
    Area.COMMUNE: (0.02, 1.0),
    Area.FAR: (0.02, 1.0),
    Area.UNKNOWN: (0.03, 1.0),
}
Key = tuple[Hashable, ...]


@dataclass
class Known:
    """How many pairs of a kind are known to be of one person, and of two."""

    one: int = 0
    two: int = 0


@dataclass(frozen=True)
class Compared:
    """A pair as it was compared; `truth` says whether it is of one person, where that is known."""

    pair: tuple[int, int]
    found: Agreement
    truth: bool | None
    crowd: int


class Learned:
    """What the known pairs of the data teach of the others."""

    def __init__(self, traces: Sequence[Trace], compared: Iterable[Compared]) -> None:
        self.traces = traces
        self.frequencies = Frequencies.of(traces)
        self.partners = _partners(traces)
        self.known: dict[Key, Known] = defaultdict(Known)
        for each in compared:
            self._learn(each)

    def _learn(self, each: Compared) -> None:
        birth = each.found.birth
        if each.truth is not None and birth is Birth.DAY:
            self._count(each, Birth.DAY, each.truth)
        truth = _by_days(each) if each.truth is None else each.truth
        if truth is not None and birth in (Birth.DAY, Birth.YEAR, Birth.OTHER_DAY):
            self._count(each, Birth.YEAR, truth)

    def _count(self, each: Compared, birth: Birth, truth: bool) -> None:
        known = self.known[self._key(each, birth)]
        known.one, known.two = known.one + truth, known.two + (not truth)

    def _key(self, each: Compared, birth: Birth) -> Key:
        one, other = (self.traces[at] for at in each.pair)
        found = each.found._replace(birth=birth)
        rarity = round(log2(max(self.frequencies.strangers(one, other, found), 1e-9)) / 4)
        return found, rarity, each.crowd

    def chance(self, each: Compared) -> float:
        """How likely the pair is of one person, 0 to 1; as if no citizen id were known."""
        reckoned = self._reckoned(each)
        known = self.known.get(self._key(each, each.found.birth), Known())
        return (known.one + FIRM * reckoned) / (known.one + known.two + FIRM)

    def _reckoned(self, each: Compared) -> float:
        one, other = (self.traces[at] for at in each.pair)
        found = each.found
        if Birth.OTHER_DAY is found.birth or Birth.OTHER_YEAR is found.birth:
            return 0.0
        levels = (AGREE[found.name], AGREE[found.birth], AGREE[found.area])
        true = DOUBLES if found.together else self.partners
        false = self.frequencies.strangers(one, other, found)
        if found.name in ALIKE and found.birth is not Birth.DAY:
            false += NAMESAKES
        for agree, strangers in levels:
            true, false = true * agree, false * strangers
        if found.other_sex:
            true *= OTHER_SEX
        return true / (true + false) if true else 0.0


def crowds(traces: Sequence[Trace]) -> Counter[Key]:
    """How many rows have the same name, year and area."""
    return Counter((trace.whole, trace.year, trace.area) for trace in traces)


def _by_days(each: Compared) -> bool | None:
    """What two full dates say of a pair with one name and year, where citizen ids say nothing."""
    if each.found.name not in ALIKE:
        return None
    return {Birth.DAY: True, Birth.OTHER_DAY: False}.get(each.found.birth)


def _partners(traces: Sequence[Trace]) -> float:
    """How many further enrolments an enrolment has, by those whose citizen id is known."""
    ids = Counter(trace.citizen for trace in traces if trace.citizen is not None)
    known = sum(ids.values())
    if known < 200:
        return PARTNERS
    pairs = sum(count * (count - 1) for count in ids.values())
    return max(pairs / known * len(traces) / known, 0.02)
