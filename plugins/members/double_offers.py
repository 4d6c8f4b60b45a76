"""What the search for doubles offers: kinds of event, a finding for the overview, the way there."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.kept_parts import drawn
from portal.offering import Slot, Verb, Widget

from . import double_actions, double_showing
from . import double_views as double_views
from .double_queries import MERGED

KEEP, PREPARE = "members.keep", "members.prepare"
FIELDS = {"double": _l("Double"), "other": _l("The other one")}


def way_there(**_context: Any) -> Markup:
    """The link to the page of likely doubles."""
    return drawn("members/_doubles_link.html", url=url_for("members.doubles"))


VERBS = [
    Verb(
        "members.judged_distinct",
        _l("judged to be somebody else than another:"),
        double_actions.ask_again,
        KEEP,
        FIELDS,
    ),
    Verb("members.asked_again", _l("took back that these are two people:"), fields=FIELDS),
    Verb(MERGED, _l("merged a double into"), double_actions.part, KEEP, FIELDS),
    Verb("members.parted", _l("parted a double again from"), fields=FIELDS),
]
WIDGETS = [Widget("members.doubles", PREPARE, double_showing.find, order=130)]
SLOTS = [Slot("members.list_acts", PREPARE, way_there, order=30, asks=False)]
