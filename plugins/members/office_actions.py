"""Verbs on offices whose holders are members: link, unlink, and let them follow the register.

"Heads who are Party members" is counted from the offices; what is recorded once, of the member, is
never typed again.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_babel import gettext as _

from plugins.units.models import UnitsOffice
from plugins.units.officer_queries import office_in
from portal.audit import Event, record
from portal.database import db
from portal.errors import Stale

from .mark_queries import SEE
from .models import MembersOffice, MembersPartyMark
from .office_queries import Seat, following, linked_seats, seats_to_link

LINKED, UNLINKED = "members.office_linked", "members.office_unlinked"


def link_offices(office_ids: Collection[int]) -> list[Event]:
    """Confirm that holders of offices are the members they seem to be; an event for each.

    The offices then say of Party membership what the register says. Raises Stale where an office
    is not proposed any more, or of another space.
    """
    here = g.access.here.id
    proposed = {seat.office.id: seat for seat in seats_to_link(here)}
    if not set(office_ids) <= proposed.keys():
        raise Stale(_("Some of these offices are not proposed any more. Look at the list again."))
    return [_link(proposed[each]) for each in sorted(set(office_ids))]


def unlink_office(office_id: int) -> Event:
    """Let Party membership be typed at an office again; it stays as it is.

    Raises NotFound, Stale.
    """
    here = g.access.here.id
    office = office_in(here, office_id, lock=True)
    if office.party_from is None:
        raise Stale(_("This office does not follow the register."))
    seat = next(each for each in linked_seats(here) if each.office.id == office.id)
    _cut(office)
    return record(UNLINKED, seat.person or seat.holder, after=_facts(seat))


def take_link_back(event: Event, payload: dict[str, Any]) -> None:
    """Undo link_offices() of one office. Raises Stale where it was unlinked since."""
    office = office_in(event.space_id, payload["after"]["_office"], lock=True)
    if office.party_from is None:
        raise Stale(_("This office does not follow the register."))
    seat = next(each for each in linked_seats(event.space_id) if each.office.id == office.id)
    _cut(office)
    office.party_member = payload["before"]["party_member"]
    db.session.flush()
    record(UNLINKED, seat.person or seat.holder, after=_facts(seat), undoes=event.id)


def follow(space_id: int, membership_ids: Collection[int]) -> None:
    """Let the offices of members say what is recorded of them; flushes.

    A former office keeps saying how it was held: who joined the Party later was no Party member.
    """
    for office, mark in following(space_id, membership_ids):
        office.party_member = _said(office, mark)
    db.session.flush()


def _link(seat: Seat) -> Event:
    office, person = seat.office, seat.person
    assert person is not None
    before = office.party_member
    of = {"space_id": office.space_id, "unit_id": office.unit_id, "office_id": office.id}
    db.session.add(MembersOffice(membership_id=person.membership_id, **of))
    office.party_from = SEE
    db.session.flush()
    follow(office.space_id, [person.membership_id])
    after = {"party_member": office.party_member, **_facts(seat)}
    return record(LINKED, person, before={"party_member": before}, after=after)


def _cut(office: UnitsOffice) -> None:
    query = sa.select(MembersOffice).where(
        MembersOffice.space_id == office.space_id, MembersOffice.office_id == office.id
    )
    for link in db.session.scalars(query):
        db.session.delete(link)
    office.party_from = None
    db.session.flush()


def _facts(seat: Seat) -> dict[str, Any]:
    return {"office": seat.label, "unit": seat.unit.name, "_office": seat.office.id}


def _said(office: UnitsOffice, mark: MembersPartyMark | None) -> bool | None:
    if mark is None:
        return None
    joined_later = (
        mark.since is not None and office.ended_on is not None and mark.since >= office.ended_on
    )
    return mark.party_member and not joined_later
