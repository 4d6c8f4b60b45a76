"""Which grants of a space hold today, as the map session reads them beside the space itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from ..access import Granted
from ..guards import guard
from .models import GRANTED, LookGrant


def grants_into(space_id: Any) -> sa.ScalarSelect[Any]:
    """The grants of a space to a `holder` on a `day`, as one value beside others: as_grants()."""
    holder: sa.BindParameter[int] = sa.bindparam("holder", type_=sa.Integer)
    day: sa.BindParameter[dt.date] = sa.bindparam("day", type_=sa.Date)
    one = sa.func.json_build_array(LookGrant.id, LookGrant.from_space_id)
    return (
        sa.select(sa.func.json_agg(one, type_=sa.JSON))
        .where(_of(space_id), _to(holder), holds_on(day))
        .scalar_subquery()
    )


def as_grants(found: list[Any] | None) -> tuple[Granted, ...]:
    """The grants that grants_into() gives."""
    return tuple(Granted(grant_id, from_space_id) for grant_id, from_space_id in found or ())


@guard("looks.in_force", without=sa.true())
def holds_on(day: dt.date | sa.ColumnElement[dt.date]) -> sa.ColumnElement[bool]:
    """The condition that a grant lets its account look on a day: given, not over, not withdrawn."""
    return sa.and_(
        LookGrant.state == GRANTED, LookGrant.valid_from <= day, LookGrant.valid_to >= day
    )


@guard("looks.of_the_space", without=sa.true())
def _of(space_id: Any) -> sa.ColumnElement[bool]:
    return LookGrant.in_space_id == space_id


@guard("looks.of_the_account", without=sa.true())
def _to(account_id: Any) -> sa.ColumnElement[bool]:
    return LookGrant.account_id == account_id
