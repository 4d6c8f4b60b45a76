"""What waits for an account on every page: new notices, and its own work in the space."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from flask import g

from .access import Access
from .database import columns_of, db
from .jobs.queries import OPEN
from .notifications.queries import UNREAD


class Waiting(NamedTuple):
    """How many notices are new, and how many jobs asked for in the space have yet to end."""

    notices: int
    jobs: int


ASKED = sa.select(UNREAD.scalar_subquery(), OPEN.scalar_subquery())
"""Both in one question, since every page asks it."""


def waiting_here() -> Waiting:
    """What waits for the account of this request; asked once for a page."""
    known: tuple[Access, Waiting] | None = g.get("waiting")
    if known is None or known[0] is not g.access:
        here = g.access.here
        values = {"account": g.access.account_id, "here": here.id if here else 0}
        found = columns_of(db.session, ASKED, values).one()
        known = g.waiting = (g.access, Waiting(*found))
    return known[1]


def open_jobs() -> int:
    """How many jobs of this account in this space have yet to end, for the menu."""
    return waiting_here().jobs
