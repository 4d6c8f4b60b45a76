"""What the tests of figures, surveys and remedies share: units as rows, made by the owner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from plugins.units import models
from portal.text import fold, text_key

TODAY = dt.date(2026, 6, 30)


def insert(owner: sa.Connection, model: Any, **values: Any) -> Any:
    """Insert a row and give its id."""
    table = model.__table__
    return owner.scalar(sa.insert(table).values(**values).returning(table.c.id))


def add_unit(owner: sa.Connection, space_id: int, name: str = "Chi hội mẫu", **given: Any) -> int:
    """A unit of a space; by itself a women's branch of the whole commune, founded in 2021."""
    values: dict[str, Any] = {
        "kind": "women_branch",
        "basis": "residential",
        "stands": "commune",
        "founded_on": dt.date(2021, 1, 5),
        **given,
    }
    values |= {"name": name, "sort_key": text_key(name), "folded": fold(name)}
    return int(insert(owner, models.UnitsUnit, space_id=space_id, **values))


def add_office(owner: sa.Connection, space_id: int, unit_id: int, **given: Any) -> int:
    """An office of a unit; by itself that of a head since 2021."""
    values: dict[str, Any] = {"office": "head", "rank": "head", "started_on": dt.date(2021, 2, 1)}
    values |= given
    return int(insert(owner, models.UnitsOffice, space_id=space_id, unit_id=unit_id, **values))


def add_round(
    owner: sa.Connection, space_id: int, held_on: dt.date, marks: Mapping[int, str]
) -> int:
    """A survey round with the mark of each unit."""
    survey = insert(
        owner, models.UnitsSurvey, space_id=space_id, name=f"Đợt {held_on:%Y}", held_on=held_on
    )
    for unit, mark in marks.items():
        row = {"survey_id": survey, "unit_id": unit, "mark": mark}
        insert(owner, models.UnitsMark, space_id=space_id, **row)
    return int(survey)
