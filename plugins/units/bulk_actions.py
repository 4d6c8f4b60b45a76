"""What is done with several chosen units at once: all of them, or none.

Each unit is looked up in the space of the request alone, and held against the same rules as one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from flask import g
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.errors import Invalid
from portal.locale import date_text, today

from .changing_act import Act, Decision, Outcome
from .changing_actions import all_locked
from .models import UnitsUnit

YEARS_AHEAD = 10


def set_congress(unit_ids: Collection[int], due_on: dt.date) -> Outcome:
    """Set the day by which units hold their next congress. Raises NotFound, Stale, Invalid."""
    chosen, _standing = all_locked(unit_ids)
    if not today() <= due_on <= today() + dt.timedelta(days=365 * YEARS_AHEAD):
        raise Invalid(_("Choose a day from today on, within ten years."), "due_on")
    without = [unit.name for unit in chosen if unit.kind_of.term_months is None]
    if without:
        sentence = _("These hold no congress: %(units)s. Leave them out.")
        raise Invalid(sentence % {"units": ", ".join(without)}, "due_on")
    act = Act(g.access.here.id, Decision(today(), ""))
    for unit in chosen:
        act.sees(unit)
        act.traces.change(unit, congress_due_on=due_on)
        what = _("next congress by %(day)s", day=date_text(due_on))
        act.tell(unit, what, verb="units.congress_set", due=due_on)
    after = {"units": [unit.name for unit in chosen], "due": due_on}
    return act.done("units.congresses_set", _several(chosen), {}, after)


def move_units(unit_ids: Collection[int], parent_id: int | None) -> Outcome:
    """Put units under another unit, or let them stand alone. Raises NotFound, Stale, Invalid."""
    chosen, standing = all_locked(unit_ids)
    act = Act(g.access.here.id, Decision(today(), ""))
    if parent_id is None:
        for unit in chosen:
            act.sees(unit)
            act.traces.change(unit, parent_id=None)
            act.tell(unit, _("stands alone"), verb="units.moved_along", under="")
        above = ""
    else:
        fit = {unit.id: unit for unit in standing.may_lead(chosen)}
        if parent_id not in fit:
            sentence = _("Choose a unit under which all of the chosen ones may stand.")
            raise Invalid(sentence, "parent")
        act.move(chosen, fit[parent_id])
        above = fit[parent_id].name
    after = {"units": [unit.name for unit in chosen], "under": above}
    return act.done("units.moved", _several(chosen), {}, after)


def _several(chosen: Collection[UnitsUnit]) -> str:
    return str(ngettext("%(num)s unit", "%(num)s units", len(chosen)))
