"""Where a space stands: its counts, its ratios as bars, those below it in a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from ..figures import NONE, Figure, Figures, Node, Sum
from ..indicators import Indicator
from ..listing import Page, page_among
from ..locale import number_text
from .bars import coverage
from .forms import Asked
from .targets import AnyTarget, goal_of, on_bar, target_of

SHOWN = 5
"""Figures in the strip and columns of the table; all of them are in the file for Excel."""
BARS = 6
"""Bars that stand beside the map; a link shows the others."""


@dataclass(frozen=True)
class Cell:
    """A figure in a table: its text, and the bar beside it where it is a ratio.

    `text` is None where nobody recorded the figure, and empty where the space cannot have it.
    """

    text: str | None
    share: float | None = None
    kind: str = ""
    tick: float | None = None


@dataclass(frozen=True)
class Line:
    """A row of the table: a space with those that it leads, or an organization."""

    name: str
    url: str
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    """A page of the spaces below, with the space's own figures and the total at its foot."""

    figures: list[Figure]
    sorted: str
    page: Page[Line]
    foot: list[Line]
    without: int = 0
    """Spaces just below that can have none of these figures, and so have no line."""


def whole_area(found: Figures) -> str:
    """What the area is called for which a Party committee answers: "huyện"; empty for others."""
    top = found.tree.nodes[found.tree.top]
    return top.area.kind.lower() if top.area and top.line == "party" and found.tree.row_of else ""


def principal(figures: list[Figure]) -> list[Figure]:
    """The figures that stand for themselves, not only as others' denominators: some of them.

    Those that somebody recorded come first.
    """
    wholes = {figure.indicator.out_of for figure in figures}
    return _known_first([f for f in figures if f.indicator.name not in wholes])[:SHOWN]


def strip(figures: list[Figure]) -> list[dict[str, Any]]:
    """The counts for the strip: value, unit, how complete, what has changed."""
    counts = _known_first([figure for figure in figures if not figure.indicator.out_of])
    return [_entry(figure) for figure in counts[:SHOWN]]


def measured(figures: list[Figure]) -> list[Figure]:
    """The figures drawn as bars: parts of a whole, and numbers that have a target.

    Those with a target come first, then those recorded.
    """
    known = _known_first(figures)
    aimed = [figure for figure in known if goal_of(figure.indicator)]
    return aimed + [f for f in known if f.indicator.out_of and f not in aimed]


def chosen(figures: list[Figure], wanted: str) -> tuple[list[Figure], Figure | None]:
    """The figures that the map offers, and the one it shows: the one asked for where it is one.

    By itself it shows the first with a target, else the first.
    """
    offered = principal(figures)
    named = [figure for figure in offered if figure.indicator.name == wanted]
    aimed = [figure for figure in offered if target_of(figure.indicator)]
    return offered, next(iter(named or aimed or offered), None)


def _known_first(figures: list[Figure]) -> list[Figure]:
    return sorted(figures, key=lambda figure: figure.now.total.value is None)


def text_of(total: Sum, indicator: Indicator) -> str | None:
    """A figure as text: "46/60" for a ratio, "4.395" else; None where nobody recorded it."""
    if total.value is None:
        return None
    if total.share is None:
        return number_text(total.value)
    return f"{number_text(total.part)}/{number_text(total.whole)}"


def table_of(found: Figures, asked: Asked, line_names: dict[str, str]) -> Table:
    """The page of the table that is asked for: by space, the worst first, or by line."""
    figures = principal(found.figures)
    if asked.by_line:
        present = {line for figure in found.figures for line in figure.now.lines}
        lines = [
            Line(label, "", [_cell(f, f.now.lines.get(name)) for f in figures])
            for name, label in line_names.items()
            if name in present
        ]
        return Table(figures, "", Page(lines, total=len(lines)), [_total(figures)])
    below, order = in_order(found, asked.sort)
    rows = [node for node in below if any(_may_have(figure, node) for figure in figures)]
    page = page_among(rows, asked.page).made_into(partial(_lines, figures))
    own = Line(
        found.tree.nodes[found.tree.top].short_name, "", [_cell(f, f.now.own) for f in figures]
    )
    return Table(figures, order, page, [own, _total(figures)], len(below) - len(rows))


def in_order(found: Figures, wanted: str) -> tuple[list[Node], str]:
    """The rows in the order asked for, and its key; by themselves the worst first.

    Whatever the order, spaces without the figure come last: they are not ranked by their silence.
    """
    keys: dict[str, Figure] = {f.indicator.name: f for f in principal(found.figures)}
    key = wanted.removeprefix("-")
    if key not in keys and key != "name":
        judged = (f for f in keys.values() if f.indicator.better and f.now.total.known)
        wanted = next((_worst_first(figure) for figure in judged), "name")
        key = wanted.removeprefix("-")
    rows, down = found.tree.rows, wanted.startswith("-")
    if key == "name":
        return (rows[::-1] if down else rows), wanted
    of = keys[key].now.rows
    silent = [node for node in rows if of.get(node.id, NONE).value is None]
    known = [node for node in rows if of.get(node.id, NONE).value is not None]
    known.sort(key=lambda node: _weight(of[node.id]), reverse=down)
    return known + silent, wanted


def _may_have(figure: Figure, node: Node) -> bool:
    return figure.now.rows.get(node.id, NONE).asked > 0


def _lines(figures: list[Figure], nodes: Sequence[Node]) -> list[Line]:
    return [
        Line(
            node.short_name,
            url_for("dashboard.overview", space=node.slug),
            [_cell(f, f.now.rows.get(node.id)) for f in figures],
        )
        for node in nodes
    ]


def _worst_first(figure: Figure) -> str:
    return ("-" if figure.indicator.better == "less" else "") + figure.indicator.name


def _weight(total: Sum) -> float:
    return total.share if total.share is not None else float(total.value or 0)


def _entry(figure: Figure) -> dict[str, Any]:
    total, indicator = figure.now.total, figure.indicator
    text = text_of(total, indicator)
    details = [coverage(total) if text is not None else "", _change(figure)]
    return {
        "label": indicator.label,
        "value": text,
        "of": f" {indicator.unit}" if indicator.unit and text else "",
        "detail": "; ".join(filter(None, details)),
    }


def _change(figure: Figure) -> str:
    change = figure.change
    if change is None:
        return ""
    if change == 0:
        return _("unchanged from the period before")
    number = number_text(abs(change))
    if change > 0:
        return _("up %(number)s on the period before", number=number)
    return _("down %(number)s on the period before", number=number)


def _cell(figure: Figure, total: Sum | None, goal: AnyTarget | None = None) -> Cell:
    if total is None or not total.asked:
        return Cell("")
    text = text_of(total, figure.indicator)
    target = goal or target_of(figure.indicator)
    if target is not None:
        return Cell(text, total.share, target.kind(total), on_bar(total, target)[1])
    kind = "warn" if figure.indicator.better == "less" else ""
    return Cell(text, total.share, kind)


def _total(figures: list[Figure]) -> Line:
    return Line(_("Total"), "", [_cell(f, f.now.total, goal_of(f.indicator)) for f in figures])
