"""Verbs on roles: grant, end, take the end back, hand an office over to a successor."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app, g
from flask_babel import gettext as _

from ..audit import record
from ..database import db, on_the_map
from ..errors import Invalid, Stale
from ..history.models import Event
from ..locale import today
from ..spaces.models import Body, Officer
from ..text import name_key
from . import granting, in_hand, telling, units
from .models import Account, SpaceMembership
from .people import candidate, membership_of, person_of
from .queries import as_held, in_force

OFFICE = ("body_id", "office", "in_charge_of_front")


@dataclass(frozen=True)
class Grant:
    """A role to be handed out in the space of the request; without units and bodies the whole."""

    role: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    unit_ids: tuple[int, ...] = ()
    body_ids: tuple[int, ...] = ()


def grant_role(account: Account, grant: Grant) -> SpaceMembership:
    """Give an account a role in this space. The map must be open for writing.

    Raises Refused for a role that gives more than the granter holds, and for the own account;
    Invalid on dates, units or bodies that do not fit.
    """
    granting.refuse_own(account.id)
    _check(grant)
    return _give(account, grant)


def grant_to(account_id: int, grant: Grant) -> Account:
    """Give a role in this space to somebody with an account in a space its granter administers.

    Raises NotFound on any other account; else as grant_role() does.
    """
    with on_the_map(write=True):
        known = granting.spaces_of_candidates(db.session, g.access)
        account = candidate(db.session, known, account_id)
        telling.tell_of_role(grant_role(account, grant))
    return account


def end_role(membership_id: int, last_day: dt.date | None = None) -> Event:
    """End a role in this space: after a last day, or at once. Gives the event, to be undone.

    Raises NotFound on a role of another space; Refused on an own one, on one that gives more than
    its user holds and on that of the last administrator; Invalid on a day after its end.
    """
    here = g.access.here.id
    with on_the_map(write=True):
        granting.lock_administrators([here])
        membership = _in_hand(membership_id)
        in_hand.require_within_own(db.session, membership)
        before = _facts(membership)
        day = last_day or today() - dt.timedelta(days=1)
        if membership.valid_to is not None and day > membership.valid_to:
            raise Invalid(_("The role ends before that day already."), "last_day")
        membership.valid_to = day
        account = db.session.get_one(Account, membership.account_id)
        if granting.administers_all(as_held(membership)):
            granting.keep_an_administrator(here, day + dt.timedelta(days=1), account)
        telling.tell_of_end(membership)
        after = _facts(membership)
        return record("accounts.role_ended", account, space_id=here, before=before, after=after)


def restore_role(event: Event, payload: dict[str, Any]) -> None:
    """Take the recorded end of a role back: it lasts as long as it did before.

    Raises Stale when the role was changed since, NotFound and Refused as end_role() does.
    """
    before, ended = payload["before"], payload["after"]
    with on_the_map(write=True):
        membership = _in_hand(int(before["membership"]))
        in_hand.require_within_own(db.session, membership)
        if str(membership.valid_to) != ended["until"]:
            raise Stale(_("This role was changed since. Look at it again."))
        membership.valid_to = before["until"] and dt.date.fromisoformat(before["until"])
        telling.tell_of_role(membership)
        account = db.session.get_one(Account, membership.account_id)
        record(
            "accounts.role_restored",
            account,
            space_id=g.access.here.id,
            before=ended,
            after=_facts(membership),
            undoes=event.id,
        )


def hand_over(account_id: int, successor_id: int, day: dt.date) -> tuple[Account, Account]:
    """Hand everything somebody is in this space over to a successor, whose first day is `day`.

    Roles end the day before and begin anew for the successor, and so do offices held in bodies.
    Raises NotFound on people unknown here or to the user, Refused as end_role() and grant_role()
    do, Invalid when there is nothing to hand over.
    """
    here, eve = g.access.here.id, day - dt.timedelta(days=1)
    with on_the_map(write=True):
        granting.refuse_own(account_id)
        granting.refuse_own(successor_id)
        granting.lock_administrators([here])
        predecessor = person_of(db.session, here, account_id)
        known = granting.spaces_of_candidates(db.session, g.access)
        successor = candidate(db.session, known, successor_id)
        roles = [m for m in predecessor.roles if m.valid_to is None or m.valid_to >= day]
        if not roles or account_id == successor_id:
            raise Invalid(_("Choose a successor of somebody who still has a role here."), "who")
        for held in roles:
            telling.tell_of_role(_give(successor, _as_grant(held, day)))
            held.valid_to = eve
            telling.tell_of_end(held)
        offices = _move_offices(account_id, successor, day)
        if any(granting.administers_all(as_held(m)) for m in roles):
            granting.keep_an_administrator(here, day, predecessor.account)
        facts = {"successor": successor.display_name, "from": day, "offices": offices}
        record("accounts.office_handed_over", predecessor.account, space_id=here, after=facts)
    return predecessor.account, successor


def _move_offices(account_id: int, successor: Account, day: dt.date) -> list[str]:
    """End the predecessor's offices and begin the successor's; what was, stays on record.

    Without a number: that of the account is for signing in, that of an office is read from above.
    """
    held = db.session.scalars(
        sa.select(Officer).where(
            Officer.space_id == g.access.here.id,
            Officer.account_id == account_id,
            sa.or_(Officer.valid_to.is_(None), Officer.valid_to >= day),
        )
    ).all()
    for office in held:
        office.valid_to = day - dt.timedelta(days=1)
        office.version += 1
        db.session.add(
            Officer(
                space_id=office.space_id,
                person_name=successor.display_name,
                sort_key=name_key(successor.display_name),
                account_id=successor.id,
                valid_from=day,
                **{column: getattr(office, column) for column in OFFICE},
            )
        )
    return [office.office for office in held]


def _in_hand(membership_id: int) -> SpaceMembership:
    """A role of this space which is not the user's own."""
    membership = membership_of(db.session, g.access.here.id, membership_id)
    granting.refuse_own(membership.account_id)
    return membership


