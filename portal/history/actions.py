"""Take an event back; erase the values that an event keeps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from flask import flash, g, url_for
from flask_babel import gettext as _

from ..access import reach_of
from ..audit import Verb, record
from ..database import acting_within, db, touched
from ..entering import allowed, registry
from ..errors import Invalid, NotFound, Refused, Stale
from ..guards import guard
from ..locks import UNDOING
from ..reach import Reach
from ..text import clean
from . import queries
from .chain import identify, waiting_events
from .models import Event, EventPayload
from .verifying import ERASED


def undo(event_id: int) -> Event:
    """Take an event of this space back and give the event that did.

    Raises NotFound, Refused without the right to the act itself, Stale when it was taken back
    already or the row has changed since.
    """
    event = queries.event_in(g.access.here.id, event_id)
    verb = registry().verbs.get(event.verb) if event else None
    if event is None or verb is None or verb.undo is None:
        raise NotFound()
    if not may_undo(verb):
        raise Refused(_("Only who may do this may also undo it."))
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(UNDOING, event.id)))
    if queries.undone_by([event]):
        raise Stale(_("This was already undone."))
    right = registry().permissions[str(verb.needs)]
    with acting_within(reach_of(g.access, right, read_only=False)) as reach:
        verb.undo(event, _payload(event, reach))
    done = next((e for e in waiting_events(db.session()) if e.undoes_id == event.id), None)
    return done or record("history.undone", event, undoes=event.id)


@guard("history.undo_right")
def may_undo(verb: Verb) -> bool:
    """Whether the account may take such an event back: it needs the right to the act itself."""
    return verb.needs is not None and allowed(verb.needs)


def erase(event_id: int, reason: str) -> Event:
    """Erase the values of an event of this space, as erase_payload() does. Raises NotFound too."""
    event = queries.event_in(g.access.here.id, event_id)
    if event is None:
        raise NotFound()
    return erase_payload(event, reason)


def erase_payload(event: Event, reason: str) -> Event:
    """Erase the values before and after of an event; the chain still verifies, and says who did.

    For a person's right to deletion (Law 91/2025/QH15, articles 4 and 14). Raises Invalid without
    a reason, Stale when nothing was there to erase.
    """
    if not clean(reason):
        raise Invalid(_("Write why the values are erased."), field="reason")
    erased = db.session.execute(
        sa.delete(EventPayload)
        .where(EventPayload.space_id == event.space_id, EventPayload.event_id == event.id)
        .execution_options(synchronize_session=False)
    )
    if touched(erased) != 1:
        raise Stale(_("The values of this event were already erased."))
    return record(ERASED, event, after={"reason": clean(reason)})


def notice_with_undo(event: Event, text: Any = None) -> None:
    """Tell what was done on the next page, with a button to undo it where that is possible."""
    text = text or _("Saved.")
    verb = registry().verbs[event.verb]
    if verb.undo is None or not may_undo(verb) or not allowed("history.undo"):
        flash(text, "ok")
        return
    event_id = identify(db.session(), event)
    address = url_for("history.undo", event_id=event_id)
    flash({"text": str(text), "undo": address}, "ok")  # type: ignore[arg-type]


def _payload(event: Event, reach: Reach) -> dict[str, Any]:
    """The values to go back to: read for the undoing itself, shown to nobody."""
    here = frozenset({event.space_id})
    with acting_within(replace(reach, personal=here, units=None)):
        payload = queries.payload_of(event)
    if payload is None:
        raise Stale(_("The values of this event were erased; it cannot be undone."))
    return payload.content
