"""What a figure must reach, as the space or one above it decided; and how far it is from that."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from flask import g
from flask_babel import gettext as _

from ..figures import Sum
from ..indicators import Indicator
from ..locale import number_text
from ..spaces.settings import Decision

FAR = 0.1
"""Whoever lacks more than this part of a target is far behind, which shows in crimson."""


@dataclass(frozen=True)
class Target:
    """A decided target in percent, and the space that decided it."""

    percent: int
    by: str
    better: Literal["more", "less", ""]

    def missing(self, total: Sum) -> int:
        """How many are missing to the target, or are beyond what is allowed; 0 where it is met."""
        if total.part is None or not total.whole:
            return 0
        needed = total.whole * self.percent / 100
        if self.better == "less":
            return max(0, math.ceil(total.part - math.floor(needed)))
        return max(0, math.ceil(math.ceil(needed) - total.part))

    def kind(self, total: Sum) -> str:
        """How a figure stands to the target: "" met or unknown, "warn" behind, "bad" far behind."""
        if not self.missing(total) or total.share is None:
            return ""
        if self.better == "less":
            return "bad" if total.share > self.percent + 100 * FAR else "warn"
        return "bad" if total.share < self.percent * (1 - FAR) else "warn"

    def lacking(self, total: Sum) -> str:
        """How many are missing, in two words for a tile; empty where the target is met."""
        missing = self.missing(total)
        if not missing:
            return ""
        if self.better == "less":
            return _("%(number)s too many", number=number_text(missing))
        return _("%(number)s missing", number=number_text(missing))

    def weight(self, row: Sum) -> int:
        """How much a space below adds to what is missing."""
        return self.missing(row)

    @property
    def label(self) -> str:
        """The target in short: "60%"."""
        return f"{self.percent}%"

    @property
    def text(self) -> str:
        """The target and who decided it, as a sentence."""
        if self.better == "less":
            return _(
                "At most %(number)s%%, decided by %(space)s.", number=self.percent, space=self.by
            )
        return _("At least %(number)s%%, decided by %(space)s.", number=self.percent, space=self.by)


@dataclass(frozen=True)
class NumberTarget:
    """A number that a space decided for itself and those below it together."""

    number: int
    better: Literal["more", "less", ""]

    def missing(self, total: Sum) -> int:
        """How many are missing to the target, or are beyond what is allowed; 0 where it is met."""
        if total.value is None:
            return 0
        over = total.value - self.number
        return max(0, math.ceil(over if self.better == "less" else -over))

    def kind(self, total: Sum) -> str:
        """How a figure stands to the target: "" met or unknown, "warn" behind, "bad" far behind.

        What silent spaces did not record may be all that is missing: that is never far behind.
        """
        missing = self.missing(total)
        if not missing:
            return ""
        sure = self.better == "less" or total.complete
        return "bad" if sure and missing > FAR * self.number else "warn"

    def weight(self, row: Sum) -> int:
        """How much a space below adds to what is too much; nobody knows whose the missing are."""
        return math.ceil(row.value) if self.better == "less" and row.value is not None else 0

    @property
    def label(self) -> str:
        """The target in short: "1.500"."""
        return number_text(self.number)


AnyTarget = Target | NumberTarget


def target_of(indicator: Indicator) -> Target | None:
    """The percentage by which every space here is measured; None where nobody decided one."""
    nearest = _decided(indicator.target_setting)
    if nearest is None:
        return None
    return Target(nearest.value, nearest.space_name, indicator.direction)


def goal_of(indicator: Indicator) -> AnyTarget | None:
    """What all spaces together are measured by: the space's own number, else the percentage."""
    number = _decided(indicator.number_setting)
    if number is not None:
        return NumberTarget(number.value, indicator.direction)
    return target_of(indicator)


def _decided(setting: str) -> Decision | None:
    """The decision on a setting that is nearest to the space of the address."""
    decisions: list[Decision] = g.get("decisions", [])
    found = (each for each in decisions if each.setting.name == setting)
    return min(found, key=lambda each: each.depth, default=None)


def on_bar(total: Sum, goal: AnyTarget | None) -> tuple[float | None, float | None]:
    """Where the bar of a figure ends and where its target stands on it, in percent of its length.

    A ratio is drawn on its whole, a number on what is greater, the target or itself.
    """
    if not isinstance(goal, NumberTarget):
        return total.share, goal.percent if goal else None
    if total.whole:
        return total.share, float(100 * goal.number / total.whole)
    if total.value is None:
        return None, None
    length = float(max(total.value, goal.number, 1))
    return 100 * float(total.value) / length, 100 * goal.number / length


def share_text(total: Sum, indicator: Indicator) -> str:
    """A ratio as whole percent: "92%"."""
    assert total.share is not None
    return f"{number_text(whole_percent(total.share, indicator))}%"


def whole_percent(share: float, indicator: Indicator) -> int:
    """A ratio as whole percent, never better than it is: only what is complete reads 100%."""
    return math.ceil(share) if indicator.better == "less" else math.floor(share)
