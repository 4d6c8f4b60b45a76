"""Taking back what was done with movements, while nothing later happened to the member."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from portal.audit import Event, plain, record
from portal.database import db
from portal.errors import NotFound, Stale
from portal.history.undoing import put_back

from .candidates import enrolment_of, keep_candidate
from .charters import ENTRIES
from .models import MembersMembership, MembersMovement, MembersPerson
from .movement_actions import check_none_open, whom
from .movement_booking import check_last, unbook
from .movement_queries import membership_of, movement_in, person_of
from .offering_units import keep_offer
from .queries import member_in


def take_back(event: Event, payload: dict[str, Any]) -> None:
    """Undo a decided movement: what was recorded at once is gone, a proposal waits again.

    Raises Stale where anything later happened to the member.
    """
    movement = _movement(event, payload)
    person = undone(movement, payload["after"])
    record("members.move_undone", person, before=_shown(payload["after"]), undoes=event.id)


def undone(movement: MembersMovement, kept: dict[str, Any]) -> Any:
    """Take one booked movement back as it was kept; gives whom the history names."""
    if movement.state != "decided" or movement.membership_id is None:
        raise Stale(_("This was changed since, so it cannot be undone."))
    try:
        person, membership = member_in(movement.space_id, movement.membership_id, lock=True)
    except NotFound:
        raise Stale(_("This was changed since, so it cannot be undone.")) from None
    if movement.kind in ENTRIES:
        return _admission_undone(movement, membership, person, kept)
    unbook(movement, membership, kept["_was"], kept["_then"])
    if kept["_recorded"]:
        db.session.delete(movement)
        db.session.flush()
        return person
    movement.overridden, movement.override_reason, movement.override_note = [], None, None
    movement.decided_on = movement.decided_by = None
    keep_offer(movement, membership, person)
    return person


def _admission_undone(
    movement: MembersMovement,
    membership: MembersMembership,
    person: MembersPerson,
    kept: dict[str, Any],
) -> Any:
    check_last(movement, membership, kept["_then"])
    enrolment = enrolment_of(membership, person)
    named: Any = person
    if not kept["_recorded"]:
        movement.state, movement.turn, movement.membership_id = "proposed", None, None
        movement.decided_on = movement.decided_by = None
        movement.overridden, movement.override_reason, movement.override_note = [], None, None
        movement.version += 1
        db.session.flush()
        named = keep_candidate(movement, enrolment)
    try:
        with db.session.begin_nested():
            db.session.delete(person)
            db.session.flush()
            db.session.execute(
                sa.delete(MembersMembership).where(
                    MembersMembership.space_id == membership.space_id,
                    MembersMembership.id == membership.id,
                )
            )
    except sa.exc.IntegrityError:
        raise Stale(_("Other records belong to this member by now.")) from None
    return named


def take_proposal_back(event: Event, payload: dict[str, Any]) -> None:
    """Undo a proposal. Raises Stale when it was decided, or changed, since."""
    movement = _movement(event, payload)
    considered = plain({"on": movement.considered_on})["on"]
    if movement.state != "proposed" or considered != payload["after"].get("considered_on"):
        raise Stale(_("This was changed since, so it cannot be undone."))
    record(
        "members.proposal_undone", whom(movement), before=_shown(payload["after"]), undoes=event.id
    )
    db.session.delete(movement)
    db.session.flush()


def restore_step(event: Event, payload: dict[str, Any]) -> None:
    """Undo consider(), refuse() or withdraw(). Raises Stale when the proposal changed since."""
    movement, after = _movement(event, payload), payload["after"]
    if plain({name: getattr(movement, name) for name in after["_to"]}) != after["_to"]:
        raise Stale(_("This was changed since, so it cannot be undone."))
    person = person_of(movement.space_id, movement.membership_id)
    membership = membership_of(movement)
    if after["_from"].get("state") == "proposed" and membership is not None:
        check_none_open(membership)
    put_back(movement, after["_from"])
    movement.version += 1
    db.session.flush()
    if membership is not None and person is not None:
        if movement.unit_id != membership.unit_id:
            raise Stale(_("Something later happened to this member, so this cannot be undone."))
        keep_offer(movement, membership, person)
    record("members.step_undone", whom(movement), before=_shown(after), undoes=event.id)


def _movement(event: Event, payload: dict[str, Any]) -> MembersMovement:
    try:
        return movement_in(event.space_id, payload["after"]["_movement"], lock=True)
    except NotFound:
        raise Stale(_("This was changed since, so it cannot be undone.")) from None


def _shown(after: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in after.items() if not name.startswith("_")}
