"""What the movements of members offer: rights, kinds of event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.offering import Verb

from . import movement_undoing
from .movement_facts import WORDS

KEEP, DECIDE = "members.keep", "members.decide"
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


VERBS = [
    _verb("proposed", _l("proposed a movement of"), movement_undoing.take_proposal_back),
    _verb("proposal_undone", _l("took back the proposal about")),
    _verb("considered", _l("wrote down the consideration of"), movement_undoing.restore_step),
    _verb("refused", _l("refused the movement of"), movement_undoing.restore_step, DECIDE),
    _verb("withdrawn", _l("withdrew the proposal about"), movement_undoing.restore_step),
    _verb("step_undone", _l("put back the proposal about")),
    _verb("moved", _l("recorded a movement of"), movement_undoing.take_back),
    _verb("move_undone", _l("took back the movement of")),
]
