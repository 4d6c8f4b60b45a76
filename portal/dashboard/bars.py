"""Figures drawn as bars against their targets, with what is missing in words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from ..figures import Figure, Sum
from ..locale import number_text
from .targets import AnyTarget, NumberTarget, goal_of, on_bar, share_text


def bars(figures: list[Figure], names: dict[int, str]) -> list[dict[str, Any]]:
    """The entries of the macro `targets`: each figure with its target, and what is missing to it.

    `names` are those of the spaces just below, to say where most is missing.
    """
    return [_bar(figure, goal_of(figure.indicator), names) for figure in figures]


def _bar(figure: Figure, goal: AnyTarget | None, names: dict[int, str]) -> dict[str, Any]:
    total = figure.now.total
    share, tick = on_bar(total, goal)
    return {
        "name": figure.indicator.label,
        "value": _value(figure, goal),
        "target": _mark(figure, goal) if goal else "",
        "share": share,
        "tick": tick,
        "kind": goal.kind(total) if goal else "",
        "said": _said(figure, goal, names) if goal else "",
        "detail": _detail(figure),
    }


def _mark(figure: Figure, goal: AnyTarget) -> str:
    """A target as it stands behind its figure: "60%", or "470 groups"."""
    unit = figure.indicator.unit if isinstance(goal, NumberTarget) else ""
    return f"{goal.label} {unit}".strip()


def _value(figure: Figure, goal: AnyTarget | None) -> str | None:
    """A ratio as percent, but as a number where its target is one; None where nobody recorded."""
    total = figure.now.total
    if figure.indicator.out_of and not isinstance(goal, NumberTarget):
        return None if total.share is None else share_text(total, figure.indicator)
    return None if total.value is None else number_text(total.value)


def _detail(figure: Figure) -> str:
    """The numbers of which a ratio is made; of a number, how many spaces recorded it."""
    total = figure.now.total
    if figure.indicator.out_of:
        known = total.share is not None
        return f"{number_text(total.part)}/{number_text(total.whole)}" if known else ""
    return coverage(total) if total.known else ""


def coverage(total: Sum) -> str:
    """How many of the spaces have the figure; empty where all have it."""
    if total.complete:
        return ""
    known = number_text(total.known)
    return ngettext(
        "%(known)s/%(num)s space has a figure",
        "%(known)s/%(num)s spaces have a figure",
        total.asked,
        known=known,
    )


def _said(figure: Figure, goal: AnyTarget, names: dict[int, str]) -> str:
    """What is missing to the target, and where most of it; empty where it is met."""
    missing = goal.missing(figure.now.total)
    if not missing:
        return ""
    number = f"{number_text(missing)} {figure.indicator.unit}".strip()
    far = goal.kind(figure.now.total) == "bad"
    if goal.better == "less":
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
    weights = {row: goal.weight(total) for row, total in figure.now.rows.items()}
    worst = max(weights, key=lambda row: weights[row], default=None)
    if worst is None or len(weights) < 2 or not weights[worst] or worst not in names:
        return said
    most = number_text(weights[worst])
    return f"{said} " + _("Most in %(space)s (%(number)s).", space=names[worst], number=most)
