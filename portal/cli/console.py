"""Work on the command line as the role that serves: with a reach of its own, never as the owner."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from ..audit import CONSOLE
from ..database import db, map_session, one_connection
from ..reach import Reach, within
from ..spaces.models import Space


@contextmanager
def at_console(*, personal: bool = False, dry_run: bool = False) -> Iterator[None]:
    """One transaction over every space with the map open; commits at the end, or not if dry.

    `personal` also opens tables that name people. db.session is the session to use.
    """
    with one_connection():
        with map_session() as session:
            spaces = frozenset(session.scalars(sa.select(Space.id)))
        reach = Reach(
            spaces=spaces,
            write=spaces,
            personal=spaces if personal else frozenset(),
            log=spaces,
            logs=("*",),
            map="write",
        )
        with within(reach):
            db.session.info["actor"] = CONSOLE
            yield
            if dry_run:
                db.session.rollback()
            else:
                db.session.commit()
