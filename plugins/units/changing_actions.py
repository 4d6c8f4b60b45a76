"""Verbs on the life of units: give another name, dissolve. The past stays readable.

Figures as of an earlier day count the units that stood then (UnitsUnit.stands_on); one that
ended keeps its hamlets, names and offices.
"""

from __future__ import annotations

from collections.abc import Collection

from flask import g
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.errors import Invalid
from portal.text import clean

from .changing_act import Act, Decision, Outcome
from .changing_checks import check_day, check_name
from .changing_queries import Standing, chosen_units, standing_unit
from .checks import lock_units
from .models import UnitsUnit


def rename_unit(unit_id: int, name: str, decision: Decision) -> Outcome:
    """Give a unit another name from a day on. Raises NotFound, Stale, Invalid."""
    unit, standing = locked(unit_id)
    name, former = clean(name), unit.name
    if name == former:
        raise Invalid(_("This is its name already. Write the new one."), "name")
    check_day([unit], decision.on)
    check_name(name, standing, leaving=[unit.id])
    act = Act(unit.space_id, decision)
    act.rename(unit, name)
    what = _("is called %(name)s until then", name=former)
    act.tell(unit, what, verb="units.renamed")
    return act.done("units.renamed", unit, {"name": former}, {"name": name})


def dissolve_units(
    unit_ids: Collection[int], decision: Decision, move_to: int | None = None
) -> Outcome:
    """Dissolve units together; their sub-units end as well, or move under another unit.

    Raises NotFound on a unit that is not of this space, Stale on one that ended, Invalid.
    """
    chosen, standing = all_locked(unit_ids)
    ids = {unit.id for unit in chosen}
    children = [unit for unit in standing.under(ids) if unit.id not in ids]
    act = Act(g.access.here.id, decision)
    if children and move_to is not None:
        leader = _leader_for(children, move_to, standing, ids)
        below: list[UnitsUnit] = []
    else:
        leader, below = None, [u for u in standing.all_under(ids) if u.id not in ids]
    check_day([*chosen, *below], decision.on)
    ending = act.end_offices([unit.id for unit in (*chosen, *below)])
    for unit in (*chosen, *below):
        act.end(unit, "dissolved")
        verb = "units.dissolved_along"
        what = _("ends, together with what it stands under") if unit in below else _("ends")
        act.tell(unit, what, ending.get(unit.id, ""), verb=verb)
    if leader is not None:
        act.move(children, leader)
    if len(chosen) == 1:
        return act.done("units.dissolved", chosen[0], {}, {"units": [u.name for u in chosen]})
    names = [unit.name for unit in chosen]
    several = ngettext("%(num)s unit", "%(num)s units", len(names))
    return act.done("units.dissolved_together", several, {}, {"units": names})


def locked(unit_id: int) -> tuple[UnitsUnit, Standing]:
    """A unit of this space that stands, and all that stand, while nobody else changes which."""
    here = g.access.here.id
    lock_units(here)
    standing = Standing.of(here, lock=True)
    return standing_unit(here, unit_id), standing


def all_locked(unit_ids: Collection[int]) -> tuple[list[UnitsUnit], Standing]:
    """Several units as locked() gives one: all of them, or NotFound or Stale."""
    here = g.access.here.id
    lock_units(here)
    standing = Standing.of(here, lock=True)
    return chosen_units(here, unit_ids, standing), standing


def _leader_for(
    children: Collection[UnitsUnit], leader_id: int, standing: Standing, leaving: Collection[int]
) -> UnitsUnit:
    """The unit that sub-units move under. Raises Invalid on one that may not lead them."""
    fit = [unit for unit in standing.may_lead(children) if unit.id not in leaving]
    leader = next((unit for unit in fit if unit.id == leader_id), None)
    if leader is None:
        raise Invalid(_("Choose a unit under which all of the sub-units may stand."), "into")
    return leader
