"""Figures about accounts: how many there are, how many are used, where nobody administers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from ..indicators import Indicator, Period
from ..locale import HERE, today
from ..narrowing import in_reach
from ..spaces.models import Space
from .models import Account, AccountSession, SpaceMembership
from .queries import in_force

NEEDS = "dashboard.view_figures"
DAYS = 30
"""An account counts as used when it was used within so many days."""


def indicators() -> list[Indicator]:
    """The figures that accounts offer; none of them names anybody."""
    return [
        Indicator(
            "accounts.without_administrator",
            _l("Spaces without an administrator"),
            NEEDS,
            select=without_administrator,
            out_of="spaces.spaces",
            better="less",
            order=910,
            on_the_map=True,
        ),
        Indicator(
            "accounts.in_use",
            _l("Accounts used within 30 days"),
            NEEDS,
            select=in_use,
            out_of="accounts.accounts",
            better="more",
            order=940,
            on_the_map=True,
        ),
        Indicator(
            "accounts.accounts",
            _l("Accounts"),
            NEEDS,
            select=accounts,
            order=950,
            on_the_map=True,
        ),
    ]


def accounts(period: Period) -> sa.Select[Any]:
    """How many accounts hold a role in a space on the last day; each space counts its own."""
    return _counted(sa.func.count(Account.id.distinct()), period)


def in_use(period: Period) -> sa.Select[Any]:
    """How many of them were used within DAYS; known for today only, since only the last is kept."""
    since = dt.datetime.combine(period.end - dt.timedelta(days=DAYS - 1), dt.time(), HERE)
    used = sa.exists().where(
        AccountSession.account_id == Account.id, AccountSession.last_used_at >= since
    )
    counted = _counted(sa.func.count(Account.id.distinct()).filter(used), period)
    return counted.where(sa.literal(period.end >= today()))


def without_administrator(period: Period) -> sa.Select[Any]:
    """One for each space in which no account administers on the last day, else 0."""
    administered = sa.exists().where(
        SpaceMembership.in_space_id == Space.id,
        SpaceMembership.role == "administrator",
        in_force(SpaceMembership, period.end),
        Account.id == SpaceMembership.account_id,
        _enabled(period),
    )
    return sa.select(Space.id, sa.case((administered, 0), else_=1)).where(in_reach(Space.id))


def _counted(count: sa.ColumnElement[int], period: Period) -> sa.Select[Any]:
    held = sa.and_(SpaceMembership.in_space_id == Space.id, in_force(SpaceMembership, period.end))
    return (
        sa.select(Space.id, count)
        .outerjoin(SpaceMembership, held)
        .outerjoin(Account, sa.and_(Account.id == SpaceMembership.account_id, _enabled(period)))
        .where(in_reach(Space.id))
        .group_by(Space.id)
    )


def _enabled(period: Period) -> sa.ColumnElement[bool]:
    tomorrow = dt.datetime.combine(period.end + dt.timedelta(days=1), dt.time(), HERE)
    return sa.or_(Account.disabled_at.is_(None), Account.disabled_at >= tomorrow)
