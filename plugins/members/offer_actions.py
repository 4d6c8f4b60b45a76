"""A transfer within the space is offered to the receiving unit, which accepts or refuses it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from flask import g, url_for
from flask_babel import gettext as _

from portal.audit import Event
from portal.database import IN_FORCE, acting_within, db
from portal.errors import Invalid
from portal.locale import today
from portal.reach import Reach

from .models import MembersOffer
from .movement_actions import decide, refuse
from .movement_facts import typed_of, unit_name
from .movement_queries import movement_in, offer_in
from .offering_units import ANSWERED, tell_heads


def accept(offer_id: int, on: dt.date) -> Event:
    """Take an offered member into the unit from a day on; gives the event, to be undone.

    Until then the member stands in the former unit. Raises NotFound on an offer to another unit;
    Invalid on a day that cannot be; Stale.
    """
    offer = offer_in(g.access.here.id, offer_id, lock=True)
    with both_units(offer):
        movement = movement_in(offer.space_id, offer.movement_id, lock=True)
        typed = typed_of(
            movement,
            on=on,
            decided_on=movement.decided_on or on,
            decided_by=unit_name(offer.space_id, offer.unit_id),
            override=movement.override_reason,
            note=movement.override_note,
        )
        giver, space_id = offer.from_unit_id, offer.space_id
        event = decide(movement.id, movement.version, typed)
    tell_heads(space_id, giver, ANSWERED, _page_of(movement.id))
    return event


def decline(offer_id: int, on: dt.date) -> Event:
    """Refuse an offered member: nothing changes. Gives the event.

    Raises NotFound, Stale, Invalid on a day to come.
    """
    if on > today():
        raise Invalid(_("Choose a day up to today."), "day")
    offer = offer_in(g.access.here.id, offer_id, lock=True)
    giver, space_id, number = offer.from_unit_id, offer.space_id, offer.movement_id
    with both_units(offer):
        by = unit_name(space_id, offer.unit_id) or ""
        version = movement_in(space_id, number, lock=True).version
        event = refuse(number, version, on, by)
    tell_heads(space_id, giver, ANSWERED, _page_of(number))
    return event


@contextmanager
def both_units(offer: MembersOffer) -> Iterator[None]:
    """Reach the giving unit, too, for the answer to its offer: to it alone, and for this act alone.

    The head of the receiving unit sees nothing of the giving one. That the offer is there to be
    read is what allows the act: the giving side made it, and this unit is the one that answers.
    """
    reach: Reach = db.session.connection().info[IN_FORCE]
    if reach.units is None:
        yield
        return
    wider = replace(reach, units=reach.units | {offer.unit_id, offer.from_unit_id})
    with acting_within(wider):
        yield


def _page_of(movement_id: int) -> str:
    return url_for("members.movement", movement_id=movement_id)
