"""Figures of Party members: of the Party's working list, and among members of organizations.

All of them count; none reads a name or stands for a person.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from portal.indicators import Indicator, Period

from .lines import lines
from .mark_queries import OF_MARK
from .models import MembersMembership, MembersPartyMark

NEEDS = "members.view_party_figures"
LEVELS = ("commune",)


def known(period: Period) -> sa.Select[Any]:
    """The members of whom it is recorded whether they are Party members."""
    return _marked(period)


def party_members(period: Period) -> sa.Select[Any]:
    """Those of them who are Party members, as of the last day."""
    since, day = MembersPartyMark.since, period.end
    joined = sa.or_(since.is_(None), since <= day)
    return _marked(period, MembersPartyMark.party_member, joined)


def _marked(period: Period, *conditions: sa.ColumnElement[bool] | Any) -> sa.Select[Any]:
    m, day = MembersMembership, period.end
    return (
        sa.select(m.space_id, sa.func.count())
        .join(MembersPartyMark, OF_MARK)
        .where(
            sa.or_(m.joined_on.is_(None), m.joined_on <= day),
            sa.or_(m.left_on.is_(None), m.left_on > day),
            *conditions,
        )
        .group_by(m.space_id)
    )


def _figure(
    name: str, label: Any, select: Callable[[Period], sa.Select[Any]], order: int, **more: Any
) -> Indicator:
    more = {"levels": LEVELS, "order": order, **more}
    return Indicator(f"members.{name}", label, NEEDS, select, _l("people"), **more)


INDICATORS = [
    _figure(
        "party_known",
        _l("Members of whom Party membership is known"),
        known,
        360,
        lines=tuple(lines()),
    ),
    _figure(
        "party_among",
        _l("Members who are Party members"),
        party_members,
        361,
        lines=tuple(lines()),
        out_of="members.party_known",
        aim="more",
    ),
]
