"""Gather what modules offer to the overview of a space."""

from __future__ import annotations

from functools import partial

from sqlalchemy.orm import Session

from ..containing import Unread, ask, offered
from ..pages import Finding, Widget


def findings() -> tuple[list[Finding], list[Unread]]:
    """What needs action first, urgent findings on top; and the modules that could not be read."""
    found: list[Finding] = []
    unread: list[Unread] = []
    widgets: list[Widget] = sorted(offered("widgets"), key=lambda w: (w.order, w.name))
    for widget in widgets:
        answer = ask("widgets", widget, partial(_findings_of, widget))
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
