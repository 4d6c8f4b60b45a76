"""Reach into a space that this transaction has opened itself, to write its first rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .. import database
from ..database import db
from ..errors import OutOfReach
from ..reach import current_reach, put_in_force


def widen_reach(space_ids: Iterable[int]) -> None:
    """Let the rest of this transaction write into more spaces: its bodies, its chain of events.

    Only for spaces that the action has just made, or that it was allowed to open again: nothing
    here asks for a right. Raises OutOfReach where no reach is in force.
    """
    before = current_reach()
    if before is None or before.read_only:
        raise OutOfReach("Only a transaction that changes something may widen its reach.")
    more = frozenset(space_ids)
    wider = replace(
        before, spaces=before.spaces | more, write=before.write | more, log=before.log | more
    )
    put_in_force(wider)
    database.apply(db.session.connection(), wider)
