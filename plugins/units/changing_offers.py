"""What acts on the life of units offer: the kinds of event, and how each is taken back."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.offering import Slot, Verb

from .changing_undoing import undo_act
from .unit_offers import KEEP

PREPARE = "units.prepare"
FIELDS = {
    "day": _l("Day"),
    "from": _l("Split from"),
    "hamlets": _l("Hamlets"),
    "into": _l("Went into"),
    "under": _l("Stands under"),
    "units": _l("Units"),
    "due": _l("Next congress due"),
}
VERBS = [
    Verb("units.renamed", _l("renamed the unit"), undo_act, KEEP, FIELDS),
    Verb("units.dissolved", _l("dissolved the unit"), undo_act, KEEP, FIELDS),
    Verb("units.dissolved_together", _l("dissolved together:"), undo_act, KEEP, FIELDS),
    Verb("units.dissolved_along", _l("dissolved, together with others:"), fields=FIELDS),
    Verb("units.merged", _l("merged other units into"), undo_act, KEEP, FIELDS),
    Verb("units.went_into", _l("ended, by merging it into another unit:"), fields=FIELDS),
    Verb("units.split", _l("split the unit"), undo_act, KEEP, FIELDS),
    Verb("units.split_off", _l("founded, by splitting another unit:"), fields=FIELDS),
    Verb("units.moved_along", _l("put under another unit:"), fields=FIELDS),
    Verb("units.congresses_set", _l("set the next congress of"), undo_act, KEEP, FIELDS),
    Verb(
        "units.congress_set", _l("set, together with others, the next congress of"), fields=FIELDS
    ),
    Verb("units.moved", _l("put under another unit, together:"), undo_act, KEEP, FIELDS),
    Verb("units.taken_back", _l("undid an act on"), fields=FIELDS),
    Verb("units.restored", _l("restored, by undoing an act:"), fields=FIELDS),
    Verb("units.taken_away", _l("took away, by undoing an act:"), fields=FIELDS),
]


def acts_of(unit: Any, **_context: Any) -> Markup:
    """The ways to the acts on a unit that stands, for its page in its own space."""
    return Markup(render_template("units/_changing_acts.html", unit=unit))


SLOTS = [Slot("units.acts", PREPARE, acts_of)]
