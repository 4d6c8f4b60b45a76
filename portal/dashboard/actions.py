"""Gather what modules offer to the overview of a space."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import g, url_for
from sqlalchemy.orm import Session

from ..containing import Part, Unread, ask_all, offered
from ..entering import allowed, by_grant, reaching
from ..history import queries as history
from ..history.showing import entries_of
from ..inbox.gathering import counts_here
from ..locale import time_text
from ..pages import Finding, Widget

LAST = 5
"""Events at the foot of the overview."""


def findings() -> tuple[list[Finding], list[Unread]]:
    """What needs action first, urgent findings on top; and the modules that could not be read."""
    found: list[Finding] = []
    unread: list[Unread] = []
    widgets: list[Widget] = sorted(offered("widgets"), key=lambda w: (w.order, w.name))
    # What several widgets look into is asked here: none of them pays for another's slow source.
    counts_here()
    parts = [Part(widget, partial(_findings_of, widget)) for widget in widgets]
    for answer in ask_all("widgets", parts):
        if isinstance(answer, Unread):
            unread.append(answer)
        else:
            found += [finding for finding in answer if finding.count]
    return sorted(found, key=lambda f: (not f.urgent, -f.count)), unread


def _findings_of(widget: Widget, _session: Session) -> list[Finding]:
    found = list(widget.find())
    for finding in found:
        if not isinstance(finding, Finding):
            raise TypeError(f"{widget.name} must find Finding objects, not {finding!r}")
    return found


def last_events() -> list[dict[str, Any]]:
    """The last events of the space itself, for whoever may see its history."""
    if not allowed("history.view"):
        return []
    # Not by a grant: the overview would be a look at people each time.
    named = allowed("history.view_details") and not by_grant("history.view_details")
    with reaching("history.view_details" if named else "history.view"):
        entries = entries_of(history.last_of(g.access.here.id, LAST))
    return [
        {
            "when": time_text(entry.event.at),
            "iso": entry.event.at.isoformat(),
            "who": entry.who,
            "title": f"{entry.label} {entry.name}".strip(),
            "url": entry.details or url_for("history.index"),
            "change": not entry.undone,
        }
        for entry in entries
    ]
