"""Which rows a report form has here: organizations, the units of one, or hamlets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import g, url_for
from flask_babel import gettext as _

from plugins.units.areas import ground_of
from plugins.units.figures import LEVELS
from plugins.units.models import UnitsUnit
from portal.database import db
from portal.indicators import Period
from portal.narrowing import in_reach
from portal.reach import current_reach
from portal.reportforms import ReportForm, Row
from portal.spaces.models import Line, Space

from .measures import NOWHERE


def spaces_of(lines: Sequence[str], days: Period) -> list[Space]:
    """The organizations of these lines within reach that keep members and were open in a period.

    Those of communes; a wider one whose line has none below it stands for itself.
    """
    open_then = sa.and_(
        Space.opened_on <= days.end,
        sa.or_(Space.closed_on.is_(None), Space.closed_on > days.start),
    )
    found = db.session.scalars(
        sa.select(Space)
        .join(Line, Line.name == Space.line)
        .where(in_reach(Space.id), Space.line.in_(lines), open_then)
        .order_by(Line.rank, Space.sort_key, Space.id)
    ).all()
    kept = [space for space in found if space.level in LEVELS]
    return kept or [space for space in found if space.id == g.access.here.id]


def rows_of(by: str, spaces: Sequence[Space], days: Period, more: dict[str, Any]) -> list[Row]:
    """The rows of a form: the organizations, the units of this one, or the hamlets of its area.

    `more` is what an address of the same form needs for another organization.
    """
    here = g.access.here.id
    if by == "units":
        return [
            Row(unit.id, unit.name, url_for("units.show", unit_id=unit.id))
            for unit in _units(here, days)
        ]
    if by == "hamlets":
        hamlets = [Row(hamlet.id, hamlet.name) for hamlet in ground_of(here).hamlets()]
        return [*hamlets, Row(NOWHERE, _("Hamlet not known"))]
    return [
        Row(
            space.id,
            space.short_name,
            "" if space.id == here else url_for("members.report_form", space=space.slug, **more),
        )
        for space in spaces
    ]


def ways_to_row(form: ReportForm, spaces: Sequence[Space]) -> list[str]:
    """The kinds of row that a form may have here: units only of the organization itself."""
    own = [space.id for space in spaces] == [g.access.here.id]
    if own and is_narrowed() and "units" in form.rows:
        return ["units"]
    return [by for by in form.rows if by == "fixed" or by == "spaces" or own]


def is_narrowed() -> bool:
    """Whether this account sees some units of the organization only."""
    reach = current_reach()
    return reach is not None and reach.units is not None


def lines_of(spaces: Sequence[Space]) -> Sequence[Line]:
    """The lines of these organizations, by rank."""
    names = {space.line for space in spaces}
    return db.session.scalars(sa.select(Line).where(Line.name.in_(names)).order_by(Line.rank)).all()


def _units(space_id: int, days: Period) -> Sequence[UnitsUnit]:
    return db.session.scalars(
        sa.select(UnitsUnit)
        .where(
            UnitsUnit.space_id == space_id,
            sa.or_(UnitsUnit.founded_on.is_(None), UnitsUnit.founded_on <= days.end),
            sa.or_(UnitsUnit.ended_on.is_(None), UnitsUnit.ended_on > days.start),
        )
        .order_by(UnitsUnit.sort_key, UnitsUnit.id)
    ).all()
