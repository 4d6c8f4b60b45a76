"""Figures of the tree itself: spaces, their bodies, and offices that nobody holds."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from ..indicators import Indicator, Period
from ..narrowing import in_reach
from .models import Body, Officer, Space
from .officer_queries import STANDING_COMMITTEE

NEEDS = "dashboard.view_figures"


def indicators() -> list[Indicator]:
    """The figures that spaces offer."""
    return [
        Indicator("spaces.spaces", _l("Spaces"), NEEDS, select=spaces, order=900),
        Indicator(
            "spaces.without_front_member",
            _l("Party committees with nobody in charge of the Front"),
            NEEDS,
            select=without_front_member,
            out_of="spaces.committees",
            better="less",
            lines=("party",),
            order=920,
        ),
        Indicator(
            "spaces.committees",
            _l("Party committees"),
            NEEDS,
            select=committees,
            lines=("party",),
            order=980,
        ),
        Indicator("spaces.bodies", _l("Bodies"), NEEDS, select=bodies, order=990),
        Indicator(
            "spaces.vacant_bodies",
            _l("Bodies without an officer"),
            NEEDS,
            select=vacant_bodies,
            out_of="spaces.bodies",
            better="less",
            order=930,
        ),
    ]


def spaces(period: Period) -> sa.Select[Any]:
    """One for each space that stands on the last day."""
    return sa.select(Space.id, sa.literal(1)).where(in_reach(Space.id), _stands(period))


def committees(period: Period) -> sa.Select[Any]:
    """One for each Party committee: a space of the line with a standing committee of its own."""
    return spaces(period).where(Space.line == "party", _has_standing_committee(period))


def without_front_member(period: Period) -> sa.Select[Any]:
    """One for each space in which no member is named for the Front (plan, part II.2), else 0."""
    named = sa.exists().where(
        Officer.space_id == Space.id, Officer.in_charge_of_front, _in_force(Officer, period)
    )
    missing = sa.case((named, 0), else_=1)
    return sa.select(Space.id, missing).where(
        in_reach(Space.id),
        _stands(period),
        _recorded(Space.id, period),
        _has_standing_committee(period),
    )


def _has_standing_committee(period: Period) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        Body.space_id == Space.id, Body.code == STANDING_COMMITTEE[0], _in_force(Body, period)
    )


def bodies(period: Period) -> sa.Select[Any]:
    """How many bodies a space has; a space that lists none has no figure."""
    return (
        sa.select(Body.space_id, sa.func.count())
        .where(_in_force(Body, period))
        .group_by(Body.space_id)
    )


def vacant_bodies(period: Period) -> sa.Select[Any]:
    """How many of the bodies have no officer."""
    held = sa.exists().where(
        Officer.space_id == Body.space_id, Officer.body_id == Body.id, _in_force(Officer, period)
    )
    vacant = sa.func.count().filter(sa.not_(held))
    return (
        sa.select(Body.space_id, vacant)
        .where(_in_force(Body, period), _recorded(Body.space_id, period))
        .group_by(Body.space_id)
    )


def _recorded(space_id: Any, period: Period) -> sa.ColumnElement[bool]:
    """Whether the space has recorded any officer: else nothing is known of its offices."""
    return sa.exists().where(Officer.space_id == space_id, Officer.valid_from <= period.end)


def _stands(period: Period) -> sa.ColumnElement[bool]:
    return sa.and_(
        Space.opened_on <= period.end,
        sa.or_(Space.closed_on.is_(None), Space.closed_on > period.end),
    )


def _in_force(model: Any, period: Period) -> sa.ColumnElement[bool]:
    return sa.and_(
        model.valid_from <= period.end,
        sa.or_(model.valid_to.is_(None), model.valid_to >= period.end),
    )
