"""Make several units of one; it goes on as the first of them, or ends."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.errors import Invalid
from portal.spaces.models import Area
from portal.text import clean, fold

from .changing_act import Act, Decision, Outcome, hamlet_text
from .changing_actions import locked
from .changing_checks import check_day, check_name
from .changing_queries import Standing
from .models import UnitsUnit


@dataclass(frozen=True)
class Part:
    """One of the units that a unit is split into."""

    name: str
    area_ids: Collection[int] = ()


def split_unit(unit_id: int, parts: Sequence[Part], goes_on: bool, decision: Decision) -> Outcome:
    """Make several units of one; it goes on as the first part, or ends and stays readable.

    Raises NotFound, Stale, Invalid.
    """
    unit, standing = locked(unit_id)
    parts = [Part(clean(part.name), frozenset(part.area_ids)) for part in parts]
    check_day([unit], decision.on)
    own = {area.id: area for area in standing.hamlets.get(unit.id, ())}
    _check_parts(unit, parts, own, standing)
    act = Act(unit.space_id, decision)
    before = {"name": unit.name, "hamlets": hamlet_text(own.values())}
    former, children = unit.name, standing.under({unit.id})
    ending = {} if goes_on else act.end_offices([unit.id])
    heirs = [_goes_on(act, unit, parts[0])] if goes_on else []
    for part in parts[len(heirs) :]:
        heirs.append(act.found(unit, part.name))
    for heir, part in zip(heirs, parts, strict=True):
        areas = [own[n] for n in own if n in part.area_ids]
        act.cover(heir, areas)
        going = heir is unit
        what = _("goes on") if going else _("is founded")
        act.tell(heir, what, hamlet_text(areas), verb="units.split_off", **{"from": former})
    if goes_on:
        act.sees(unit)
    else:
        act.end(unit, "split", heirs)
        act.tell(unit, _("ends"), ending.get(unit.id, ""), verb="units.split")
        _share_out(act, children, heirs, parts, standing)
    return act.done("units.split", unit, before, {"units": [heir.name for heir in heirs]})


def _check_parts(
    unit: UnitsUnit, parts: Sequence[Part], own: dict[int, Area], standing: Standing
) -> None:
    """Refuse fewer than two parts, a name twice, a hamlet of elsewhere or one left out.

    Raises Invalid beside `name_2` or `hamlets_2` of the second part, and so on.
    """
    if len(parts) < 2:
        raise Invalid(_("Write the names of at least two units."), "name_2")
    for number, part in enumerate(parts, 1):
        if any(fold(part.name) == fold(other.name) for other in parts[: number - 1]):
            raise Invalid(_("Give each of the units a name of its own."), f"name_{number}")
        check_name(part.name, standing, leaving=[unit.id], field=f"name_{number}")
        if not set(part.area_ids) <= own.keys():
            raise Invalid(_("Choose among the hamlets of the unit."), f"hamlets_{number}")
        if own and not part.area_ids:
            raise Invalid(_("Choose at least one hamlet."), f"hamlets_{number}")
    taken: set[int] = set().union(*(part.area_ids for part in parts))
    left = [area for number, area in own.items() if number not in taken]
    if left:
        sentence = _("Nobody would cover %(hamlets)s: give it to one of the units.")
        raise Invalid(sentence % {"hamlets": hamlet_text(left)}, "hamlets_1")


def _goes_on(act: Act, unit: UnitsUnit, part: Part) -> UnitsUnit:
    """The unit as its own first part; its households are to be counted anew."""
    if part.name != unit.name:
        act.rename(unit, part.name)
    act.traces.change(unit, households=None, households_on=None)
    return unit


def _share_out(
    act: Act,
    children: Sequence[UnitsUnit],
    heirs: Sequence[UnitsUnit],
    parts: Sequence[Part],
    standing: Standing,
) -> None:
    """Put each sub-unit under the part that covers its hamlets, else under the first."""
    for child in children:
        own = {area.id for area in standing.hamlets.get(child.id, ())}
        fits = [len(own & set(part.area_ids)) for part in parts]
        act.move([child], heirs[fits.index(max(fits))])
