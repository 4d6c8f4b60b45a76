"""Taking single acts on the tree back: a new name, a move."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ..audit import record
from ..database import db, on_the_map
from ..errors import Stale
from ..history.models import Event
from .actions import locked, rename_space
from .checks import check_leads_both
from .models import FormerLeader, Space
from .oversight import lock_oversight, rebuild_oversight


def rename_back(event: Event, payload: dict[str, Any]) -> None:
    """Give a space its former name and address again. Raises Stale when it was renamed since."""
    before, after = payload["before"], payload["after"]
    with on_the_map(write=True):
        space = locked(event.space_id)
    present = {"name": space.name, "short_name": space.short_name, "address": space.slug}
    if present != after:
        raise Stale(theirs=space.name, yours=before["name"])
    rename_space(
        space.id,
        before["name"],
        before["short_name"],
        before["address"],
        space.version,
        undoes=event.id,
    )


def move_back(event: Event, payload: dict[str, Any]) -> None:
    """Put a space under its former leader again, as if it had never moved.

    Raises Stale when it was moved since, Refused unless who acts administers both leaders.
    """
    before, after = payload["before"], payload["after"]
    with on_the_map(write=True):
        lock_oversight(db.session())
        space = locked(event.space_id)
        last = db.session.scalar(
            sa.select(FormerLeader)
            .where(FormerLeader.in_space_id == space.id)
            .order_by(FormerLeader.id.desc())
            .limit(1)
        )
        if last is None or [last.leader_id, space.parent_id] != [
            before["leader_id"],
            after["leader_id"],
        ]:
            raise Stale(_("The space was moved again since. Look at it again."))
        check_leads_both(last.leader_id, space.parent_id)
        former = db.session.get_one(Space, last.leader_id)
        space.parent_id = former.id
        space.version += 1
        db.session.delete(last)
        rebuild_oversight(db.session())
    back = {"leader": former.name, "leader_id": former.id}
    record("spaces.moved", space, before=after, after=back, space_id=space.id, undoes=event.id)
