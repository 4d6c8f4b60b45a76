"""What the page about a space tells: who led it, what it leads, its bodies, who administers it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask import g
from sqlalchemy.orm import Session

from ..accounts.granting import administers
from ..accounts.models import Account, SpaceMembership
from ..accounts.queries import in_force
from ..database import db, on_the_map
from ..guards import guard
from ..locale import today
from .heads import is_closed
from .models import Body, FormerLeader, Line, Officer, Space, SpaceAddress, SpaceKind

FEW = 12


@dataclass(frozen=True)
class BodySummary:
    """A body of a space and its officers of today; `name` is empty for the space itself."""

    name: str
    officers: list[Officer]


@dataclass(frozen=True)
class About:
    """What is told of a space besides its standing."""

    line: Line
    leader: Space | None
    former_leaders: list[tuple[str, FormerLeader]]
    former_addresses: list[SpaceAddress]
    led: list[Space]
    led_count: int
    administrators: list[str] | None
    """None where the reader is no member: names are for those who work here."""


def about(space: Space) -> About:
    """Everything of the map about a space."""
    is_led = sa.and_(Space.parent_id == space.id, Space.closed_on.is_(None))
    led = db.session.scalars(
        sa.select(Space)
        .join(SpaceKind, SpaceKind.name == Space.kind)
        .where(is_led)
        .order_by(SpaceKind.rank, Space.sort_key, Space.id)
        .limit(FEW)
    )
    former = db.session.execute(
        sa.select(Space.short_name, FormerLeader)
        .join(FormerLeader, FormerLeader.leader_id == Space.id)
        .where(FormerLeader.in_space_id == space.id)
        .order_by(FormerLeader.until.desc(), FormerLeader.id.desc())
    )
    addresses = db.session.scalars(
        sa.select(SpaceAddress)
        .where(SpaceAddress.in_space_id == space.id)
        .order_by(SpaceAddress.until.desc(), SpaceAddress.slug)
    )
    return About(
        line=db.session.get_one(Line, space.line),
        leader=db.session.get(Space, space.parent_id) if space.parent_id else None,
        former_leaders=[(name, row) for name, row in former],
        former_addresses=list(addresses),
        led=list(led),
        led_count=db.session.scalar(sa.select(sa.func.count(Space.id)).where(is_led)) or 0,
        administrators=_administrators(space) if may_read_names() else None,
    )


@guard("spaces.names_of_administrators")
def may_read_names() -> bool:
    """Whether who administers the space is told by name: to those who work in it."""
    return bool(g.access.is_member)


def may_enter(space: Space | None) -> bool:
    """Whether a link to another space leads anywhere for who reads."""
    if space is None:
        return False
    held = g.access.memberships
    whole = {m.space_id for m in held if m.unlimited}
    own = not is_closed(space) and any(m.space_id == space.id for m in held)
    return own or any(
        space.id in below for overseer, below in g.access.below_of.items() if overseer in whole
    )


def bodies_of(session: Session, space_id: int) -> list[BodySummary]:
    """The bodies of a space today with who holds office in them, within the session's reach."""
    day = today()
    bodies = session.scalars(
        sa.select(Body)
        .where(Body.space_id == space_id, in_force(Body, day))
        .order_by(Body.rank, Body.id)
    ).all()
    officers = session.scalars(
        sa.select(Officer)
        .where(Officer.space_id == space_id, in_force(Officer, day))
        .order_by(Officer.in_charge_of_front.desc(), Officer.sort_key, Officer.id)
    ).all()
    own = BodySummary("", [officer for officer in officers if officer.body_id is None])
    return ([own] if own.officers else []) + [
        BodySummary(body.name, [each for each in officers if each.body_id == body.id])
        for body in bodies
    ]


def _administrators(space: Space) -> list[str]:
    with on_the_map():
        return list(
            db.session.scalars(
                sa.select(Account.display_name)
                .where(
                    sa.exists().where(
                        SpaceMembership.account_id == Account.id,
                        SpaceMembership.in_space_id == space.id,
                        administers(),
                        in_force(SpaceMembership),
                    ),
                    Account.disabled_at.is_(None),
                )
                .order_by(Account.sort_key, Account.id)
            )
        )
