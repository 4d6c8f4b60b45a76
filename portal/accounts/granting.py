"""Who may hand out what: never more than one holds, never to oneself, never the last away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

import sqlalchemy as sa
from flask import current_app, g
from flask_babel import gettext as _

from ..access import Access, Membership, Permission, Role
from ..database import db
from ..errors import Refused
from ..guards import guard
from .models import Account, SpaceMembership
from .queries import AnySession, in_force, memberships_of, overseen_by

MANAGE = "accounts.manage"


def permission_named(name: str) -> Permission:
    """A permission by its name. Raises KeyError on an unknown one."""
    found: Permission = current_app.extensions["portal"].permissions[name]
    return found


def permissions_of(role: str) -> list[Permission]:
    """What a role gives, from every module."""
    every: Iterable[Permission] = current_app.extensions["portal"].permissions.values()
    return [permission for permission in every if role in permission.roles]


def grantable(access: Access) -> list[Role]:
    """The roles that this account may hand out in the space of the address."""
    roles: Iterable[Role] = current_app.extensions["portal"].roles.values()
    return [role for role in roles if holds_all_of(access, role.name, _own_bodies(access))]


@guard("accounts.never_more_than_held")
def holds_all_of(access: Access, role: str, bodies: frozenset[int] | None) -> bool:
    """Whether the account holds everything a role would give in the space of the address.

    Holding it in a space above counts, also for rights that do not descend: otherwise nobody
    could ever give a new space its first officers. A role narrowed to bodies hands out no more
    than those, and one narrowed to units hands out nothing.
    """
    here = access.here
    return here is not None and gives_no_more(role, bodies, access.memberships, here.id, here.above)


def require_holding(role: str, bodies: frozenset[int] | None) -> None:
    """Raise Refused unless the account of this request holds all that a role would give."""
    if not holds_all_of(g.access, role, bodies):
        raise Refused(
            _("You can only hand out rights that you hold yourself. Ask an administrator above.")
        )


@guard("accounts.own_roles", without=None)
def refuse_own(account_id: int) -> None:
    """Raise Refused when somebody is about to change what belongs to the own account."""
    if account_id == g.access.account_id:
        raise Refused(
            _("Nobody changes the own roles. Ask another administrator of this space or above.")
        )


def lock_administrators(space_ids: Iterable[int]) -> None:
    """Let no one else change who administers these spaces until the commit.

    Called before the change, so that two who end each other at the same moment do not both
    succeed. The map must be open for writing.
    """
    db.session.execute(
        sa.select(SpaceMembership.id)
        .where(SpaceMembership.in_space_id.in_(list(space_ids)), administers())
        .order_by(SpaceMembership.id)
        .with_for_update()
    )


@guard("accounts.last_administrator", without=None)
def keep_an_administrator(space_id: int, day: dt.date, leaving: Account) -> None:
    """Raise Refused when a space has nobody left on a day who administers it; after a change.

    Whoever leaves and can sign in must leave it to somebody who can.
    """
    db.session.flush()
    left = db.session.scalars(
        sa.select(can_sign_in())
        .select_from(SpaceMembership)
        .join(Account, Account.id == SpaceMembership.account_id)
        .where(
            SpaceMembership.in_space_id == space_id,
            administers(),
            Account.disabled_at.is_(None),
            in_force(SpaceMembership, day),
        )
    ).all()
    if not left:
        raise Refused(
            _(
                "This is the last administrator of the space. Make another one first, or hand"
                " the office over."
            )
        )
    if leaving.password_hash and not any(left):
        raise Refused(
            _(
                "No other administrator of the space has chosen a password yet. Let one of them"
                " sign in first."
            )
        )


def administers() -> sa.ColumnElement[bool]:
    """The condition that a membership lets its account administer the space, all of it."""
    return sa.and_(
        SpaceMembership.role.in_(permission_named(MANAGE).roles),
        SpaceMembership.unit_ids.is_(None),
        SpaceMembership.body_ids.is_(None),
    )


def can_sign_in() -> sa.ColumnElement[bool]:
    """The condition that an account can be used by its owner, without anybody's help."""
    return sa.and_(Account.disabled_at.is_(None), Account.password_hash.is_not(None))


def spaces_managed(session: AnySession, account_id: int) -> frozenset[int]:
    """Every space whose accounts somebody administers, by the own roles and by descent."""
    own = {m.space_id for m in memberships_of(session, account_id) if administers_all(m)}
    return frozenset(own).union(*overseen_by(session, own).values())


def spaces_of_candidates(session: AnySession, access: Access) -> frozenset[int]:
    """The spaces among whose people somebody looks for whom to give a role here."""
    here = {access.here.id} if access.here else set()
    return spaces_managed(session, access.account_id or 0) | here


def administers_all(m: Membership) -> bool:
    """Whether a role lets its account administer the space, all of it."""
    return m.unlimited and m.role in permission_named(MANAGE).roles


def gives_no_more(
    role: str,
    bodies: frozenset[int] | None,
    held: Iterable[Membership],
    space_id: int,
    above: frozenset[int],
) -> bool:
    """Whether roles held in a space and above it give all that a role in the space would."""
    own = [m for m in held if m.whole and m.space_id == space_id]
    over = [m for m in held if m.unlimited and m.space_id in above]
    covering = [m for m in own if m.bodies is None or (bodies is not None and bodies <= m.bodies)]
    return all(
        any(m.role in permission.roles for m in covering + over)
        for permission in permissions_of(role)
    )


def _own_bodies(access: Access) -> frozenset[int] | None:
    """The bodies a grant could be narrowed to by somebody who is narrowed to bodies."""
    here = [m for m in access.memberships if access.here and m.space_id == access.here.id]
    narrowed: Collection[frozenset[int]] = [m.bodies for m in here if m.bodies is not None]
    return frozenset.union(*narrowed) if narrowed and len(narrowed) == len(here) else None
