"""How the last survey round of each organization found its units, as conditions and figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from portal.indicators import Period

from .measures import stands
from .models import WEAK, UnitsMark, UnitsRemedy, UnitsSurvey, UnitsUnit


def last_rounds(day: dt.date) -> sa.Select[Any]:
    """The last survey round of each space by a day that found any unit: (space_id, id, held_on)."""
    marked = sa.exists().where(
        UnitsMark.space_id == UnitsSurvey.space_id, UnitsMark.survey_id == UnitsSurvey.id
    )
    return (
        sa.select(UnitsSurvey.space_id, UnitsSurvey.id, UnitsSurvey.held_on)
        .where(UnitsSurvey.held_on <= day, marked)
        .distinct(UnitsSurvey.space_id)
        .order_by(UnitsSurvey.space_id, UnitsSurvey.held_on.desc(), UnitsSurvey.id.desc())
    )


def found_weak(day: dt.date) -> sa.ColumnElement[bool]:
    """Whether the last survey round by a day found a unit weak or not active, and it stands."""
    last = last_rounds(day).subquery("last_round")
    marked = sa.exists().where(
        UnitsMark.space_id == UnitsUnit.space_id,
        UnitsMark.unit_id == UnitsUnit.id,
        UnitsMark.mark.in_(WEAK),
        last.c.space_id == UnitsMark.space_id,
        last.c.id == UnitsMark.survey_id,
    )
    return sa.and_(stands(day), marked)


def _marked(day: dt.date, count: Any) -> sa.Select[Any]:
    last = last_rounds(day).subquery("last_round")
    return (
        sa.select(UnitsMark.space_id, count)
        .join(
            last, sa.and_(last.c.space_id == UnitsMark.space_id, last.c.id == UnitsMark.survey_id)
        )
        .join(
            UnitsUnit,
            sa.and_(UnitsUnit.space_id == UnitsMark.space_id, UnitsUnit.id == UnitsMark.unit_id),
        )
        .where(stands(day))
        .group_by(UnitsMark.space_id)
    )


def surveyed(period: Period) -> sa.Select[Any]:
    """How many standing units the last survey round found, in whatever state."""
    return _marked(period.end, sa.func.count())


def weak(period: Period) -> sa.Select[Any]:
    """How many of them it found weak or not active."""
    return _marked(period.end, sa.func.count().filter(UnitsMark.mark.in_(WEAK)))


def weak_without_remedy(day: dt.date) -> sa.ColumnElement[bool]:
    """Whether the last round found a unit weak, and no sheet was opened since or is open yet."""
    last = last_rounds(day).subquery("last_round")
    found_weak = sa.exists().where(
        UnitsMark.space_id == UnitsUnit.space_id,
        UnitsMark.unit_id == UnitsUnit.id,
        UnitsMark.mark.in_(WEAK),
        last.c.space_id == UnitsMark.space_id,
        last.c.id == UnitsMark.survey_id,
        ~sa.exists().where(
            UnitsRemedy.space_id == UnitsUnit.space_id,
            UnitsRemedy.unit_id == UnitsUnit.id,
            sa.or_(UnitsRemedy.closed_on.is_(None), UnitsRemedy.opened_on >= last.c.held_on),
        ),
    )
    return sa.and_(stands(day), found_weak)
