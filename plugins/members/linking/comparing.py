"""In what two traces agree, and how often people who are not the same agree in as much."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from .traces import Trace


class Name(Enum):
    """How alike two names are."""

    SAME = "same"
    """Without diacritics; one of the two has none, or both have none."""
    MARKED = "marked"
    """With the same diacritics."""
    TURNED = "turned"
    """With other diacritics."""
    NEAR = "near"
    SHORTER = "shorter"
    """One has a word less in the middle."""
    OTHER = "other"


class Birth(Enum):
    """How births agree."""

    DAY = "day"
    YEAR = "year"
    UNKNOWN = "unknown"
    OTHER_DAY = "other day"
    OTHER_YEAR = "other year"


class Area(Enum):
    """How near to each other two live."""

    SAME = "same"
    WITHIN = "within"
    """One says no more than the commune of the other."""
    COMMUNE = "commune"
    UNKNOWN = "unknown"
    FAR = "far"


class Agreement(NamedTuple):
    """In what two traces agree; `together`: both are rows of one space."""

    name: Name
    birth: Birth
    area: Area
    other_sex: bool
    together: bool


SHORT = 1000
"""So many enrolments tell how common a name is; fewer do not."""
ALIKE = (Name.SAME, Name.MARKED, Name.TURNED)


def agreement(one: Trace, other: Trace) -> Agreement:
    """Compare two traces, citizen ids left out."""
    return Agreement(
        name=_name(one, other),
        birth=_birth(one, other),
        area=_area(one, other),
        other_sex=None not in (one.sex, other.sex) and one.sex != other.sex,
        together=one.space is not None and one.space == other.space,
    )


def _name(one: Trace, other: Trace) -> Name:
    if one.whole == other.whole:
        if one.marked is None or other.marked is None:
            return Name.SAME
        return Name.MARKED if one.marked == other.marked else Name.TURNED
    if one.near.isdisjoint(other.near):
        return Name.OTHER
    return Name.NEAR if len(one.words) == len(other.words) else Name.SHORTER


def _birth(one: Trace, other: Trace) -> Birth:
    if one.born is not None and other.born is not None:
        if one.born == other.born:
            return Birth.DAY
        return Birth.OTHER_DAY if one.year == other.year else Birth.OTHER_YEAR
    if one.year is None or other.year is None:
        return Birth.UNKNOWN
    return Birth.YEAR if one.year == other.year else Birth.OTHER_YEAR


def _area(one: Trace, other: Trace) -> Area:
    if one.area is None or other.area is None:
        return Area.UNKNOWN
    if one.area == other.area:
        return Area.SAME
    if one.area == other.wider or one.wider == other.area:
        return Area.WITHIN
    if one.wider is not None and one.wider == other.wider:
        return Area.COMMUNE
    return Area.FAR


@dataclass
class Frequencies:
    """How often each thing is written among so many traces."""

    total: int
    whole: Counter[int]
    near: dict[int, int]
    """Of each name, how many rows bear another name that is near it."""
    words: Counter[int]
    lengths: Counter[int]
    years: Counter[int | None]
    days: Counter[int | None]
    areas: Counter[Hashable]

    @classmethod
    def of(cls, traces: Sequence[Trace]) -> Frequencies:
        """Count them."""
        whole = Counter(trace.whole for trace in traces)
        areas = Counter(trace.area for trace in traces)
        areas.update(trace.wider for trace in traces if trace.wider != trace.area)
        return cls(
            total=len(traces),
            whole=whole,
            near=_near(traces, whole),
            words=Counter(word for trace in traces for word in trace.words),
            lengths=Counter(len(trace.words) for trace in traces),
            years=Counter(trace.year for trace in traces),
            days=Counter(trace.born for trace in traces),
            areas=areas,
        )

    @property
    def base(self) -> int:
        """What shares are taken of: in a short list, what is written twice is still seldom."""
        return max(self.total, SHORT)

    def strangers(self, one: Trace, other: Trace, found: Agreement) -> float:
        """How many rows of others agree with a row in as much as these two do, by chance."""
        return (
            self.total
            * self._name(one, other, found.name)
            * self._birth(one, other, found.birth)
            * self._area(one, other, found.area)
        )

    def _name(self, one: Trace, other: Trace, level: Name) -> float:
        if level in ALIKE:
            return max((self.whole[one.whole] - 2) / self.base, self._composed(one))
        if level is Name.OTHER:
            return 1.0
        pair = (one, other)
        alike = max(self.near[each.whole] for each in pair) - 1
        return max(alike / self.base, 10 * max(map(self._composed, pair)))

    def _composed(self, trace: Trace) -> float:
        """How common a name is by its words, however seldom they come together."""
        share = self.lengths[len(trace.words)] / self.base
        for word in trace.words:
            share *= self.words[word] / self.base
        return share

    def _birth(self, one: Trace, other: Trace, level: Birth) -> float:
        if level is Birth.UNKNOWN:
            return 1.0
        year = max(self.years[one.year], self.years[other.year]) / self.base
        if level is Birth.DAY:
            return max((self.days[one.born] - 2) / self.base, year / 365)
        return year

    def _area(self, one: Trace, other: Trace, level: Area) -> float:
        if level is Area.SAME:
            return self.areas[one.area] / self.base
        if level is Area.WITHIN:
            return max(self.areas[one.area], self.areas[other.area]) / self.base
        if level is Area.COMMUNE:
            return self.areas[one.wider] / self.base
        return 1.0


def _near(traces: Sequence[Trace], whole: Counter[int]) -> dict[int, int]:
    bearers: dict[int, list[int]] = defaultdict(list)
    nears = {trace.whole: trace.near for trace in traces}
    for name, near in nears.items():
        for each in near:
            bearers[each].append(name)
    shared = {each: names for each, names in bearers.items() if len(names) > 1}
    found = {}
    for name, near in nears.items():
        others = {other for each in near for other in shared.get(each, ())} - {name}
        found[name] = sum(whole[other] for other in others)
    return found
