"""The table of how many members there are, as it stands where no names are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _

from portal.cells import Line
from portal.entering import allowed
from portal.listing import View, page_among
from portal.locale import number_text
from portal.spaces.heads import capitalized

from .count_queries import (
    Counted,
    counted_by_space,
    counted_by_unit,
    spaces_named,
    units_named,
)
from .lines import FEMALE, MemberLine, line_of

NAMES = "members.view_names"


@dataclass
class Sum:
    """Members on the list, of them women, and present; and by kind."""

    listed: int = 0
    women: int = 0
    present: int = 0
    kinds: dict[str, int] = field(default_factory=dict)

    def add(self, sex: str, kind: str, listed: int, present: int) -> None:
        """Count some more."""
        self.listed += listed
        self.present += present
        self.women += listed if sex == FEMALE else 0
        self.kinds[kind] = self.kinds.get(kind, 0) + listed


def has_own_list() -> bool:
    """Whether the names of this space's own members are shown to this account."""
    return line_of(g.standing.space.line) is not None and allowed(NAMES)


def of_counts(view: View) -> dict[str, Any]:
    """How many members each space below has, or each unit of one space."""
    wide = bool(g.access.here.below)
    rows = counted_by_space() if wide else counted_by_unit(g.access.here.id)
    sums, whole = _summed(rows)
    line = line_of(g.standing.space.line)
    page = page_among(_keys(sums, wide), view.page)
    made = [_line(key, name, url, sums[key], line) for key, name, url in page.rows]
    return {
        "wide": wide,
        "page": page,
        "columns": _columns(line, wide),
        "lines": made,
        "whole": _cells(_("In all"), whole, line),
        "total": whole,
        "own": has_own_list(),
    }


def _summed(rows: Counted) -> tuple[dict[int, Sum], Sum]:
    sums: dict[int, Sum] = {}
    whole = Sum()
    for key, sex, kind, listed, present in rows:
        sums.setdefault(key, Sum()).add(sex, kind, listed, present)
        whole.add(sex, kind, listed, present)
    return sums, whole


def _keys(sums: dict[int, Sum], wide: bool) -> list[tuple[int, str, str]]:
    """The rows in order: key, name, where it leads."""
    if wide:
        address: Callable[[Any], str] = lambda space: url_for("members.index", space=space.slug)  # noqa: E731
        return [(s.id, s.name, address(s)) for s in spaces_named(list(sums))]
    here = g.access.here.id
    units = units_named(here, list(sums))
    if has_own_list():
        return [(id, name, url_for("members.index", unit=id)) for id, name in units]
    return [(id, name, url_for("units.show", unit_id=id)) for id, name in units]


def _columns(line: MemberLine | None, wide: bool) -> list[dict[str, Any]]:
    name = _("Space") if wide else _("Branch or group")
    kinds = [capitalized(kind.label) for kind in line.kinds] if line else []
    labels = (_("On the list"), _("Women"), _("Men"), *kinds, _("Present"))
    return [{"label": name}, *({"label": label, "num": True} for label in labels)]


def _line(key: int, name: str, url: str, summed: Sum, line: MemberLine | None) -> Line:
    return Line(_cells(name, summed, line), url)


def _cells(name: str, summed: Sum, line: MemberLine | None) -> tuple[str, ...]:
    kinds = [summed.kinds.get(kind.name, 0) for kind in line.kinds] if line else []
    counts = (summed.listed, summed.women, summed.listed - summed.women, *kinds, summed.present)
    return (name, *(number_text(count) for count in counts))
