"""What the pages of units show besides their rows: choices of the filters, forms, history."""

from __future__ import annotations

from typing import Any

from flask import g
from flask_babel import gettext as _

from portal.addressing import row_number
from portal.entering import allowed
from portal.history.queries import history_of_unit
from portal.history.showing import entries_of
from portal.locale import date_text, today

from .areas import Ground
from .forms import UnitForm
from .kinds import BASES, PLACES, Kind, kind_named, kinds_of
from .models import UnitsUnit
from .timeline_showing import moments_of
from .whole_queries import areas_of, whole_unit


def ground_here() -> Ground:
    """The organization and area of the space of the address."""
    return Ground(g.standing.space, g.standing.area)


def kinds_here() -> list[Kind]:
    """The kinds of unit that this space may found today."""
    return kinds_of(ground_here().space.line, today())


def kind_asked(args: Any) -> Kind | None:
    """The kind in an address, or the only one that this space may found; else None."""
    possible = kinds_here()
    if len(possible) == 1:
        return possible[0]
    return next((kind for kind in possible if kind.name == args.get("kind")), None)


def proposed(args: Any) -> dict[str, Any]:
    """What an address fills into the form for a new unit: its hamlet, the unit above."""
    return {
        "hamlets": args.getlist("hamlet", type=row_number),
        "parent": args.get("parent", type=row_number),
    }


def form_of(unit: UnitsUnit) -> UnitForm:
    """The form that corrects a unit, filled in."""
    hamlets = [area.id for area in areas_of(unit)]
    return UnitForm(kind_named(unit.kind), ground_here(), unit, hamlets=hamlets)


def of_unit(space_id: int, unit_id: int) -> dict[str, Any]:
    """What the page of one unit shows. Raises NotFound."""
    whole = whole_unit(space_id, unit_id)
    events = history_of_unit(space_id, unit_id) if allowed("history.view") else []
    return {
        "whole": whole,
        "unit": whole.unit,
        "kind": whole.unit.kind_of,
        "bases": BASES,
        "places": PLACES,
        "ending": ended_words,
        "moments": moments_of(whole),
        "entries": entries_of(events) if events else [],
        "stands": whole.unit.stands_on(today()),
        "below": [k for k in kinds_here() if whole.unit.kind in k.under],
    }


def ended_words(unit: Any) -> str:
    """How and when a unit ended; nothing for one that did not."""
    if unit.ended_on is None:
        return ""
    day = date_text(unit.ended_on)
    if unit.ended_how == "merged":
        return _("merged on %(day)s", day=day)
    if unit.ended_how == "split":
        return _("split on %(day)s", day=day)
    return _("dissolved on %(day)s", day=day)
