"""Offices of units: which are held on a day, who holds them, and what the figures count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.database import db
from portal.errors import NotFound
from portal.finding import holds, nearness
from portal.locale import today

from .kinds import kinds
from .measures import AHEAD, CONGRESS_NEAR, has_head, is_held, stands
from .models import UnitsHolder, UnitsOffice, UnitsUnit


def office_in(space_id: int, office_id: int, *, lock: bool = False) -> UnitsOffice:
    """One office of a space. Raises NotFound on one of another space, or beyond a narrowed role."""
    query = (
        sa.select(UnitsOffice)
        .where(UnitsOffice.space_id == space_id, UnitsOffice.id == office_id)
        .execution_options(populate_existing=lock)
    )
    found = db.session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound()
    return found


def holder_of(office: UnitsOffice) -> UnitsHolder | None:
    """Who holds an office, where the reader may see names."""
    return db.session.scalar(
        sa.select(UnitsHolder).where(
            UnitsHolder.space_id == office.space_id, UnitsHolder.office_id == office.id
        )
    )


def offices_of(unit: UnitsUnit) -> Sequence[UnitsOffice]:
    """Every office that is or was held in a unit, the oldest first."""
    return db.session.scalars(
        sa.select(UnitsOffice)
        .where(UnitsOffice.space_id == unit.space_id, UnitsOffice.unit_id == unit.id)
        .order_by(UnitsOffice.started_on, UnitsOffice.id)
    ).all()


def holders_of(unit: UnitsUnit) -> Sequence[UnitsHolder]:
    """The holders of a unit's offices, past ones too, where the reader may see names."""
    return db.session.scalars(
        sa.select(UnitsHolder).where(
            UnitsHolder.space_id == unit.space_id, UnitsHolder.unit_id == unit.id
        )
    ).all()


def other_offices(holders: Sequence[UnitsHolder]) -> Sequence[sa.Row[Any]]:
    """What people of the same name and birth year hold in the space today, these offices with it.

    Rows of (sort_key, birth_year, office_id, kind, office, unit). Somebody whose birth year is not
    known is taken for nobody else: names are shared by many.
    """
    people = {(each.sort_key, each.birth_year) for each in holders if each.birth_year}
    if not people:
        return []
    return db.session.execute(
        sa.select(
            UnitsHolder.sort_key,
            UnitsHolder.birth_year,
            UnitsHolder.office_id,
            UnitsUnit.kind,
            UnitsOffice.office,
            UnitsUnit.name.label("unit"),
        )
        .join(UnitsHolder.office)
        .join(UnitsHolder.unit)
        .where(
            UnitsHolder.space_id == holders[0].space_id,
            sa.tuple_(UnitsHolder.sort_key, UnitsHolder.birth_year).in_(people),
            is_held(UnitsOffice, today()),
            stands(today()),
        )
        .order_by(UnitsUnit.sort_key, UnitsOffice.id)
    ).all()


def holders_named(folded: str) -> sa.Select[Any]:
    """People in office whose name holds the folded words: (space_id, office id, name, where)."""
    return (
        sa.select(
            UnitsHolder.space_id,
            UnitsHolder.office_id,
            UnitsHolder.person_name,
            office_words() + ", " + UnitsUnit.name,
        )
        .join(UnitsHolder.office)
        .join(UnitsHolder.unit)
        .where(holds(UnitsHolder.folded, folded), is_held(UnitsOffice, today()), stands(today()))
        .order_by(nearness(UnitsHolder.folded, folded), UnitsHolder.sort_key)
    )


def office_words() -> sa.ColumnElement[str]:
    """What an office is called by the kind of its unit, in the reader's language."""
    words = [
        (sa.and_(UnitsUnit.kind == kind.name, UnitsOffice.office == office.name), office.label)
        for kind in kinds().values()
        for office in kind.offices
    ]
    return sa.case(*words, else_=UnitsOffice.office)


def units_without_head() -> sa.Select[Any]:
    """Units that nobody heads today, for the inbox: (space_id, id, title, due)."""
    day = today()
    return sa.select(
        UnitsUnit.space_id, UnitsUnit.id, UnitsUnit.name, sa.cast(None, sa.Date)
    ).where(stands(day), ~has_head(day))


def congresses_near() -> sa.Select[Any]:
    """Congresses due within 60 days or overdue, for the inbox: (space_id, id, title, due)."""
    return sa.select(
        UnitsUnit.space_id, UnitsUnit.id, UnitsUnit.name, UnitsUnit.congress_due_on
    ).where(CONGRESS_NEAR.holds(today()))


def terms_ending() -> sa.Select[Any]:
    """Units with a term of office that is over or nearly so: (space_id, id, title, due).

    One line a unit, with its first day; not where the congress that renews them is listed itself.
    """
    day, office = today(), UnitsOffice
    # Those few are looked for first: few terms end, while most units stand.
    ending = (
        sa.select(office.space_id, office.unit_id, sa.func.min(office.term_ends_on).label("due"))
        .where(is_held(office, day), office.term_ends_on <= day + AHEAD)
        .group_by(office.space_id, office.unit_id)
        .subquery()
    )
    of_unit = sa.and_(ending.c.space_id == UnitsUnit.space_id, ending.c.unit_id == UnitsUnit.id)
    return (
        sa.select(UnitsUnit.space_id, UnitsUnit.id, UnitsUnit.name, ending.c.due)
        .join(ending, of_unit)
        .where(stands(day), ~CONGRESS_NEAR.holds(day))
    )
