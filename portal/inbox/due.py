"""A deadline in words, by the calendar of Viet Nam."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

SOON = 7
"""Days before a deadline from which on it is marked."""


@dataclass(frozen=True)
class Due:
    """How far a deadline lies from a day: the kind of status, and the words for it."""

    kind: str
    words: str


def due_in(deadline: dt.date | None, day: dt.date) -> Due:
    """What to say of a deadline on a day; the deadline's own day is not yet overdue."""
    if deadline is None:
        return Due("off", _("No deadline"))
    left = (deadline - day).days
    if left < 0:
        return Due("bad", ngettext("%(num)s day overdue", "%(num)s days overdue", -left))
    if left == 0:
        return Due("warn", _("Due today"))
    words = ngettext("%(num)s day left", "%(num)s days left", left)
    return Due("warn" if left <= SOON else "info", words)
