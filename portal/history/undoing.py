"""Taking back what most modules do: an added row, changed values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ..audit import Event, plain, record
from ..database import Base, db
from ..errors import Stale


def remove_added(event: Event, payload: dict[str, Any]) -> None:
    """The undo of any verb that adds one row: removes it again.

    Raises Stale where the row is gone, or no longer as the event's `after` says.
    """
    model: Any = next(
        mapper.class_
        for mapper in Base.registry.mappers
        if getattr(mapper.local_table, "name", "") == event.subject_type
    )
    row = db.session.scalar(
        sa.select(model)
        .where(model.space_id == event.space_id, model.id == event.subject_id)
        .with_for_update()
    )
    after = payload["after"]
    if row is None or plain({name: getattr(row, name) for name in after}) != after:
        raise Stale(_("This was changed since, so it cannot be undone."))
    record("history.undone", row, before=after, undoes=event.id)
    db.session.delete(row)
    db.session.flush()


def put_back(row: Any, values: Mapping[str, Any]) -> None:
    """Give a row the values that an event kept of it; the history keeps days as text."""
    for name, value in values_of_row(type(row), values).items():
        setattr(row, name, value)


def values_of_row(model: Any, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Kept values as the columns of a model take them."""
    columns = model.__table__.c
    return {
        name: dt.date.fromisoformat(value)
        if isinstance(value, str) and isinstance(columns[name].type, sa.Date)
        else value
        for name, value in kept.items()
    }
