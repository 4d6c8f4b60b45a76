"""Traces that are missing, or lie under a former key: made where the rows may be read.

Whoever adds people past the models (by COPY) calls trace_missing() afterwards; after a new key of
hashes `flask members retrace` does.
"""

from __future__ import annotations

import sqlalchemy as sa

from portal.copying import copied
from portal.database import db

from .models import MembersPerson, MembersTrace
from .models.traces import key_in_use, trace_values

BATCH = 5_000
OF_PERSON = sa.and_(
    MembersTrace.space_id == MembersPerson.space_id,
    MembersTrace.membership_id == MembersPerson.membership_id,
)


def trace_missing() -> int:
    """Make the traces that the people within personal reach have not under the key in use.

    Gives how many. The write reach must cover them.
    """
    stale = sa.delete(MembersTrace).where(MembersTrace.key != key_in_use())
    db.session.execute(stale, execution_options={"synchronize_session": False})
    done = 0
    while rows := db.session.execute(sa.select(_missing()).limit(BATCH)).all():
        made = [
            trace_values(row.space_id, row.membership_id, row.name, row.birth_date, row.citizen_id)
            for row in rows
        ]
        copied(db.session, MembersTrace, list(made[0]), (list(each.values()) for each in made))
        done += len(rows)
    return done


def _missing() -> sa.Subquery:
    columns = ("space_id", "membership_id", "name", "birth_date", "citizen_id")
    return (
        sa.select(*(getattr(MembersPerson, name) for name in columns))
        .outerjoin(MembersTrace, OF_PERSON)
        .where(MembersTrace.id.is_(None))
        .order_by(MembersPerson.space_id, MembersPerson.id)
        .subquery()
    )