def _give(account: Account, grant: Grant) -> SpaceMembership:
    here = g.access.here.id
    granting.require_holding(grant.role, frozenset(grant.body_ids) or None)
    membership = SpaceMembership(
        account_id=account.id,
        in_space_id=here,
        role=grant.role,
        unit_ids=list(grant.unit_ids) or None,
        body_ids=list(grant.body_ids) or None,
        valid_from=grant.valid_from,
        valid_to=grant.valid_to,
        granted_by=g.access.account_id,
    )
    db.session.add(membership)
    db.session.flush()
    record("accounts.role_granted", account, space_id=here, after=_facts(membership))
    return membership


def _check(grant: Grant) -> None:
    role = current_app.extensions["portal"].roles.get(grant.role)
    if role is None:
        raise Invalid(_("Choose a role."), "role")
    if grant.valid_to is not None and grant.valid_to < grant.valid_from:
        raise Invalid(_("The last day lies before the first."), "valid_to")
    if role.narrowed and not grant.unit_ids:
        raise Invalid(_("Choose at least one unit for this role."), "units")
    if not set(grant.unit_ids) <= {number for number, _name in units.offered()}:
        raise Invalid(_("Choose units of this space."), "units")
    if not set(grant.body_ids) <= {body.id for body in bodies_here()}:
        raise Invalid(_("Choose bodies of this space."), "bodies")


def bodies_here() -> list[Body]:
    """The bodies of this space, by rank."""
    return list(
        db.session.scalars(
            sa.select(Body)
            .where(Body.space_id == g.access.here.id, in_force(Body))
            .order_by(Body.rank, Body.id)
        )
    )


def _as_grant(held: SpaceMembership, day: dt.date) -> Grant:
    first = max(day, held.valid_from)
    return Grant(
        held.role, first, held.valid_to, tuple(held.unit_ids or ()), tuple(held.body_ids or ())
    )


def _facts(membership: SpaceMembership) -> dict[str, Any]:
    return {
        "membership": membership.id,
        "role": membership.role,
        "from": membership.valid_from,
        "until": membership.valid_to,
        "units": membership.unit_ids,
        "bodies": membership.body_ids,
    }
