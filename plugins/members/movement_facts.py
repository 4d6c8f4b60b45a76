"""What is typed of a movement, and what the history keeps of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plugins.units.models import UnitsUnit
from portal.database import db
from portal.text import clean

from .charters import movement_label, overrides, reasons
from .lines import line_of
from .models import MembersMembership, MembersMovement

TYPED = (
    "on",
    "until",
    "reason",
    "document",
    "to_unit_id",
    "to_kind",
    "considered_on",
    "considered_by",
    "decided_on",
    "decided_by",
    "visited_on",
    "informed_on",
)
STANDS = (
    "unit_id",
    "kind",
    "state",
    "state_until",
    "left_on",
    "left_how",
    "away_since",
    "away_how",
)
"""What a movement may change of an enrolment, and what its undoing puts back."""


@dataclass(frozen=True)
class Typed:
    """A movement as it is typed: `on` is the day it takes effect.

    `override` is the code of the reason for which rules that warn are set aside, `note` a few words
    beside it.
    """

    kind: str
    on: dt.date
    until: dt.date | None = None
    reason: str | None = None
    document: str | None = None
    to_unit_id: int | None = None
    to_kind: str | None = None
    considered_on: dt.date | None = None
    considered_by: str | None = None
    decided_on: dt.date | None = None
    decided_by: str | None = None
    visited_on: dt.date | None = None
    informed_on: dt.date | None = None
    override: str | None = None
    note: str | None = None


def fill(movement: MembersMovement, typed: Typed) -> None:
    """Give a movement what was typed; checks are the caller's."""
    movement.kind = typed.kind
    for name in TYPED:
        value = getattr(typed, name)
        setattr(movement, name, (clean(value) or None) if isinstance(value, str) else value)


def typed_of(movement: MembersMovement, **changed: Any) -> Typed:
    """A movement as it was typed, some of it changed."""
    values = {name: getattr(movement, name) for name in TYPED}
    return Typed(**{"kind": movement.kind, **values, **changed})


def facts_of(movement: MembersMovement) -> dict[str, Any]:
    """What the history shows of a movement: what is filled in, units by name."""
    facts = {
        "movement": movement.kind,
        "unit": unit_name(movement.space_id, movement.unit_id),
        "to_unit": unit_name(movement.space_id, movement.to_unit_id),
        **{name: getattr(movement, name) for name in TYPED if name != "to_unit_id"},
        "override_reason": movement.override_reason,
    }
    return {name: value for name, value in facts.items() if value is not None}


def unit_name(space_id: int, unit_id: int | None) -> str | None:
    """What a unit of a space is called; None without one, or beyond the reader's units."""
    unit = db.session.get(UnitsUnit, (space_id, unit_id)) if unit_id else None
    return unit.name if unit is not None else None


def standing_of(membership: MembersMembership) -> dict[str, Any]:
    """How an enrolment stands, as far as movements change it."""
    return {name: getattr(membership, name) for name in STANDS}


def reason_words(code: Any) -> str:
    """A kept reason in the reader's language."""
    known = reasons().get(str(code)) or overrides().get(str(code))
    return known.label if known is not None else str(code)


def kind_words(line: str, name: str | None) -> str:
    """What a kind of member is called in an organization; its code where it is of another."""
    of = line_of(line)
    known = of.kind(name) if of is not None and name else None
    return known.label if known is not None else name or ""


WORDS: Mapping[str, Any] = {
    "movement": movement_label,
    "reason": reason_words,
    "override_reason": reason_words,
}
"""How the history words what it keeps as a code."""
