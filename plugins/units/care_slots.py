"""What surveys and remedies put on the pages of units: the tabs, and how a unit fares."""

from __future__ import annotations

from typing import Any

from flask import render_template
from markupsafe import Markup

from portal.entering import allowed
from portal.locale import today
from portal.offering import Slot
from portal.wording import render_part

from .models import MARKS, OUTCOMES, UnitsUnit
from .remedy_queries import marks_of, sheets_of


def tabs() -> Markup:
    """The ways around the list of units."""
    return render_part("units/_care_tabs.html")


def care_of(unit: UnitsUnit) -> Markup:
    """How the surveys found a unit, and its remedy sheets; nothing where there is neither."""
    sheets, marks = sheets_of(unit), marks_of(unit)
    may_open = allowed("units.care") and unit.stands_on(today())
    shown: dict[str, Any] = {"unit": unit, "sheets": sheets, "marks": marks, "today": today()}
    labels = {"states": MARKS, "outcomes": OUTCOMES}
    may_open = may_open and all(sheet.closed_on is not None for sheet in sheets)
    page = render_template("units/_care.html", may_open=may_open, **shown, **labels)
    return Markup(page)


SLOTS = [
    Slot("units.list_top", "units.view", tabs, order=10, asks=False),
    Slot("units.show", "units.view", care_of, order=50),
]
