"""What the list of units shows: its rows, tabs, columns, and the choices of its filters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask import g, request
from flask_babel import gettext as _
from markupsafe import Markup

from portal.addressing import address_of_each
from portal.cells import Line, status
from portal.database import IN_FORCE, db
from portal.entering import allowed
from portal.listing import View
from portal.locale import current_language, date_text
from portal.narrowing import among_given
from portal.spaces.hamlet_queries import COMMUNE, hamlet_choices
from portal.spaces.heads import capitalized
from portal.spaces.models import Area, Space
from portal.spaces.models import Line as Organization
from portal.text import text_key

from .kinds import PLACES, kind_named
from .list_filters import Ways, filters_of
from .queries import Wanted
from .row_queries import Row, counts_of, heads_of, units_of
from .showing import ended_words, ground_here

Spaces = Sequence[tuple[Space, Area, Organization | None]]
"""Spaces with their area and organization."""


def of_list(wanted: Wanted, view: View) -> dict[str, Any]:
    """What the list shows: a page of it, its tabs, the choices of its filters, its columns."""
    counts = counts_of(wanted)
    page = units_of(wanted, view, counts)
    spaces = _spaces_within()
    wide = len(spaces) > 1
    own = any(unit.slug == g.access.here.slug for unit in page.rows)
    return {
        "wanted": wanted,
        "page": page,
        "wide": wide,
        "lines": _lines(page.rows, wide),
        "choosing": own and allowed("units.keep"),
        **filters_of(_ways(spaces, wanted), wanted, counts),
    }


def _ways(spaces: Spaces, wanted: Wanted) -> Ways:
    """What the list of these spaces may be narrowed by; hamlets where it stands in one commune."""
    ground = ground_here()
    areas = {area.id: area for _space, area, _line in spaces}
    communes = {id: a for id, a in areas.items() if a.level == COMMUNE or id == wanted.commune}
    commune = ground.area if ground.is_commune else communes.get(wanted.commune or 0)
    return Ways(
        lines={space.line: line for space, _area, line in spaces},
        communes=communes,
        hamlets=hamlet_choices(commune.id) if commune is not None else (),
        space=next((s for s, _area, _line in spaces if s.slug == wanted.space), None),
    )


def _lines(rows: Sequence[Row], wide: bool) -> list[Line]:
    """The rows of the table; what is alike in many of them is made once."""
    here, heads = g.access.here.slug, heads_of(rows)
    kinds_said = {name: capitalized(kind_named(name).label) for name in {u.kind for u in rows}}
    addresses = {
        slug: address_of_each("units.show", "unit_id", space=slug)
        for slug in {u.slug for u in rows}
    }
    headed, headless = _with_and_without_head(current_language(), request.script_root)
    lines = []
    head: str
    for unit in rows:
        space_id, id, name, kind, stands, workplace, founded, ended, *_how, hamlets = unit
        if len(hamlets) > 1:
            hamlets = sorted(hamlets, key=text_key)
        place = ", ".join(hamlets) or workplace or PLACES[stands]
        if ended:
            head = status("off", ended_words(unit))
        else:
            head = heads.get((space_id, id)) or (headed if unit.has_head else headless)
        space = (unit.short_name,) if wide else ()
        slug = unit.slug
        cells = (name, kinds_said[kind], place, *space, head, date_text(founded) or "–")
        box = id if slug == here and not ended else None
        lines.append(Line(cells, addresses[slug](id), box=box))
    return lines


@lru_cache(maxsize=16)
def _with_and_without_head(_language: str, _root: str) -> tuple[Markup, Markup]:
    """How a unit stands of which nobody's name is shown."""
    return status("ok", _("has a head")), status("warn", _("no head yet"))


def _spaces_within() -> Spaces:
    """The spaces whose units this page may list, with area and organization.

    Where it is the space of the address alone, its organization is nothing to choose.
    """
    reach: frozenset[int] = db.session.connection().info[IN_FORCE].spaces
    if reach == {g.access.here.id}:
        return [(g.standing.space, g.standing.area, None)]
    rows = db.session.execute(SPACES, {"within": sorted(reach)})
    return [(space, area, line) for space, area, line in rows]


SPACES = (
    sa.select(Space, Area, Organization)
    .join(Area, Area.id == Space.area_id)
    .join(Organization, Organization.name == Space.line)
    .where(among_given(Space.id, "within"))
    .order_by(Organization.rank, Area.name, Space.id)
)
