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
from .models import MembersMembership, MembersPartyMark, MembersPartyMember
from .party_checks import PARTY

Condition = sa.ColumnElement[bool]
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


def _marked(period: Period, *conditions: Condition | Any) -> sa.Select[Any]:
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


def _listed(linked: bool, *conditions: Condition) -> Callable[[Period], sa.Select[Any]]:
    """How many stand on the working list of a Party committee, as of the last day."""
    m = MembersPartyMember

    def select(period: Period) -> sa.Select[Any]:
        day = period.end
        there = sa.or_(m.removed_on.is_(None), m.removed_on > day)
        query = sa.select(m.space_id, sa.func.count()).group_by(m.space_id)
        return query.where(m.linked.is_(linked), m.listed_on <= day, there, *conditions)

    return select


def _figure(
    name: str, label: Any, select: Callable[[Period], sa.Select[Any]], order: int, **more: Any
) -> Indicator:
    more = {"levels": LEVELS, "order": order, **more}
    return Indicator(f"members.{name}", label, NEEDS, select, _l("people"), **more)


OF_PARTY: dict[str, Any] = {"lines": (PARTY,), "out_of": "members.party_listed"}
INDICATORS = [
    _figure("party_listed", _l("Party members"), _listed(False), 350, lines=(PARTY,), aim="more"),
    _figure(
        "party_official",
        _l("Official Party members"),
        _listed(False, MembersPartyMember.standing == "official"),
        351,
        **OF_PARTY,
    ),
    _figure(
        "party_probationary",
        _l("Probationary Party members"),
        _listed(False, MembersPartyMember.standing == "probationary"),
        352,
        **OF_PARTY,
    ),
    _figure(
        "party_women",
        _l("Women among Party members"),
        _listed(False, MembersPartyMember.sex == "female"),
        353,
        **OF_PARTY,
    ),
    _figure(
        "party_exempt",
        _l("Party members exempt from activities"),
        _listed(False, MembersPartyMember.exempt.is_(True)),
        354,
        **OF_PARTY,
    ),
    _figure(
        "party_linked",
        _l("Party members linked by residence"),
        _listed(True),
        355,
        lines=(PARTY,),
    ),
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
