"""Whether somebody on the list is present: away since a day, far off or out of contact, or back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import g
from flask_babel import gettext as _

from portal.audit import Event, plain, record
from portal.database import db
from portal.errors import Invalid, Stale
from portal.history.undoing import put_back

from .models import MembersMembership
from .queries import member_in, member_of
from .register_checks import check_away


def note_away(membership_id: int, how: str, since: dt.date | None) -> Event:
    """Note since when and why a member is not present; the member stays on the list.

    Gives the event, to be undone. Raises NotFound, Invalid on a day to come or on who left.
    """
    if not how:
        raise Invalid(_("Choose why the member is not present."), "how")
    check_away(how, since)
    return _set(membership_id, how, since)


def note_back(membership_id: int) -> Event:
    """Note that a member is present again; gives the event. Raises NotFound, Stale on who is."""
    return _set(membership_id, None, None)


def put_whereabouts_back(event: Event, payload: dict[str, Any]) -> None:
    """Undo note_away() or note_back(). Raises Stale when it was noted anew since."""
    person, member = member_of(event)
    before, after = payload["before"], payload["after"]
    if plain(_facts(member)) != after or member.state == "left":
        raise Stale(_("This was changed since, so it cannot be undone."))
    put_back(member, before)
    member.version += 1
    record("members.whereabouts", person, before=after, after=before, undoes=event.id)


def _set(membership_id: int, how: str | None, since: dt.date | None) -> Event:
    person, member = member_in(g.access.here.id, membership_id, lock=True)
    if member.state == "left":
        raise Invalid(_("This person is no longer on the list. Record the return first."))
    before = _facts(member)
    member.away_how, member.away_since = how, since
    after = _facts(member)
    if before == after:
        raise Stale(_("This was noted already."))
    member.version += 1
    db.session.flush()
    return record("members.whereabouts", person, before=before, after=after)


def _facts(member: MembersMembership) -> dict[str, Any]:
    return {"away_how": member.away_how, "away_since": member.away_since}
