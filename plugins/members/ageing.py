"""Members past the age of their charter: the Youth Union sees them off each year."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_babel import gettext as _

from plugins.units.models import UnitsUnit
from portal import listing
from portal.database import db
from portal.listing import Page, Sorts, View
from portal.locale import today
from portal.spaces.models import Space

from .charters import AGE_OUT, Charter, Rule, charters
from .lines import LISTED
from .models import MembersMembership, MembersPerson
from .queries import OF_PERSON

SORTS = Sorts(
    {
        "name": (MembersPerson.sort_key,),
        "born": (MembersMembership.birth_year, MembersPerson.birth_date),
        "unit": (UnitsUnit.sort_key, MembersPerson.sort_key),
    },
    last=MembersPerson.id,
    default="born",
)


def rule_in(charter: Charter, day: dt.date) -> Rule | None:
    """From which age on members leave by coming of age; None for organizations that keep them."""
    found = (rule for rule in charter.rules_on(AGE_OUT, day) if rule.check == "age")
    return next(found, None)


def past_age(rule: Rule, year: int) -> sa.ColumnElement[bool]:
    """That a member is past the age by the end of a year."""
    m = MembersMembership
    by_kind = m.kind.in_(rule.kinds) if rule.kinds else sa.true()
    return sa.and_(m.state.in_(LISTED), by_kind, m.birth_year <= year - (rule.least or 0))


def page_of(rule: Rule, year: int, view: View) -> Page[Any]:
    """A page of the members past the age by the end of a year: (person, membership, unit)."""
    query = (
        sa.select(MembersPerson, MembersMembership, UnitsUnit.name)
        .join(MembersMembership, OF_PERSON)
        .join(
            UnitsUnit,
            sa.and_(
                UnitsUnit.space_id == MembersMembership.space_id,
                UnitsUnit.id == MembersMembership.unit_id,
            ),
        )
        .where(MembersPerson.space_id == g.access.here.id, past_age(rule, year))
    )
    return listing.page_of(db.session, query, SORTS, view)


def past_age_by_space() -> sa.Select[Any]:
    """Spaces that have members past the age today: (space_id, id, title, due), for the inbox.

    The title says how many; without names.
    """
    m, day = MembersMembership, today()
    before, after = _("%(num)s members past the age of the charter", num="\0").split("\0")
    wanted = [
        sa.and_(Space.line == line, past_age(rule, day.year - 1))
        for line, charter in charters().items()
        if (rule := rule_in(charter, day)) is not None
    ]
    title = before + sa.cast(sa.func.count(m.id), sa.String) + after
    return (
        sa.select(m.space_id, m.space_id.label("id"), title, sa.cast(sa.null(), sa.Date))
        .join(Space, Space.id == m.space_id)
        .where(sa.or_(sa.false(), *wanted))
        .group_by(m.space_id)
    )
