"""What the overview says of units: which need action first, here and in the spaces below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.database import db
from portal.locale import today
from portal.offering import Finding, Widget
from portal.spaces.heads import open_today
from portal.spaces.models import Space

from .figures import NEEDS
from .fitting import fits
from .models import UnitsUnit

SHOWN = 3


@dataclass(frozen=True)
class Concern:
    """One thing to look for: by the name of a filter of the list, which is where it leads."""

    name: str
    fact: Callable[[int], str]
    verb: Callable[[], str]
    urgent: bool = False

    def find(self) -> list[Finding]:
        """The finding for this space and those below, in two statements."""
        here, condition = g.access.here.id, fits(self.name, today())
        counts = _by_space(condition)
        total = sum(count for _id, _name, count in counts)
        if not total:
            return []
        alone = all(space_id == here for space_id, _name, _count in counts)
        named = [f"{name} ({count})" for _id, name, count in counts]
        who = _names(condition) if alone else _some(named)
        url = url_for("units.index", fits=self.name)
        return [Finding(total, self.fact(total), who, self.verb(), url, self.urgent)]


def _by_space(condition: sa.ColumnElement[bool]) -> list[tuple[int, str, int]]:
    rows = db.session.execute(
        sa.select(Space.id, Space.short_name, sa.func.count())
        .join(UnitsUnit, UnitsUnit.space_id == Space.id)
        .where(condition, open_today())
        .group_by(Space.id)
        .order_by(sa.func.count().desc(), Space.sort_key)
    )
    return [(space_id, name, count) for space_id, name, count in rows]


def _names(condition: sa.ColumnElement[bool]) -> str:
    query = sa.select(UnitsUnit.name).where(condition).order_by(UnitsUnit.sort_key)
    return _some(list(db.session.scalars(query.limit(SHOWN + 1))))


def _some(names: list[str]) -> str:
    return ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")


CONCERNS = [
    Concern(
        "without_head",
        lambda n: ngettext("branch or group has no head", "branches and groups have no head", n),
        lambda: _("See who could lead them"),
    ),
    Concern(
        "congress_overdue",
        lambda n: ngettext("congress is overdue", "congresses are overdue", n),
        lambda: _("See the overdue congresses"),
        urgent=True,
    ),
    Concern(
        "terms_ended",
        lambda n: ngettext("head's term has ended", "heads' terms have ended", n),
        lambda: _("See whose term has ended"),
    ),
    Concern(
        "without_remedy",
        lambda n: ngettext(
            "weak branch or group has no remedy sheet yet",
            "weak branches and groups have no remedy sheet yet",
            n,
        ),
        lambda: _("Open the remedy sheets"),
    ),
]
WIDGETS = [
    Widget(f"units.{concern.name}", NEEDS, concern.find, order=200 + place)
    for place, concern in enumerate(CONCERNS)
]
