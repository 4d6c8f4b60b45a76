"""What the list of movements shows: its rows, its filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _

from portal.cells import Line
from portal.filters import Select
from portal.listing import View
from portal.locale import date_text, today
from portal.spaces.heads import capitalized

from . import movement_list as listed
from .charters import movement_label
from .movement_facts import reason_words
from .movement_list import Wanted
from .movement_queries import charter_in
from .movement_showing import STATES, state_of
from .row_queries import units_here


def of_list(wanted: Wanted, view: View) -> dict[str, Any]:
    """What the list of movements shows: a page of it, its filters."""
    units = units_here(g.access.here.id)
    kinds = [(listed.NEW, _("New members")), (listed.GONE, _("Reductions"))]
    own = charter_in(g.access.here.id).movements.values()
    kinds += [(kind.name, capitalized(kind.label)) for kind in own]
    states = [(name, capitalized(str(label))) for name, label in STATES.items()]
    named: dict[str, dict[Any, str]] = {
        "kind": dict(kinds),
        "state": dict(states),
        "unit": dict(units),
    }
    active = [(wanted.q, "q", wanted.q)] if wanted.q else []
    for key, words in named.items():
        value = getattr(wanted, key)
        active += [(words[value], key, str(value))] if value in words else []
    for key, said in (("since", _("From %(day)s")), ("until", _("Up to %(day)s"))):
        day = getattr(wanted, key)
        active += [(said % {"day": date_text(day)}, key, day.isoformat())] if day else []
    return {
        "wanted": wanted,
        "page": listed.page_of(wanted, view).made_into(_lines),
        "active": active,
        "selects": [
            Select("kind", _("Movement"), tuple(kinds), wanted.kind),
            Select("state", _("State"), tuple(states), wanted.state),
            Select("unit", _("Branch or group"), tuple(units), wanted.unit or ""),
            *_periods(wanted),
        ],
    }


def _periods(wanted: Wanted) -> list[Select]:
    """From which year on, and up to which, as days of an address."""
    years = range(today().year, today().year - 8, -1)
    since = tuple((f"{year}-01-01", str(year)) for year in years)
    until = tuple((f"{year}-12-31", str(year)) for year in years)
    return [
        Select("since", _("From year"), since, wanted.since.isoformat() if wanted.since else ""),
        Select("until", _("Up to year"), until, wanted.until.isoformat() if wanted.until else ""),
    ]


def _lines(rows: Sequence[Any]) -> list[Line]:
    made = []
    for movement, name, _person, _membership, unit, to_unit in rows:
        cells = (
            name or _("no longer on record"),
            date_text(movement.on),
            capitalized(movement_label(movement.kind)),
            f"{unit} → {to_unit}" if to_unit else unit,
            capitalized(reason_words(movement.reason)) if movement.reason else "–",
            state_of(movement),
        )
        made.append(Line(cells, url_for("members.movement", movement_id=movement.id)))
    return made
