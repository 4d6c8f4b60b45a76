"""The row by which the receiving unit of a transfer is asked; it stands while nobody answered."""

from __future__ import annotations

import sqlalchemy as sa
from flask import g, url_for

from portal.accounts.models import SpaceMembership
from portal.database import db, on_the_map
from portal.locale import today
from portal.notifications.actions import notify

from .charters import TRANSFER
from .models import MembersMembership, MembersMovement, MembersOffer, MembersPerson
from .movement_facts import unit_name
from .movement_queries import offer_of

OFFERED, ANSWERED = "members.offered", "members.offer_answered"


def keep_offer(
    movement: MembersMovement, membership: MembersMembership, person: MembersPerson
) -> None:
    """Let the offer of a movement be there exactly while the transfer is proposed; flushes."""
    offer = offer_of(movement)
    wanted = movement.kind == TRANSFER and movement.state == "proposed"
    if offer is not None and not wanted:
        db.session.delete(offer)
    if wanted and offer is None and movement.to_unit_id is not None:
        offer = MembersOffer(
            space_id=movement.space_id,
            unit_id=movement.to_unit_id,
            from_unit_id=membership.unit_id,
            from_unit_name=unit_name(membership.space_id, membership.unit_id) or "",
            movement_id=movement.id,
            membership_id=membership.id,
            name=person.name,
            birth_year=membership.birth_year,
            sex=membership.sex,
            on=movement.on,
        )
        db.session.add(offer)
        db.session.flush()
        url = url_for("members.offer", offer_id=offer.id)
        tell_heads(offer.space_id, offer.unit_id, OFFERED, url)
    db.session.flush()


def tell_heads(space_id: int, unit_id: int, kind: str, url: str) -> None:
    """Tell those who are narrowed to a unit that an offer waits for it, or was answered."""
    with on_the_map():
        found = db.session.scalars(
            sa.select(SpaceMembership.account_id).where(
                SpaceMembership.in_space_id == space_id,
                SpaceMembership.unit_ids.contains([unit_id]),
                SpaceMembership.valid_from <= today(),
                sa.or_(SpaceMembership.valid_to.is_(None), SpaceMembership.valid_to >= today()),
            )
        ).all()
    others = set(found) - {g.access.account_id}
    if others:
        notify(others, kind, space_id=space_id, url=url)
