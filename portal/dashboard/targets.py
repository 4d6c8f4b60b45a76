"""What a ratio must reach, as the space or one above it decided; and how far it is from that."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from flask import g
from flask_babel import gettext as _

from ..figures import Figure, Sum
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

    @property
    def text(self) -> str:
        """The target and who decided it, as a sentence."""
        if self.better == "less":
            return _(
                "At most %(number)s%%, decided by %(space)s.", number=self.percent, space=self.by
            )
        return _("At least %(number)s%%, decided by %(space)s.", number=self.percent, space=self.by)


def target_of(indicator: Indicator) -> Target | None:
    """The target of a figure in the space of the address; None where nobody decided one."""
    decisions: list[Decision] = g.get("decisions", [])
    decided = [d for d in decisions if d.setting.name == indicator.target_setting]
    if not decided:
        return None
    nearest = min(decided, key=lambda each: each.depth)
    return Target(nearest.value, nearest.space_name, indicator.better)


def share_text(total: Sum, indicator: Indicator) -> str:
    """A ratio as whole percent: "92%"."""
    assert total.share is not None
    return f"{number_text(whole_percent(total.share, indicator))}%"


def whole_percent(share: float, indicator: Indicator) -> int:
    """A ratio as whole percent, never better than it is: only what is complete reads 100%."""
    return math.ceil(share) if indicator.better == "less" else math.floor(share)


def bars(figures: list[Figure], names: dict[int, str]) -> list[dict[str, Any]]:
    """The entries of the macro `targets`: each ratio with its target, and what is missing to it.

    `names` are those of the spaces just below, to say where most is missing.
    """
    return [_bar(figure, target_of(figure.indicator), names) for figure in figures]


def _bar(figure: Figure, target: Target | None, names: dict[int, str]) -> dict[str, Any]:
    total, indicator = figure.now.total, figure.indicator
    known = total.share is not None
    return {
        "name": indicator.label,
        "value": share_text(total, indicator) if known else None,
        "target": f"{target.percent}%" if target else "",
        "share": total.share,
        "tick": target.percent if target else None,
        "kind": target.kind(total) if target else "",
        "said": _said(figure, target, names) if target else "",
        "detail": f"{number_text(total.part)}/{number_text(total.whole)}" if known else "",
    }


def _said(figure: Figure, target: Target, names: dict[int, str]) -> str:
    """What is missing to the target, and where most of it; empty where it is met."""
    missing = target.missing(figure.now.total)
    if not missing:
        return ""
    number = f"{number_text(missing)} {figure.indicator.unit}".strip()
    far = target.kind(figure.now.total) == "bad"
    if target.better == "less":
        said = (
            _("Far beyond: %(number)s too many.", number=number)
            if far
            else _("Beyond: %(number)s too many.", number=number)
        )
    else:
        said = (
            _("Far behind: %(number)s more are needed.", number=number)
            if far
            else _("Behind: %(number)s more are needed.", number=number)
        )
    lacking = {row: target.missing(total) for row, total in figure.now.rows.items()}
    worst = max(lacking, key=lambda row: lacking[row], default=None)
    if worst is None or len(lacking) < 2 or not lacking[worst] or worst not in names:
        return said
    most = number_text(lacking[worst])
    return f"{said} " + _("Most in %(space)s (%(number)s).", space=names[worst], number=most)
