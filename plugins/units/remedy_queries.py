"""What is asked of remedy sheets: those within reach, one of them, those of a unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal import listing
from portal.database import db
from portal.errors import NotFound
from portal.listing import Page, Sorts, View
from portal.locale import today
from portal.spaces.models import Space

from .models import UnitsMark, UnitsRemedy, UnitsSurvey, UnitsUnit

STATES = ("open", "due", "closed", "all")


@dataclass(frozen=True)
class Sheet:
    """A remedy sheet with its unit and the space of both."""

    remedy: UnitsRemedy
    unit: UnitsUnit
    space: Space


SORTS = Sorts(
    {
        "recheck": (UnitsRemedy.closed_on.is_not(None), UnitsRemedy.recheck_on),
        "unit": (UnitsUnit.sort_key,),
        "space": (Space.sort_key, UnitsUnit.sort_key),
        "opened": (UnitsRemedy.opened_on,),
    },
    last=UnitsRemedy.id,
)


def remedies(state: str, view: View) -> Page[Sheet]:
    """A page of the sheets within reach, the one to be looked at next on top."""
    query = _sheets()
    if state in ("open", "due"):
        query = query.where(UnitsRemedy.closed_on.is_(None))
    if state == "due":
        query = query.where(UnitsRemedy.recheck_on <= today())
    if state == "closed":
        query = query.where(UnitsRemedy.closed_on.is_not(None))
    page = listing.page_of(db.session, query, SORTS, view)
    return page.made_into(lambda rows: [Sheet(*row) for row in rows])


def sheet_in(space_id: int, remedy_id: int) -> Sheet:
    """One sheet of a space. Raises NotFound, also on one of another space or unit."""
    query = _sheets().where(UnitsRemedy.space_id == space_id, UnitsRemedy.id == remedy_id)
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound()
    return Sheet(*row)


def sheets_of(unit: UnitsUnit) -> Sequence[UnitsRemedy]:
    """The sheets of a unit, the open one on top, then the latest."""
    return db.session.scalars(
        sa.select(UnitsRemedy)
        .where(UnitsRemedy.space_id == unit.space_id, UnitsRemedy.unit_id == unit.id)
        .order_by(UnitsRemedy.closed_on.is_not(None), UnitsRemedy.opened_on.desc())
    ).all()


def marks_of(unit: UnitsUnit) -> Sequence[tuple[UnitsMark, UnitsSurvey]]:
    """How the last survey rounds found a unit, the latest first."""
    return (
        db.session.execute(
            sa.select(UnitsMark, UnitsSurvey)
            .join(
                UnitsSurvey,
                sa.and_(
                    UnitsSurvey.space_id == UnitsMark.space_id,
                    UnitsSurvey.id == UnitsMark.survey_id,
                ),
            )
            .where(UnitsMark.space_id == unit.space_id, UnitsMark.unit_id == unit.id)
            .order_by(UnitsSurvey.held_on.desc(), UnitsSurvey.id.desc())
            .limit(5)
        )
        .tuples()
        .all()
    )


def rechecks_due() -> sa.Select[Any]:
    """The open sheets of units that have not ended, for the inbox.

    Rows of (space_id, id, unit, day of the re-check).
    """
    return (
        sa.select(UnitsRemedy.space_id, UnitsRemedy.id, UnitsUnit.name, UnitsRemedy.recheck_on)
        .join(UnitsUnit, _its_unit())
        .where(UnitsRemedy.closed_on.is_(None), UnitsUnit.ended_on.is_(None))
    )


def _sheets() -> sa.Select[Any]:
    return (
        sa.select(UnitsRemedy, UnitsUnit, Space)
        .join(UnitsUnit, _its_unit())
        .join(Space, Space.id == UnitsRemedy.space_id)
    )


def _its_unit() -> sa.ColumnElement[bool]:
    return sa.and_(UnitsUnit.space_id == UnitsRemedy.space_id, UnitsUnit.id == UnitsRemedy.unit_id)
