"""The row by which the receiving unit of a transfer is asked; it stands while nobody answered."""

from __future__ import annotations

from portal.database import db

from .charters import TRANSFER
from .models import MembersMembership, MembersMovement, MembersOffer, MembersPerson
from .movement_facts import unit_name
from .movement_queries import offer_of


def keep_offer(
    movement: MembersMovement, membership: MembersMembership, person: MembersPerson
) -> None:
    """Let the offer of a movement be there exactly while the transfer is proposed; flushes."""
    offer = offer_of(movement)
    wanted = movement.kind == TRANSFER and movement.state == "proposed"
    if offer is not None and not wanted:
        db.session.delete(offer)
    if wanted and offer is None and movement.to_unit_id is not None:
        db.session.add(
            MembersOffer(
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
        )
    db.session.flush()
