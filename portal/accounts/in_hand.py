"""Whose account and roles somebody may touch: nobody's who can do more, or works elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa
from flask import g
from flask_babel import gettext as _

from ..access import Membership
from ..errors import Refused
from ..guards import guard
from ..locale import today
from .granting import administers_all, can_sign_in, gives_no_more, spaces_managed
from .models import Account, SpaceMembership
from .queries import AnySession, as_held, in_force, memberships_of, overseers_of


def require_account_in_hand(session: AnySession, account_id: int, space_id: int) -> None:
    """Raise Refused, saying why, unless the account of this request may change another one."""
    reason = why_out_of_hand(session, account_id, space_id)
    if reason:
        raise Refused(reason)


def why_out_of_hand(session: AnySession, account_id: int, space_id: int) -> str | None:
    """Why the account of this request may make no code for another one, nor change or disable it.

    None where it may. An account is one for all spaces: whoever makes a code for it or disables
    it, does so everywhere, and who reads a code can sign in with it.
    """
    m = SpaceMembership
    lasting = sa.or_(m.valid_to.is_(None), m.valid_to >= today())
    held = session.scalars(sa.select(m).where(m.account_id == account_id, lasting)).all()
    if all(each.in_space_id != space_id for each in held):
        return _("This person has no role here any more. Give one first.")
    if _works_outside(session, held):
        return _(
            "This person also works outside what you administer. An administrator above can do"
            " it; here you can end the roles in your space."
        )
    if beyond(session, held):
        return _("This person holds rights that you do not hold. Ask an administrator above.")
    return None


def require_within_own(session: AnySession, held: SpaceMembership) -> None:
    """Raise Refused on a role that gives more than the account of this request holds."""
    if beyond(session, [held]):
        raise Refused(_("This role gives rights that you do not hold. Ask an administrator above."))


@guard("accounts.no_more_than_own", without=frozenset())
def beyond(session: AnySession, held: Collection[SpaceMembership]) -> frozenset[int]:
    """Those of some roles, by id, that give more than the account of this request holds there.

    Whoever administers the whole space may touch such a role all the same when nobody else who
    can sign in could: a leader who lost the password, or left, must not be stuck for ever.
    """
    account_id = g.access.account_id
    own = memberships_of(session, account_id)
    above = overseers_of(session, {m.in_space_id for m in held})
    more = [m for m in held if not _covered(m, own, above)]
    if not more:
        return frozenset()
    managed = spaces_managed(session, account_id)
    others = _administrators(session, above)
    return frozenset(
        m.id
        for m in more
        if m.in_space_id not in managed
        or any(
            _covered(m, theirs, above)
            for other, theirs in others.items()
            if other not in (account_id, m.account_id)
        )
    )


@guard("accounts.whole_account", without=False)
def _works_outside(session: AnySession, held: Collection[SpaceMembership]) -> bool:
    managed = spaces_managed(session, g.access.account_id)
    return not {m.in_space_id for m in held} <= managed


def _administrators(
    session: AnySession, above: Mapping[int, frozenset[int]]
) -> dict[int, list[Membership]]:
    """Who can sign in and administers some spaces or those above them, with all their roles."""
    there = frozenset(above).union(*above.values())
    m, found = SpaceMembership, dict[int, list[Membership]]()
    rows = session.scalars(
        sa.select(m)
        .join(Account, Account.id == m.account_id)
        .where(m.in_space_id.in_(there), in_force(m), can_sign_in())
    )
    for each in rows:
        found.setdefault(each.account_id, []).append(as_held(each))
    return {who: roles for who, roles in found.items() if any(map(administers_all, roles))}


def _covered(
    held: SpaceMembership, by: Iterable[Membership], above: Mapping[int, frozenset[int]]
) -> bool:
    """Whether some memberships together give all that a role gives where it is held."""
    space_id = held.in_space_id
    return gives_no_more(held.role, as_held(held).bodies, by, space_id, above[space_id])
