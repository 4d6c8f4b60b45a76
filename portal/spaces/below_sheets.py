"""The spaces below as a spreadsheet; what an import of a tree takes is `spaces.csv`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

from ..sheets import Sheet, SheetList, date_column, text_column
from .below_queries import all_below
from .naming import area_text
from .tree_forms import wanted_below

SHEET = Sheet(
    "spaces.below",
    _l("Spaces below"),
    (
        text_column("name", _l("Name"), width=40),
        text_column("address", _l("Address"), width=24),
        text_column("area", _l("Area"), width=24),
        text_column("leader", _l("Under"), width=40),
        date_column("opened_on", _l("Since")),
        date_column("closed_on", _l("Closed on")),
    ),
)


def rows(args: Any) -> Iterable[dict[str, Any]]:
    """The spaces that the list's address shows, on every page."""
    for space, _kind, _level, area, leader in all_below(wanted_below(args)):
        yield {
            "id": space.id,
            "name": space.name,
            "address": space.slug,
            "area": area_text(area),
            "leader": leader,
            "opened_on": space.opened_on,
            "closed_on": space.closed_on,
        }


BELOW = SheetList(
    "spaces.below",
    _l("Spaces below"),
    SHEET,
    needs="spaces.view",
    rows=rows,
    endpoint="spaces.below",
)
