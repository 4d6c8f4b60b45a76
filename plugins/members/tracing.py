"""Traces that are missing, or lie under a former key: made where the rows may be read."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import ngettext
from sqlalchemy.dialects.postgresql import insert

from portal.database import db
from portal.offering import Done, Progress

from .models import MembersPerson, MembersTrace
from .models.traces import key_in_use, trace_values

BATCH = 500


def retraced(_arguments: dict[str, Any], progress: Progress) -> Done:
    """Make the traces of the people within personal reach that have none under the key in use."""
    done, total = 0, db.session.scalar(sa.select(sa.func.count()).select_from(_missing())) or 0
    while rows := db.session.execute(sa.select(_missing()).limit(BATCH)).all():
        write = insert(MembersTrace).values([trace_values(*_of_person(row)) for row in rows])
        fresh = {
            column.name: column
            for column in write.excluded
            if column.name not in ("space_id", "id", "membership_id")
        }
        db.session.execute(
            write.on_conflict_do_update(index_elements=["space_id", "membership_id"], set_=fresh)
        )
        done += len(rows)
        progress(done, max(done, total))
    return Done(ngettext("%(num)d trace was made.", "%(num)d traces were made.", done))


def _of_person(row: Any) -> tuple[Any, ...]:
    return row.space_id, row.membership_id, row.name, row.birth_date, row.citizen_id


def _missing() -> sa.Subquery:
    of_it = sa.and_(
        MembersTrace.space_id == MembersPerson.space_id,
        MembersTrace.membership_id == MembersPerson.membership_id,
        MembersTrace.key == key_in_use(),
    )
    columns = ("space_id", "membership_id", "name", "birth_date", "citizen_id")
    return (
        sa.select(*(getattr(MembersPerson, name) for name in columns))
        .outerjoin(MembersTrace, of_it)
        .where(MembersTrace.id.is_(None))
        .order_by(MembersPerson.space_id, MembersPerson.id)
        .subquery()
    )
