"""The people of a space as a file.

It goes out only. Accounts do not come from a file: a name or number that somebody else in the
portal has must be refused without saying whose it is and counted (see throttle), one by one, and
an account once made can be disabled, never taken back, so neither all-or-nothing nor undo holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l

from ..database import db, on_the_map
from ..listing import view_from
from ..sheets import Sheet, SheetList, date_column, text_column
from .forms import wanted_people
from .people import STATES, everyone_of
from .rights import role_label

SHEET = Sheet(
    "accounts.people",
    _l("People of this space"),
    (
        text_column("name", _l("Full name"), width=28),
        text_column("roles", _l("Roles"), width=36),
        date_column("since", _l("First day")),
        date_column("until", _l("Last day")),
        text_column("state", _l("State")),
    ),
)


def rows(args: Any) -> Iterable[dict[str, Any]]:
    """The people that the list's address shows, on every page."""
    with on_the_map():
        found = everyone_of(db.session, g.access.here.id, wanted_people(args), view_from(args))
    for person in found:
        held = person.present_roles or person.roles[:1]
        ends = [m.valid_to for m in held]
        yield {
            "id": person.account.id,
            "name": person.account.display_name,
            "roles": ", ".join(str(role_label(m.role)) for m in held),
            "since": min((m.valid_from for m in held), default=None),
            "until": max((day for day in ends if day), default=None) if all(ends) else None,
            "state": str(STATES[person.state]),
        }


PEOPLE = SheetList(
    "accounts.people",
    _l("People of this space"),
    SHEET,
    needs="accounts.view_people",
    rows=rows,
    endpoint="accounts.people",
)
