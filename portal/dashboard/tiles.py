"""The spaces below on a map of equal tiles, by a chosen figure.

Where tiles lie to each other is data with dates, portal/data/tiles; other spaces stand in order.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ..figures import NONE, Figure, Figures, Node, Place, Sum
from ..locale import number_text
from ..text import nfc, text_key
from .targets import Target, share_text, target_of, whole_percent

FOLDER = Path(__file__).resolve().parent.parent / "data" / "tiles"
MOST = 130
"""More tiles than this say nothing at a glance: a province has about a hundred communes."""


@dataclass(frozen=True)
class TileMap:
    """The tiles as the macro `tile_map` prints them, with what stands above and below them."""

    title: str
    said: str
    tiles: list[dict[str, Any]]
    edges: Mapping[str, str] = field(default_factory=dict)
    steps: str = ""
    note: str = ""

    @property
    def placed(self) -> bool:
        """Whether the tiles lie to each other as their areas do."""
        return bool(self.tiles) and "row" in self.tiles[0]


@dataclass(frozen=True)
class Spot:
    """One tile to be: a commune with its organizations, or a space with those that it leads."""

    name: str
    slug: str
    total: Sum
    code: str = ""


def tile_map(found: Figures, figure: Figure) -> TileMap | None:
    """The map of the spaces below by a figure; None where none stands below, or too many do."""
    tree = found.tree
    areas = {node.area.id: node.area for node in tree.nodes.values() if node.area}
    present = [areas[id] for id in sorted(set(tree.area_of.values())) if id in areas]
    named = _by_area(found, figure, present) if len(present) > 1 else _by_space(found, figure)
    spots = [spot for spot in named if spot.total.asked]
    if not 0 < len(spots) <= MOST:
        return None
    target, layout = target_of(figure.indicator), _layout_of(found)
    scale = _scale(spots, figure, target)
    places = _places(layout) if layout and _fits(layout, spots) else {}
    by_area = len(present) > 1
    return TileMap(
        title=_title(present if by_area else [], len(spots)),
        said=" ".join([_measured(figure), target.text if target else ""]).strip(),
        tiles=[_tile(spot, figure, target, scale, places.get(spot.code)) for spot in spots],
        edges=layout["edges"] if layout and places else {},
        steps=_steps(scale, figure),
        note=_note(bool(places), by_area),
    )


def _by_area(found: Figures, figure: Figure, areas: list[Place]) -> list[Spot]:
    """One for each area, with every space that works in it; it leads to the first of the rows."""
    rows: dict[int, Node] = {}
    for node in found.tree.rows:
        area = found.tree.area_of.get(node.id)
        if area is not None and (area not in rows or _weight(node) < _weight(rows[area])):
            rows[area] = node
    of = figure.now.areas
    spots = [
        Spot(area.name, rows[area.id].slug, of.get(area.id, NONE), area.code or "")
        for area in areas
        if area.id in rows
    ]
    return sorted(spots, key=lambda spot: text_key(spot.name))


def _by_space(found: Figures, figure: Figure) -> list[Spot]:
    of = figure.now.rows
    return [Spot(n.short_name, n.slug, of.get(n.id, NONE)) for n in found.tree.rows]


def _weight(node: Node) -> tuple[bool, str]:
    """The Party committee stands for its commune."""
    return node.line != "party", node.sort_key


def _tile(
    spot: Spot,
    figure: Figure,
    target: Target | None,
    scale: list[float],
    place: tuple[int, int] | None,
) -> dict[str, Any]:
    value = _shown(spot.total, figure)
    over = target is not None and target.better == "less"
    tile: dict[str, Any] = {
        "name": spot.name,
        "url": url_for("dashboard.overview", space=spot.slug),
        "value": _text(spot.total, figure),
        "step": 1 + sum(value >= least for least in scale) if value is not None else 1,
        "lacking": target.lacking(spot.total) if target else "",
        "prefix": _("Above the mark,") if over else _("Below the mark,"),
        "icon": "arrow-up" if over else "arrow-down",
    }
    return tile | ({"row": place[0], "column": place[1]} if place else {})


def _number(total: Sum, figure: Figure) -> float | None:
    if figure.indicator.out_of:
        return total.share
    return None if total.value is None else float(total.value)


def _shown(total: Sum, figure: Figure) -> float | None:
    """The number as it is printed, so that shade and text never disagree."""
    number = _number(total, figure)
    return whole_percent(number, figure.indicator) if figure.indicator.out_of and number else number


def _text(total: Sum, figure: Figure) -> str | None:
    if _number(total, figure) is None:
        return None
    if figure.indicator.out_of:
        return share_text(total, figure.indicator)
    assert total.value is not None
    return number_text(total.value)


def _scale(spots: list[Spot], figure: Figure, target: Target | None) -> list[float]:
    """Where the second to the fifth shade begin: around the target, else fifths of the range."""
    if figure.indicator.better == "more" and target is None and figure.indicator.out_of:
        return [20, 40, 60, 80]
    if target is None or target.better == "less" or target.percent < 40:
        values = [number for spot in spots if (number := _number(spot.total, figure)) is not None]
        fifth = max(5.0, *values, 0.0) / 5
        return [round(fifth * n) for n in range(1, 5)]
    mark = target.percent
    if mark > 91:
        return [mark - 30, mark - 20, mark - 10, mark]
    third = (100 - mark) / 3
    return [mark - 10, mark, round(mark + third), round(mark + 2 * third)]


def _steps(scale: list[float], figure: Figure) -> str:
    """The scale in words: "below 80, 80–89, 90–92, 93–96, from 97%"."""
    sign = "%" if figure.indicator.out_of else ""
    begins = [int(each) for each in scale]
    middle = [
        f"{number_text(first)}–{number_text(after - 1)}"
        if after - 1 > first
        else number_text(first)
        for first, after in pairwise(begins)
        if after > first
    ]
    return _(
        "below %(least)s, %(middle)s, from %(most)s",
        least=number_text(begins[0]),
        middle=", ".join(middle),
        most=number_text(begins[-1]) + sign,
    )


def _title(areas: list[Place], number: int) -> str:
    if not areas:
        return ngettext("Compare %(num)s space", "Compare %(num)s spaces", number)
    kinds: dict[str, int] = {}
    for area in areas:
        kinds[area.kind.lower()] = kinds.get(area.kind.lower(), 0) + 1
    words = ", ".join(sorted(kinds, key=lambda kind: -kinds[kind]))
    return _("Compare %(number)s %(kinds)s", number=number, kinds=words)


def _measured(figure: Figure) -> str:
    """What the numbers on the tiles are."""
    if figure.indicator.out_of:
        return _("%(figure)s, in percent.", figure=figure.indicator.label)
    return f"{figure.indicator.label}."


def _note(placed: bool, by_area: bool) -> str:
    notes = [
        _("Positions are relative, and all tiles are equal.") if placed else "",
        _("Each tile adds up the organizations of its area.") if by_area else "",
    ]
    return " ".join(filter(None, notes))


def _layout_of(found: Figures) -> dict[str, Any] | None:
    """The layout of the top's area that holds on the last day; an ended area keeps its last one."""
    top = found.tree.nodes[found.tree.top].area
    day = found.period.end.isoformat()
    known = [each for each in _layouts() if top is not None and each["area"] == top.code]
    held = [each for each in known if each["from"] <= day and day <= (each["to"] or "9999")]
    return next(iter(held or known[-1:]), None)


def _places(layout: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Row and column, from 1, by the code of the area."""
    return {
        code: (row, column)
        for row, codes in enumerate(layout["rows"], 1)
        for column, code in enumerate(codes, 1)
        if code
    }


def _fits(layout: dict[str, Any], spots: list[Spot]) -> bool:
    """Whether every tile has a place: one without would vanish."""
    return {spot.code for spot in spots} <= _places(layout).keys()


@cache
def _layouts() -> list[dict[str, Any]]:
    """All layouts on file, the oldest first. Raises ValueError on a day that is none."""
    found = [json.loads(nfc(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("*.json"))]
    for each in found:
        for day in filter(None, (each["from"], each["to"])):
            dt.date.fromisoformat(day)
    return sorted(found, key=lambda each: str(each["from"]))
