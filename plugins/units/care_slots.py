"""What surveys and remedies put on the pages of units: the tabs, and how a unit fares."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from markupsafe import Markup

from portal.addressing import address
from portal.entering import allowed
from portal.kept_parts import drawn
from portal.locale import today
from portal.offering import Slot

from .models import MARKS, OUTCOMES, UnitsUnit
from .remedy_queries import marks_of, sheets_of

AROUND = {
    "units.index": ("units.view", "units.index"),
    "units.matrix": ("units.view_figures", "units.matrix"),
    "units.surveys": ("units.view_figures", "units.surveys", "units.survey"),
    "units.remedies": ("units.view", "units.remedies"),
    "units.focus": ("units.view", "units.focus"),
}
"""The pages about units that stand side by side: what each needs, and the pages shown as it."""


def tabs() -> Markup:
    """The ways between the pages about units, for each of them."""
    ways = tuple(
        (endpoint, address(endpoint), request.endpoint in pages)
        for endpoint, (needs, *pages) in AROUND.items()
        if allowed(needs)
    )
    return drawn("units/_care_tabs.html", ways=ways)


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
    Slot("units.around", "units.view", tabs, order=10, asks=False),
    Slot("units.show", "units.view", care_of, order=50),
]
