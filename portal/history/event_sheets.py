"""The history as a file: it goes out, and nothing ever comes into it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

from ..listing import view_from
from ..locale import HERE
from ..sheets import Sheet, SheetList, text_column
from . import queries, showing
from .forms import wanted_from

SHEET = Sheet(
    "history.events",
    _l("History"),
    (
        text_column("at", _l("When"), width=18),
        text_column("who", _l("Who"), width=28),
        text_column("done", _l("What was done"), width=32),
        text_column("about", _l("About"), width=36),
        text_column("space", _l("Space"), width=32),
    ),
)
TOGETHER = 500
"""So many events are worded at a time."""


def rows(args: Any) -> Iterable[dict[str, Any]]:
    """The events that the history's address shows, on every page."""
    events = queries.events_of(wanted_from(args), view_from(args))
    for start in range(0, len(events), TOGETHER):
        for entry in showing.entries_of(events[start : start + TOGETHER]):
            yield {
                "id": entry.event.id,
                "at": f"{entry.event.at.astimezone(HERE):%d/%m/%Y %H:%M}",
                "who": entry.who,
                "done": entry.done,
                "about": entry.name or None,
                "space": entry.space or None,
            }


EVENTS = SheetList(
    "history.events",
    _l("History"),
    SHEET,
    needs="history.view",
    rows=rows,
    endpoint="history.index",
)
