"""The words for what an event keeps: fields, settings, roles and days as a reader knows them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..entering import registry
from ..locale import date_text

DAY = re.compile(r"\d{4}-\d\d-\d\d")
FIELDS: dict[str, Any] = {
    "account_id": _l("Number of the account"),
    "added": _l("Added rows"),
    "address": _l("Address"),
    "bodies": _l("Numbers of the bodies"),
    "body_id": _l("Number of the body"),
    "changed": _l("Changed rows"),
    "changed_areas": _l("Changed areas"),
    "closed_on": _l("Closed from"),
    "code": _l("Code"),
    "display_name": _l("Full name"),
    "document": _l("Deciding document"),
    "email": _l("E-mail"),
    "end_document": _l("Document of the end"),
    "filter": _l("Filter"),
    "from": _l("From day"),
    "gone": _l("Rows no longer in the file"),
    "in_charge_of_front": _l("In charge of the Front and organizations"),
    "kind": _l("Kind"),
    "leader": _l("Led by"),
    "leader_id": _l("Number of the leading space"),
    "list": _l("List"),
    "membership": _l("Number of the role"),
    "name": _l("Name"),
    "new_areas": _l("New areas"),
    "new_spaces": _l("New spaces"),
    "office": _l("Office"),
    "offices": _l("Offices"),
    "opened_on": _l("Opened on"),
    "person_name": _l("Full name"),
    "phone": _l("Phone number"),
    "rank": _l("Order"),
    "reason": _l("Reason"),
    "renamed_spaces": _l("Renamed spaces"),
    "role": _l("Role"),
    "rows": _l("Rows"),
    "sha256": _l("SHA-256 hash of the file"),
    "short_name": _l("Short name"),
    "successor": _l("Successor"),
    "unchanged_spaces": _l("Unchanged spaces"),
    "units": _l("Numbers of the units"),
    "until": _l("Last day"),
    "username": _l("Username"),
    "valid_from": _l("From day"),
    "valid_to": _l("Last day"),
}
"""What the core's own events keep; a module words its own by `Verb.fields`."""


def field_words(verb: str, field: str) -> str:
    """What a reader calls a field of an event; its bare name where nobody words it."""
    known = registry()
    own = known.verbs[verb].fields if verb in known.verbs else {}
    if field in own:
        return str(own[field])
    if field in known.settings:
        return str(known.settings[field].label)
    return str(FIELDS.get(field, field))


def apart(verb: str, saved: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, str]:
    """The fields in which what is saved and what was typed differ, for Stale and a reader."""
    fields = [f for f in typed if typed[f] != saved.get(f) and not f.endswith("_ids")]
    sides = {"theirs": saved, "yours": typed}
    return {
        side: "; ".join(
            f"{field_words(verb, f)}: {value_words(f, of.get(f), verb) or '–'}" for f in fields
        )
        for side, of in sides.items()
    }


def value_words(field: str, value: Any, verb: str = "") -> str:
    """A kept value as a reader writes it: roles and choices by name, days as dd/mm/yyyy."""
    known = registry()
    if value is None:
        return ""
    worded = known.verbs[verb].values.get(field) if verb in known.verbs else None
    if worded is not None:
        return str(worded(value))
    if field in known.settings:
        return known.settings[field].text_of(value)
    if field == "role" and value in known.roles:
        return str(known.roles[value].label)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(value_words(field, each) for each in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {value_words('', each)}" for key, each in value.items())
    if isinstance(value, str) and DAY.fullmatch(value):
        return date_text(dt.date.fromisoformat(value))
    return str(value)
