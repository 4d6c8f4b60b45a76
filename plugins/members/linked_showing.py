"""How many people and enrolments there are, as the page shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import g
from flask_babel import gettext as _

from portal.cells import Line
from portal.guards import guard
from portal.locale import current_language, number_text, today

from . import linked_queries as queries
from .number_queries import numbers_on
from .numbers import ELIGIBLE
from .overlap_cells import Shown, read
from .overlaps import ENROLMENTS, MANY, SEXES, Cell

HIDDEN = "…"
PICTURED = 12
"""So many sets of organizations are drawn, those of most people first."""


@dataclass
class Coverage:
    """How many of those eligible for an organization are in it, where both are known."""

    members: int | None = 0
    eligible: int = 0
    counted: int = 0
    places: int = 0
    days: list[dt.date] = field(default_factory=list)

    @property
    def share(self) -> float | None:
        """In percent; None where it is not known, or not to be shown."""
        if self.members is None or not self.eligible:
            return None
        return 100 * self.members / self.eligible

    @property
    def text(self) -> str:
        """The share in words."""
        return f"{number_text(round(self.share, 1))}%" if self.share is not None else ""


def of_people(args: Mapping[str, str]) -> dict[str, Any]:
    """All that the page shows: of the whole, or of one of its communes (?commune=)."""
    several = len(queries.lines_below()) > 1
    if not of_own_space():
        return {"run": None, "several": several, "own": False}
    run = queries.newest_run(g.access.here.id)
    if run is None:
        return {"run": None, "several": several, "own": True}
    shown = read(run.cells)
    names = _communes(shown)
    commune = next((each for each in names if str(each) == args.get("commune")), None)
    lines = {each.name: _label(each) for each in queries.lines()}
    return {
        "run": run,
        "several": True,
        "own": True,
        "communes": names,
        "commune": commune,
        "stats_shown": _stats(shown, commune, run),
        "places": list(_places(shown, names)),
        "whole": _place(shown, None, _("Total")),
        "organizations": list(_organizations(shown, commune, lines)),
        "overlaps": _overlaps(shown, commune, lines),
        "in_sets": _lines_in(shown, lines),
        "anything_hidden": any(number is None for number in shown.values()),
    }


@guard("members.own_count")
def of_own_space() -> bool:
    """Whether the reader belongs to the space that counted.

    Each table hides what its own numbers would give away. Two that overlap, one of a district and
    one of its communes, give away more side by side: so nobody reads those of the spaces below.
    """
    return g.access.is_member


def text_of(number: int | None) -> str:
    """A number, or the mark of one that is hidden."""
    return HIDDEN if number is None else number_text(number)


def _label(each: Any) -> str:
    return str(each.label if current_language() == "vi" else each.label_en)


def _communes(shown: Shown) -> dict[int, str]:
    ids = {cell.commune for cell in shown if isinstance(cell.commune, int)}
    names = {**queries.names_of(ids - {0})} | ({0: _("Of no commune")} if 0 in ids else {})
    return dict(sorted(names.items(), key=lambda item: (item[0] == 0, item[1])))


def _stats(shown: Shown, commune: int | None, run: Any) -> list[dict[str, Any]]:
    counted = (
        (_("Enrolments"), ENROLMENTS),
        (_("People"), None),
        (_("In one organization"), 1),
        (_("In two"), 2),
        (_("In three or more"), MANY),
    )
    entries = [
        {"label": label, "value": text_of(shown.get(Cell(commune, what), 0))}
        for label, what in counted
    ]
    if commune is None and run.asked:
        entries[0]["detail"] = _("%(rows)s rows are to be completed", rows=number_text(run.asked))
    return entries


def _places(shown: Shown, names: Mapping[int, str]) -> Iterable[Any]:
    for commune, name in names.items():
        yield _place(shown, commune, name)


def _place(shown: Shown, commune: int | None, name: str) -> Any:
    cells = [Cell(commune), *(Cell(commune, None, sex) for sex in SEXES)]
    cells += [Cell(commune, number) for number in range(1, MANY + 1)]
    return Line([name, *(text_of(shown.get(cell, 0)) for cell in cells)])


def _organizations(
    shown: Shown, commune: int | None, lines: Mapping[str, str]
) -> Iterable[dict[str, Any]]:
    covered = _coverage(shown, commune)
    for name, label in lines.items():
        number = shown.get(Cell(commune, name), 0)
        if number == 0:
            continue
        coverage = covered.get(name, Coverage())
        yield {
            "label": label,
            "enrolments": text_of(number),
            "eligible": number_text(coverage.eligible) if coverage.counted else "",
            "coverage": coverage,
            "partial": 0 < coverage.counted < coverage.places,
            "since": min(coverage.days, default=None),
        }


def _coverage(shown: Shown, commune: int | None) -> Mapping[str, Coverage]:
    """Of each organization, over its spaces of a commune that counted who is eligible."""
    spaces = [
        space
        for space in queries.spaces_below()
        if space.commune is not None and commune in (None, space.commune)
    ]
    numbers = numbers_on([space.id for space in spaces], list(ELIGIBLE.values()), today())
    found: dict[str, Coverage] = {}
    for space in spaces:
        coverage = found.setdefault(space.line, Coverage())
        coverage.places += 1
        counted = [n for key in ELIGIBLE.values() if (n := numbers.get((key, space.id)))]
        if not counted:
            continue
        members = shown.get(Cell(space.commune, space.line), 0)
        both = coverage.members is not None and members is not None
        coverage.members = (coverage.members or 0) + (members or 0) if both else None
        coverage.eligible += sum(int(number.value) for number in counted)
        coverage.counted += 1
        coverage.days += [number.as_of for number in counted]
    return found


def _overlaps(shown: Shown, commune: int | None, lines: Mapping[str, str]) -> list[dict[str, Any]]:
    """The sets of organizations that people are in, those of most people first."""
    order = list(lines)
    sets = [
        (cell.what, number)
        for cell, number in shown.items()
        if cell.commune == commune and cell.sex is None and isinstance(cell.what, frozenset)
    ]
    sets = [(some, number) for some, number in sets if number != 0]
    sets.sort(key=lambda item: (item[1] is None, -(item[1] or 0), len(item[0]), sorted(item[0])))
    most = max((number or 0 for _some, number in sets), default=0)
    return [
        {
            "lines": some,
            "label": " + ".join(lines.get(name, name) for name in sorted(some, key=order.index)),
            "number": text_of(number),
            "share": 100 * number / most if number else None,
            "many": len(some),
        }
        for some, number in sets
    ]


def _lines_in(shown: Shown, lines: Mapping[str, str]) -> list[tuple[str, str]]:
    found = {name for cell in shown if isinstance(cell.what, frozenset) for name in cell.what}
    return [(name, label) for name, label in lines.items() if name in found]
