"""What the movements of members offer: kinds of event, things to do, places on pages, a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.offering import InboxAct, InboxSource, NoticeKind, Permission, Slot, Verb

from . import admission_views as admission_views
from . import (
    ageing,
    away_actions,
    batch_actions,
    movement_inbox,
    movement_sheets,
    movement_showing,
    movement_undoing,
)
from . import ageing_views as ageing_views
from . import away_views as away_views
from . import movement_views as movement_views
from . import offer_views as offer_views
from .movement_facts import WORDS
from .offering_units import ANSWERED, OFFERED
from .register_offers import FIELDS as REGISTER_FIELDS
from .register_offers import KEEPERS
from .register_offers import VALUES as REGISTER_WORDS

KEEP, DECIDE = "members.keep", "members.decide"
SEE, PREPARE = "members.view_names", "members.prepare"
FIELDS: dict[str, Any] = {
    "movement": _l("Movement"),
    "unit": _l("Unit of the member"),
    "to_unit": _l("To the unit"),
    "to_kind": _l("Kind of member from then on"),
    "on": _l("Takes effect on"),
    "until": _l("Holds until"),
    "document": _l("Deciding document"),
    "considered_on": _l("Considered on"),
    "considered_by": _l("Considered by"),
    "decided_on": _l("Decided on"),
    "decided_by": _l("Body that decided"),
    "visited_on": _l("Visited on"),
    "informed_on": _l("Informed on"),
    "override_reason": _l("Rule set aside because"),
}


def _verb(
    name: str, label: Any, undo: Callable[..., None] | None = None, needs: str = KEEP
) -> Verb:
    return Verb(
        f"members.{name}",
        label,
        undo=undo,
        needs=needs if undo else None,
        fields=FIELDS,
        values=WORDS,
    )


PERMISSIONS = [
    Permission(
        "members.answer",
        _l("Accept or refuse members whom another unit offers"),
        does="changes",
        roles=(*KEEPERS, "branch_head"),
        personal=True,
        narrows=True,
    )
]
NOTICES = [
    NoticeKind(
        OFFERED,
        _l("A member is offered to a branch or group"),
        _l("A member is offered to the branch or group in your charge: accept or refuse."),
    ),
    NoticeKind(
        ANSWERED,
        _l("The offer of a member was answered"),
        _l("The unit that was asked to take a member in has answered."),
    ),
]
VERBS = [
    _verb("proposed", _l("proposed a movement of"), movement_undoing.take_proposal_back),
    _verb("proposal_undone", _l("took back the proposal about")),
    _verb("considered", _l("wrote down the consideration of"), movement_undoing.restore_step),
    _verb("refused", _l("refused the movement of"), movement_undoing.restore_step, DECIDE),
    _verb("withdrawn", _l("withdrew the proposal about"), movement_undoing.restore_step),
    _verb("step_undone", _l("put back the proposal about")),
    _verb("moved", _l("recorded a movement of"), movement_undoing.take_back),
    _verb("move_undone", _l("took back the movement of")),
    Verb(
        "members.whereabouts",
        _l("noted the whereabouts of"),
        undo=away_actions.put_whereabouts_back,
        needs=KEEP,
        fields=REGISTER_FIELDS,
        values=REGISTER_WORDS,
    ),
    _verb("moved_many", _l("recorded a movement of"), batch_actions.take_all_back),
]
INBOX = [
    InboxSource(
        "members.offers",
        _l("Members whom another unit offers"),
        "members.answer",
        movement_inbox.offers,
        "members.offer",
        "offer_id",
    ),
    InboxSource(
        "members.to_decide",
        _l("Movements that wait for a decision"),
        PREPARE,
        movement_inbox.to_decide,
        "members.movement",
        "movement_id",
    ),
    InboxSource(
        "members.deferral_over",
        _l("Excuses whose time is over"),
        PREPARE,
        movement_inbox.deferrals_over,
        "members.show",
        "membership_id",
        act=InboxAct(_l("Record what follows"), "members.moving", "member", opens=True),
    ),
    InboxSource(
        "members.without_unit",
        _l("Ended units that still have members"),
        PREPARE,
        movement_inbox.ended_units,
        "members.index",
        "unit",
        act=InboxAct(_l("Move them to another unit"), "members.moving", "from_unit", opens=True),
        names_nobody=True,
    ),
    InboxSource(
        "members.small_units",
        _l("Units with fewer members than the charter asks for"),
        PREPARE,
        movement_inbox.small_units,
        "members.index",
        "unit",
        names_nobody=True,
    ),
    InboxSource(
        "members.past_age",
        _l("Members to be seen off"),
        PREPARE,
        ageing.past_age_by_space,
        "members.past_age",
        "",
        names_nobody=True,
    ),
]
SLOTS = [
    Slot("members.movement_acts", SEE, movement_showing.way_to_past_age, asks=False),
    Slot("members.acts", KEEP, movement_showing.way_to_moving, order=20, asks=False),
    Slot("members.show", SEE, movement_showing.panel, order=20),
    Slot("members.bulk", KEEP, movement_showing.way_for_chosen, order=20, asks=False),
    Slot("members.list_acts", SEE, movement_showing.way_to_list, order=20, asks=False),
]
SHEETS = [movement_sheets.LIST]
