"""What counts typed by hand offer: kinds of event, an entry of the menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.offering import Verb

from . import number_actions as actions
from . import number_views as number_views
from .numbers import key_named

KEEP = "members.keep"
FIELDS = {
    "area_id": _l("Number of the hamlet"),
    "as_of": _l("Counted on"),
    "key": _l("What is counted"),
    "source": _l("Source"),
    "value": _l("How many"),
}
VALUES: dict[str, Callable[[Any], Any]] = {"key": lambda name: key_named(name).label}
VERBS = [
    Verb(
        "members.number_typed",
        _l("wrote down the count"),
        actions.take_back_typed,
        KEEP,
        FIELDS,
        VALUES,
    ),
    Verb(
        "members.number_corrected",
        _l("corrected the count"),
        actions.correct_back,
        KEEP,
        FIELDS,
        VALUES,
    ),
    Verb("members.number_removed", _l("removed the count"), actions.put_back, KEEP, FIELDS, VALUES),
]
