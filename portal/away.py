"""Tell a database that is away for a moment from one that refuses."""

from __future__ import annotations

import psycopg
import sqlalchemy as sa

AWAY_STATES = ("08", "57P", "53300")
"""PostgreSQL's names for: no connection, shutting down or starting, too many connections."""


def is_away(error: BaseException) -> bool:
    """Whether an error says that the database cannot be asked now, and may be in a moment."""
    if isinstance(error, sa.exc.DBAPIError):
        if error.connection_invalidated:
            return True
        error = error.orig or error
    state = getattr(error, "sqlstate", None)
    if state is None:
        return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return str(state).startswith(AWAY_STATES)
