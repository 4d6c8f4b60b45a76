"""How units fare: focus areas of a plan year, survey rounds, and what helps a weak unit."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import InSpace, Model, belongs_to
from portal.text import NfcText

from .units import UnitsUnit

MARKS: dict[str, Any] = {
    "strong": _l("strong"),
    "fair": _l("fair"),
    "average": _l("average"),
    "weak": _l("weak"),
    "inactive": _l("not active"),
}
"""How a survey finds a unit, the best first. A survey is a baseline, not the yearly rating."""
WEAK = ("weak", "inactive")
OUTCOMES: dict[str, Any] = {"mended": _l("mended"), "better": _l("better"), "same": _l("as before")}


class UnitsFocus(InSpace, Model):
    """A hamlet in which the organization concentrates in a plan year, and who directs it there.

    Plan, part II.4: hamlets chosen as examples, a named member of the committee for each.
    """

    __table_args__ = (
        sa.Index("uq_units_focus_area_year", "space_id", "area_id", "year", unique=True),
        sa.CheckConstraint("year between 2000 and 2100", name="year"),
    )
    history_name = ""
    """The hamlet, once whoever acts on the row has read its name."""
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("area.id"))
    year: Mapped[int]
    director: Mapped[str] = mapped_column(NfcText)
    task: Mapped[str | None] = mapped_column(NfcText)
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class UnitsSurvey(InSpace, Model):
    """A survey round of the organization's units, kept as a baseline (plan, preamble)."""

    name: Mapped[str] = mapped_column(NfcText)
    held_on: Mapped[dt.date]
    note: Mapped[str | None] = mapped_column(NfcText)
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class UnitsMark(InSpace, Model):
    """How a survey round found one unit, with the numbers seen on that day."""

    __table_args__ = (
        sa.Index("uq_units_mark_survey_unit", "space_id", "survey_id", "unit_id", unique=True),
        sa.CheckConstraint("listed is null or listed >= 0", name="listed"),
        sa.CheckConstraint("attending is null or attending >= 0", name="attending"),
    )
    survey_id: Mapped[int]
    survey: Mapped[UnitsSurvey] = belongs_to("UnitsSurvey", "survey_id", on_delete="CASCADE")
    unit_id: Mapped[int]
    unit: Mapped[UnitsUnit] = belongs_to("UnitsUnit", "unit_id", on_delete="CASCADE")
    mark: Mapped[str]
    listed: Mapped[int | None]
    attending: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(NfcText)


class UnitsRemedy(InSpace, Model):
    """The sheet of a weak unit: cause, measure, who helps, and the day it is looked at again."""

    __table_args__ = (
        sa.CheckConstraint("recheck_on >= opened_on", name="days"),
        sa.CheckConstraint("(closed_on is null) = (outcome is null)", name="closed"),
    )
    history_name = ""
    """The unit, once whoever acts on the row has read its name."""
    unit_id: Mapped[int]
    unit: Mapped[UnitsUnit] = belongs_to("UnitsUnit", "unit_id", on_delete="CASCADE")
    opened_on: Mapped[dt.date]
    cause: Mapped[str] = mapped_column(NfcText)
    measure: Mapped[str] = mapped_column(NfcText)
    helper: Mapped[str] = mapped_column(NfcText)
    recheck_on: Mapped[dt.date]
    closed_on: Mapped[dt.date | None]
    outcome: Mapped[str | None]
    finding: Mapped[str | None] = mapped_column(NfcText)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
