"""What the ledger says: members on a day, and who came and went in a period."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from .models import MembersEntry

Column = sa.ColumnElement[Any] | Any


def standing(day: dt.date, *by: Column) -> sa.Select[Any]:
    """How many members there are on a day: (space_id, *by, how many), within reach."""
    count = sa.func.sum(MembersEntry.change)
    return _grouped(count, MembersEntry.on <= day, by).having(count != 0)


def moved(first: dt.date, last: dt.date, *by: Column) -> sa.Select[Any]:
    """Who came and went from a day to another one, both included.

    (space_id, how, change, *by, how many lines), within reach.
    """
    columns = (MembersEntry.how, MembersEntry.change, *by)
    return _grouped(sa.func.count(), MembersEntry.on.between(first, last), columns)


def _grouped(
    count: sa.ColumnElement[Any], condition: sa.ColumnElement[bool], by: tuple[Column, ...]
) -> sa.Select[Any]:
    columns = (MembersEntry.space_id, *by)
    return sa.select(*columns, count).where(condition).group_by(*columns)
