"""Word the head of a space's documents."""

from __future__ import annotations

from collections.abc import Mapping

from flask import g

from ..audit import record
from ..entering import registry
from ..errors import Invalid
from ..history.models import Event
from .letterheads import SETTINGS
from .setting_actions import INHERITED, put


def change_head(typed: Mapping[str, str], version: int) -> Event | None:
    """Word the document head of this space; what is left empty is as usual for its kind.

    Gives the event, to be undone, or None when nothing changed. Raises Invalid naming the field,
    Stale.
    """
    declared = registry().settings
    values = {declared[name]: _read(name, typed[name]) for name in SETTINGS}
    before = put(values, version)
    if before is None:
        return None
    here = g.access.here
    return record(
        "spaces.head_changed",
        here.name,
        space_id=here.id,
        before={each.name: value for each, value in before.items()},
        after={each.name: values[each] for each in before},
    )


def _read(name: str, typed: str) -> str | None:
    try:
        value = registry().settings[name].read(typed)
    except ValueError as error:
        raise Invalid(error.args[0], name.rpartition("head_")[2]) from None
    return INHERITED if value in ("", "usual") else str(value)
