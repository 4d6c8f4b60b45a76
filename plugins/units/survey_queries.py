"""What is asked of survey rounds: the rounds within reach, one round, how it found each unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal import listing
from portal.database import db
from portal.errors import NotFound
from portal.listing import Page, Sorts, View
from portal.spaces.models import Space

from .measures import stands
from .models import MARKS, UnitsMark, UnitsRemedy, UnitsSurvey, UnitsUnit

OPEN = "open"
"""The state of a unit that a round has not marked yet."""
EARLIER = aliased(UnitsMark)
PLACES = {mark: place for place, mark in enumerate(MARKS)}
WORST_FIRST = sa.case({m: -place for m, place in PLACES.items()}, value=UnitsMark.mark, else_=1)


@dataclass(frozen=True)
class Round:
    """A survey round with how many units it found in each state, and how many it has not yet."""

    survey: UnitsSurvey
    space: Space
    marks: dict[str, int]
    open: int

    @property
    def total(self) -> int:
        """The units that the round is about: those that stood on its day."""
        return sum(self.marks.values()) + self.open


@dataclass(frozen=True)
class Found:
    """A unit as a round found it, and an earlier one; `remedy_id` is that of its open sheet."""

    unit: UnitsUnit
    mark: UnitsMark | None
    earlier: str | None
    remedy_id: int | None


@dataclass(frozen=True)
class Wanted:
    """Which units of a round a page shows, compared with which earlier round."""

    mark: str = ""
    kind: str = ""
    change: str = ""
    earlier_id: int | None = None


ROUNDS = Sorts(
    {
        "day": (UnitsSurvey.held_on, UnitsSurvey.id),
        "space": (Space.sort_key, UnitsSurvey.held_on),
        "name": (UnitsSurvey.name, UnitsSurvey.held_on),
    },
    last=UnitsSurvey.id,
    default="-day",
)
UNITS = Sorts(
    {
        "mark": (WORST_FIRST, UnitsUnit.sort_key),
        "name": (UnitsUnit.sort_key,),
    },
    last=UnitsUnit.id,
)


def rounds(view: View) -> Page[Round]:
    """A page of the survey rounds within reach, the newest first."""
    query = sa.select(UnitsSurvey, Space).join(Space, Space.id == UnitsSurvey.space_id)
    return listing.page_of(db.session, query, ROUNDS, view).made_into(_counted)


def survey_in(space_id: int, survey_id: int, *, lock: bool = False) -> UnitsSurvey:
    """One survey round of a space. Raises NotFound, also on one of another space."""
    key = (space_id, survey_id)
    survey = db.session.get(UnitsSurvey, key, with_for_update=lock or None, populate_existing=lock)
    if survey is None:
        raise NotFound()
    return survey


def last_of(space_id: int) -> UnitsSurvey | None:
    """The last survey round of a space; None where there is none yet."""
    return db.session.scalar(
        sa.select(UnitsSurvey)
        .where(UnitsSurvey.space_id == space_id)
        .order_by(UnitsSurvey.held_on.desc(), UnitsSurvey.id.desc())
        .limit(1)
    )


def round_of(survey: UnitsSurvey) -> Round:
    """One survey round with its counts."""
    space = db.session.get_one(Space, survey.space_id)
    return _counted([(survey, space)])[0]


def earlier_than(survey: UnitsSurvey) -> Sequence[UnitsSurvey]:
    """The rounds of the same space before this one, the newest first."""
    return db.session.scalars(
        sa.select(UnitsSurvey)
        .where(
            UnitsSurvey.space_id == survey.space_id,
            sa.tuple_(UnitsSurvey.held_on, UnitsSurvey.id) < (survey.held_on, survey.id),
        )
        .order_by(UnitsSurvey.held_on.desc(), UnitsSurvey.id.desc())
    ).all()


def units_found(survey: UnitsSurvey, wanted: Wanted, view: View) -> Page[Found]:
    """A page of the units of a round, the worst found first."""
    page = listing.page_of(db.session, _found(survey, wanted), UNITS, view)
    return page.made_into(lambda rows: [Found(*row) for row in rows])


def all_units_found(survey: UnitsSurvey, wanted: Wanted, view: View) -> Iterator[Found]:
    """All pages of units_found() at once: for a file."""
    rows = listing.rows_of(db.session, _found(survey, wanted), UNITS, view)
    return (Found(*row) for row in rows)


def units_to_mark(survey: UnitsSurvey, page: int) -> Page[Found]:
    """A page of the units that stood on the day of a round, by name, to be marked."""
    return units_found(survey, Wanted(), View("name", page))


def _found(survey: UnitsSurvey, wanted: Wanted) -> sa.Select[Any]:
    remedy = (
        sa.select(sa.func.max(UnitsRemedy.id))
        .where(
            UnitsRemedy.space_id == UnitsUnit.space_id,
            UnitsRemedy.unit_id == UnitsUnit.id,
            UnitsRemedy.closed_on.is_(None),
        )
        .scalar_subquery()
    )
    query = (
        sa.select(UnitsUnit, UnitsMark, EARLIER.mark, remedy)
        .outerjoin(UnitsMark, _of_round(UnitsMark, survey.id))
        .outerjoin(EARLIER, _of_round(EARLIER, wanted.earlier_id or 0))
        .where(
            UnitsUnit.space_id == survey.space_id,
            sa.or_(stands(survey.held_on), UnitsMark.id.is_not(None)),
        )
    )
    if wanted.kind:
        query = query.where(UnitsUnit.kind == wanted.kind)
    if wanted.mark == OPEN:
        query = query.where(UnitsMark.id.is_(None))
    elif wanted.mark in MARKS:
        query = query.where(UnitsMark.mark == wanted.mark)
    return query.where(_changed(wanted.change))


def _changed(change: str) -> sa.ColumnElement[bool]:
    now = sa.case(PLACES, value=UnitsMark.mark)
    before = sa.case(PLACES, value=EARLIER.mark)
    changes = {"worse": now > before, "better": now < before, "same": now == before}
    return changes.get(change, sa.true())


def _of_round(mark: Any, survey_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        mark.space_id == UnitsUnit.space_id,
        mark.unit_id == UnitsUnit.id,
        mark.survey_id == survey_id,
    )


def _counted(read: Sequence[Any]) -> list[Round]:
    """The rounds with their counts, in two statements however many they are."""
    ids = [survey.id for survey, _space in read]
    spaces = {space.id for _survey, space in read}
    marks: dict[int, dict[str, int]] = {}
    for survey_id, mark, count in db.session.execute(
        sa.select(UnitsMark.survey_id, UnitsMark.mark, sa.func.count())
        .where(UnitsMark.space_id.in_(spaces), UnitsMark.survey_id.in_(ids))
        .group_by(UnitsMark.survey_id, UnitsMark.mark)
    ):
        marks.setdefault(survey_id, {})[mark] = count
    unmarked = dict(db.session.execute(_unmarked(spaces, ids)).tuples().all())
    return [
        Round(
            survey,
            space,
            {mark: marks.get(survey.id, {}).get(mark, 0) for mark in MARKS},
            unmarked.get(survey.id, 0),
        )
        for survey, space in read
    ]


def _unmarked(spaces: set[int], ids: list[int]) -> sa.Select[Any]:
    """How many units stood on the day of each round and are not marked: (survey_id, count)."""
    day: Any = UnitsSurvey.held_on
    marked = sa.exists().where(
        UnitsMark.space_id == UnitsUnit.space_id,
        UnitsMark.unit_id == UnitsUnit.id,
        UnitsMark.survey_id == UnitsSurvey.id,
    )
    return (
        sa.select(UnitsSurvey.id, sa.func.count())
        .join(UnitsUnit, sa.and_(UnitsUnit.space_id == UnitsSurvey.space_id, stands(day)))
        .where(UnitsSurvey.space_id.in_(spaces), UnitsSurvey.id.in_(ids), ~marked)
        .group_by(UnitsSurvey.id)
    )
