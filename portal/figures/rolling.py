"""Roll figures up: plain arithmetic over a tree, in which every space is counted once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from .trees import Tree

Number = int | Decimal
Values = Mapping[int, Number]
"""The figures of single spaces. A space that is not in it has none."""


@dataclass(frozen=True)
class Sum:
    """A figure over some spaces.

    `known` of the `asked` spaces have one; without any the value is None, which is not zero.
    `part` of `whole` is the ratio, over the spaces that have both figures.
    """

    value: Number | None = None
    known: int = 0
    asked: int = 0
    part: Number | None = None
    whole: Number | None = None

    @property
    def share(self) -> float | None:
        """The ratio in percent; None without a denominator, or with one of zero."""
        if self.part is None or not self.whole:
            return None
        return float(100 * self.part / self.whole)

    @property
    def complete(self) -> bool:
        """Whether every space that could have the figure has it."""
        return self.known == self.asked


NONE = Sum()


@dataclass(frozen=True)
class Rolled:
    """A figure of one tree: of all of it, of the top alone, by row, by line, by area.

    The total is the top's own figure and those of its rows, and just as well the sum of its lines.
    """

    total: Sum = NONE
    own: Sum = NONE
    rows: Mapping[int, Sum] = field(default_factory=dict)
    lines: Mapping[str, Sum] = field(default_factory=dict)
    areas: Mapping[int, Sum] = field(default_factory=dict)
    """By area just below the top's, each with all spaces that work in it."""


def roll_up(
    tree: Tree, counted: Collection[int], values: Values, out_of: Values | None = None
) -> Rolled:
    """Roll up the figures of the counted spaces; those of others are left out.

    A row is a space just below the top with all that it leads. A space that is overseen both by
    its leader and along its line stands in one row, so that it counts once.
    """
    rows: dict[int, list[int]] = defaultdict(list)
    lines: dict[str, list[int]] = defaultdict(list)
    areas: dict[int, list[int]] = defaultdict(list)
    for space in counted:
        if space != tree.top:
            rows[tree.row_of[space]].append(space)
        lines[tree.nodes[space].line].append(space)
        if space in tree.area_of:
            areas[tree.area_of[space]].append(space)
    return Rolled(
        total=_sum(counted, values, out_of),
        own=_sum([tree.top] if tree.top in counted else [], values, out_of),
        rows={row: _sum(spaces, values, out_of) for row, spaces in rows.items()},
        lines={line: _sum(spaces, values, out_of) for line, spaces in lines.items()},
        areas={area: _sum(spaces, values, out_of) for area, spaces in areas.items()},
    )


def _sum(spaces: Collection[int], values: Values, out_of: Values | None) -> Sum:
    known = [space for space in spaces if space in values]
    both = [space for space in known if out_of is not None and space in out_of]
    return Sum(
        value=_total(values[space] for space in known),
        known=len(known),
        asked=len(spaces),
        part=_total(values[space] for space in both),
        whole=_total(out_of[space] for space in both) if out_of is not None else None,
    )


def _total(numbers: Iterable[Number]) -> Number | None:
    listed = list(numbers)
    return sum(listed[1:], listed[0]) if listed else None
