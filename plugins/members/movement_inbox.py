"""What waits for somebody because of movements, as selects of the inbox."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from plugins.units.models import UnitsUnit
from portal.locale import today
from portal.spaces.heads import capitalized

from .charters import Rule, charters, movements
from .lines import LISTED
from .models import (
    MembersMembership,
    MembersMovement,
    MembersOffer,
    MembersPerson,
)
from .movement_queries import NAME, with_whom
from .queries import OF_PERSON

SOON = dt.timedelta(days=14)
"""How long before an excuse ends there is something to prepare."""


def to_decide() -> sa.Select[Any]:
    """Proposed movements: (space_id, id, title, due); due on the day from which they are to hold.

    The title is the kind and the name of whom.
    """
    m = MembersMovement
    known = {name: capitalized(kind.label) for name, kind in movements().items()}
    label = sa.case(known, value=m.kind, else_=m.kind)
    title = label + ": " + sa.func.coalesce(NAME, "")
    query = sa.select(m.space_id, m.id, title, m.on).where(m.state == "proposed")
    return with_whom(query)


def offers() -> sa.Select[Any]:
    """Members whom another unit offers: (space_id, id, title, due)."""
    o = MembersOffer
    return sa.select(o.space_id, o.id, o.name, o.on)


def deferrals_over() -> sa.Select[Any]:
    """Members whose excuse ends soon or ended: (space_id, id, title, due)."""
    m = MembersMembership
    return (
        sa.select(m.space_id, m.id, MembersPerson.name, m.state_until)
        .join(MembersPerson, OF_PERSON)
        .where(m.state.in_(("deferred", "exempt")), m.state_until <= today() + SOON)
    )


def small_units() -> sa.Select[Any]:
    """Standing units with fewer members than their charter asks for: (space_id, id, title, due)."""
    u, m, day = UnitsUnit, MembersMembership, today()
    rules = [rule for charter in charters().values() for rule in charter.minimums(day)]
    count = sa.func.count(m.id)
    least = sa.case(*((_meant(rule), rule.least) for rule in rules), else_=0)
    title = u.name + ": " + sa.cast(count, sa.String) + "/" + sa.cast(least, sa.String)
    return (
        sa.select(u.space_id, u.id, title, sa.cast(sa.null(), sa.Date))
        .join(m, sa.and_(m.space_id == u.space_id, m.unit_id == u.id, m.state.in_(LISTED)))
        .where(u.ended_on.is_(None))
        .group_by(u.space_id, u.id)
        .having(count < least)
    )


def _meant(rule: Rule) -> sa.ColumnElement[bool]:
    """That a unit is of the kind and basis that a rule on sizes is about."""
    basis = UnitsUnit.basis.in_(rule.bases) if rule.bases else sa.true()
    return sa.and_(UnitsUnit.kind.in_(rule.units), basis)


def ended_units() -> sa.Select[Any]:
    """Units that ended while they have members: (space_id, id, title, due).

    The title is the name with how many members are to be moved.
    """
    u, m = UnitsUnit, MembersMembership
    before, after = _("%(unit)s: %(num)s members", unit="\0", num="\1").split("\0")
    middle, last = after.split("\1")
    count = sa.cast(sa.func.count(m.id), sa.String)
    return (
        sa.select(u.space_id, u.id, before + u.name + middle + count + last, u.ended_on)
        .join(m, sa.and_(m.space_id == u.space_id, m.unit_id == u.id, m.state.in_(LISTED)))
        .where(u.ended_on.is_not(None))
        .group_by(u.space_id, u.id)
    )
