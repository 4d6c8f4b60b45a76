"""What whoever keeps the offices must act on: those that end, or have ended, with nobody after."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import aliased

from ..inbox.gathering import found_here
from ..locale import today
from ..pages import Finding
from .models import Body, Officer, Space

SOURCE = "spaces.offices_ending"
AHEAD = dt.timedelta(days=30)
"""How long before its last day an office is worth a look: a decision in writing takes its time."""
BACK = dt.timedelta(days=180)
"""How long after it: an office that was never filled again within half a year is no longer one."""


def offices_ending() -> sa.Select[Any]:
    """Offices whose last day is near or past, which nobody holds on the day after."""
    officer, next_one = Officer, aliased(Officer)
    followed = sa.exists().where(
        next_one.space_id == officer.space_id,
        next_one.id != officer.id,
        next_one.office == officer.office,
        next_one.body_id.is_not_distinct_from(officer.body_id),
        sa.or_(next_one.valid_to.is_(None), next_one.valid_to > officer.valid_to),
    )
    return (
        sa.select(
            officer.space_id,
            officer.id,
            sa.func.concat_ws(", ", officer.office, Body.name) + ": " + officer.person_name,
            officer.valid_to,
        )
        .join(Space, Space.id == officer.space_id)
        .outerjoin(Body, sa.and_(Body.space_id == officer.space_id, Body.id == officer.body_id))
        .where(
            officer.valid_to.between(today() - BACK, today() + AHEAD),
            sa.or_(Body.valid_to.is_(None), Body.valid_to > officer.valid_to),
            sa.or_(Space.closed_on.is_(None), Space.closed_on > today()),
            ~followed,
        )
    )


def find_offices_ending() -> list[Finding]:
    """How many offices end within 30 days with nobody after; the vacant ones are told apart."""
    coming = sum(each.count - each.overdue for each in found_here(SOURCE))
    fact = ngettext(
        "office ends within 30 days, nobody follows",
        "offices end within 30 days, nobody follows",
        coming,
    )
    url = url_for("inbox.index", source=SOURCE)
    return [Finding(coming, fact, "", _("See who follows"), url)]
