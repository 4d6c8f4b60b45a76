"""Make one unit of several of a kind: into one of them, or into a new one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from flask_babel import gettext as _

from portal.errors import Invalid
from portal.spaces.models import Area
from portal.text import clean

from .changing_act import Act, Decision, Outcome, hamlet_text
from .changing_actions import locked
from .changing_checks import check_day, check_name
from .changing_queries import Standing
from .models import UnitsUnit

Officers = Literal["stay", "end"]


@dataclass(frozen=True)
class Merger:
    """How units become one: into the one asked about, or into a new one of a new name.

    `officers` says whether those of the one that goes on stay, or end with the others.
    """

    others: Collection[int]
    new: bool = False
    name: str = ""
    officers: Officers = "stay"


def merge_units(unit_id: int, merger: Merger, decision: Decision) -> Outcome:
    """Make one unit of several of a kind; those that end stay as predecessors of the other.

    Raises NotFound, Stale, Invalid.
    """
    unit, standing = locked(unit_id)
    others = [standing.units[n] for n in merger.others if n in standing.units]
    if not others or len(others) < len(set(merger.others)) or unit in others:
        raise Invalid(_("Choose at least one other unit that still stands."), "others")
    if any(other.kind != unit.kind for other in others):
        raise Invalid(_("Only units of the same kind become one."), "others")
    check_day([unit, *others], decision.on)
    name = clean(merger.name) or ("" if merger.new else unit.name)
    if not name:
        raise Invalid(_("Write the name of the new unit."), "name")
    joined = [unit, *others]
    check_name(name, standing, leaving=[each.id for each in joined])
    act = Act(unit.space_id, decision)
    before = {"name": unit.name, "hamlets": hamlet_text(standing.hamlets.get(unit.id, ()))}
    heir = _heir(act, joined, name, merger.new)
    areas = _united(joined, standing) if heir.stands == "hamlet" else []
    ends = joined if merger.new else others
    leave = [each.id for each in (joined if merger.officers == "end" else ends)]
    ending = act.end_offices(leave)
    act.cover(heir, areas)
    households = _together(act, heir, joined)
    _tell_heir(act, heir, merger.new, areas, households, ending)
    for each in ends:
        act.end(each, "merged", [heir])
        what = _("ends, merged into %(unit)s", unit=heir.name)
        act.tell(each, what, ending.get(each.id, ""), verb="units.went_into", into=heir.name)
    act.move(standing.under({each.id for each in ends}), heir)
    names = [each.name for each in ends]
    after = {"name": heir.name, "hamlets": hamlet_text(areas), "units": names}
    return act.done("units.merged", heir, {} if merger.new else before, after)


def _heir(act: Act, joined: Sequence[UnitsUnit], name: str, new: bool) -> UnitsUnit:
    """The unit that the others go into: one of them, or a new one where they stand alike."""
    unit = joined[0]
    if not new:
        if name != unit.name:
            act.rename(unit, name)
        act.sees(unit)
        act.traces.change(unit)
        return unit
    if len({each.parent_id for each in joined}) > 1:
        sentence = _("These units stand under different ones: let one of them go on instead.")
        raise Invalid(sentence, "new")
    present = {each.stands for each in joined}
    stands = next(place for place in ("commune", "hamlet", "workplace") if place in present)
    work = "; ".join(dict.fromkeys(each.workplace for each in joined if each.workplace))
    return act.found(unit, name, stands=stands, workplace=work if stands == "workplace" else None)


def _united(joined: Sequence[UnitsUnit], standing: Standing) -> list[Area]:
    """The hamlets of all of them, each once, by name."""
    found = {a.id: a for unit in joined for a in standing.hamlets.get(unit.id, ())}
    return sorted(found.values(), key=lambda area: (area.name, area.id))


def _together(act: Act, heir: UnitsUnit, joined: Sequence[UnitsUnit]) -> int | None:
    """The households of all of them, as of the oldest count; not known where one is not known."""
    if heir.kind_of.roster != "households":
        return None
    known = [unit.households for unit in joined if unit.households is not None]
    total = sum(known) if len(known) == len(joined) else None
    days = [unit.households_on for unit in joined if unit.households_on is not None]
    counted = min(days) if total is not None and days else None
    act.traces.change(heir, households=total, households_on=counted)
    return total


def _tell_heir(
    act: Act,
    heir: UnitsUnit,
    new: bool,
    areas: Sequence[Area],
    total: int | None,
    ending: dict[int, str],
) -> None:
    covers = _("covers %(hamlets)s", hamlets=hamlet_text(areas)) if areas else ""
    counted = "" if total is None else _("%(number)s households", number=total)
    what = _("is founded") if new else _("goes on")
    act.tell(heir, what, covers, counted, ending.get(heir.id, ""), verb="units.merged")
