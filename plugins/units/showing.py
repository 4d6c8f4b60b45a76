"""What the pages of units show besides their rows: choices of the filters, forms, history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import g

from portal.addressing import address_of_each
from portal.database import IN_FORCE, db
from portal.entering import allowed
from portal.history.queries import history_of_unit
from portal.history.showing import entries_of
from portal.listing import View
from portal.locale import date_text, number_text, today
from portal.narrowing import among_given
from portal.spaces.hamlet_queries import COMMUNE
from portal.spaces.heads import capitalized, worded
from portal.spaces.models import Area, Line, Space

from .areas import Ground
from .fitting import FITS
from .forms import HEADED, STATES, UnitForm
from .kinds import BASES, PLACES, Kind, kind_named, kinds, kinds_of
from .models import UnitsUnit
from .queries import Wanted
from .row_queries import Counts, Row, counts_of, units_of
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
    return {"hamlets": args.getlist("hamlet", type=int), "parent": args.get("parent", type=int)}


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
        "entries": entries_of(events) if events else [],
        "stands": whole.unit.stands_on(today()),
        "below": [k for k in kinds_here() if whole.unit.kind in k.under],
    }


def of_list(wanted: Wanted, view: View) -> dict[str, Any]:
    """What the list shows: a page of it, its tabs, the choices of its filters, its columns."""
    counts = counts_of(wanted)
    page = units_of(wanted, view, counts)
    return {"page": page, "lines": _lines(page.rows), **_around(wanted, counts)}


def _around(wanted: Wanted, counts: Counts) -> dict[str, Any]:
    ground, spaces = ground_here(), _spaces_within()
    communes = {area.id: area for _space, area, _line in spaces if area.level == COMMUNE}
    lines = {space.line: line for space, _area, line in spaces}
    commune = ground.area if ground.is_commune else communes.get(wanted.commune or 0)
    return {
        "wanted": wanted,
        "kinds": [kind for kind in kinds().values() if lines.keys() & set(kind.lines)],
        "bases": BASES,
        "places": PLACES,
        "states": STATES,
        "heads": HEADED,
        "fits": [(name, label) for name, (label, _on) in FITS.items()],
        "communes": list(communes.values()) if len(communes) > 1 else [],
        "organizations": _line_choices(lines, wanted, counts) if len(lines) > 1 else [],
        "kind_tabs": _kind_tabs(counts) if len(lines) == 1 else [],
        "hamlets": Ground(ground.space, commune).hamlets() if commune is not None else [],
        "space": next((s for s, _area, _line in spaces if s.slug == wanted.space), None),
        "wide": len(spaces) > 1,
    }


@dataclass(frozen=True, slots=True)
class Listed:
    """A unit in the words of the reader; `box` is what its box sends, None where it has none."""

    unit: sa.Row[Any]
    head: str
    url: str
    kind: str
    place: Any
    founded: str
    own: bool
    box: int | None


def _lines(rows: Sequence[Row]) -> list[Listed]:
    here = g.access.here.slug
    units = {row.unit.kind: capitalized(kind_named(row.unit.kind).label) for row in rows}
    pages = {
        slug: address_of_each("units.show", "unit_id", space=slug)
        for slug in {row.unit.slug for row in rows}
    }
    return [
        Listed(
            unit=(unit := row.unit),
            head=row.head,
            url=pages[unit.slug](unit.id),
            kind=units[unit.kind],
            place=", ".join(row.hamlets) or unit.workplace or PLACES[unit.stands],
            founded=date_text(unit.founded_on) or "–",
            own=unit.slug == here,
            box=unit.id if unit.slug == here and not unit.ended_on else None,
        )
        for row in rows
    ]


def _line_choices(
    lines: dict[str, Line | None], wanted: Wanted, counts: Counts
) -> list[tuple[str, str]]:
    """Each organization with how many of its units fit."""
    fitting = [(line, n) for line, kind, n in counts if wanted.kind in ("", kind)]
    of = {name: sum(n for line, n in fitting if line == name) for name in lines}
    return [(name, f"{worded(line)} ({number_text(of[name])})") for name, line in lines.items()]


def _kind_tabs(counts: Counts) -> list[tuple[Any, ...]]:
    """Each kind with how many units of it fit: name, label, count."""
    of = {kind: n for _line, kind, n in counts}
    known = [kind for kind in kinds().values() if kind.name in of]
    return [
        ("", None, sum(of.values())),
        *((k.name, capitalized(k.label), of[k.name]) for k in known),
    ]


def _spaces_within() -> list[tuple[Space, Area, Line | None]]:
    """The spaces whose units this page may list, with area and organization.

    Where it is the space of the address alone, its organization is nothing to choose.
    """
    reach: frozenset[int] = db.session.connection().info[IN_FORCE].spaces
    if reach == {g.access.here.id}:
        return [(g.standing.space, g.standing.area, None)]
    rows = db.session.execute(SPACES, {"within": sorted(reach)})
    return [(space, area, line) for space, area, line in rows]


SPACES = (
    sa.select(Space, Area, Line)
    .join(Area, Area.id == Space.area_id)
    .join(Line, Line.name == Space.line)
    .where(among_given(Space.id, "within"))
    .order_by(Line.rank, Area.name, Space.id)
)
