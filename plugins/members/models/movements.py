"""How members come and go: what is proposed and decided, and the ledger that it is booked in."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from plugins.units.models import UnitsUnit
from portal.database import InSpace, Model, Personal, belongs_to
from portal.sealed import Sealed
from portal.text import NfcText

from .membership import MembersMembership

CANDIDATE = "members.candidate"


class MembersMovement(InSpace, Model):
    """A movement of one member: proposed, considered, decided, each with its day.

    `unit_id` is the member's unit when it was proposed, `to_unit_id` where a transfer leads,
    `to_kind` the kind of member that a change leads to. It takes effect `on` a day. An admission
    that is only proposed has no membership yet, but a MembersCandidate. `turn` counts the decided
    movements of a member: the last may be undone. `batch` is the first movement of those decided
    together. `overridden` names the rules of the charter that were set aside, which takes an
    `override_reason` (a code of charters.json).
    """

    __table_args__ = (
        sa.CheckConstraint(
            "state in ('proposed', 'decided', 'refused', 'withdrawn')", name="state"
        ),
        sa.CheckConstraint("state <> 'decided' or decided_on is not null", name="decided"),
        sa.CheckConstraint("overridden = '[]' or override_reason is not null", name="overridden"),
        sa.Index("ix_members_movement_on", "space_id", "on", "id"),
        sa.CheckConstraint(
            "(state = 'decided') = (turn is not null)"
            " and (turn is null or membership_id is not null)",
            name="turn",
        ),
        sa.Index("ix_members_movement_open", "space_id", "state"),
        sa.Index("uq_members_movement_turn", "space_id", "membership_id", "turn", unique=True),
    )
    unit_id: Mapped[int]
    unit: Mapped[UnitsUnit] = belongs_to("UnitsUnit", "unit_id")
    membership_id: Mapped[int | None]
    membership: Mapped[MembersMembership | None] = belongs_to(
        "MembersMembership", "membership_id", on_delete="CASCADE"
    )
    to_unit_id: Mapped[int | None]
    to_unit: Mapped[UnitsUnit | None] = belongs_to("UnitsUnit", "to_unit_id")
    kind: Mapped[str]
    to_kind: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="proposed", server_default="proposed")
    on: Mapped[dt.date]
    until: Mapped[dt.date | None]
    reason: Mapped[str | None] = mapped_column(NfcText)
    proposed_on: Mapped[dt.date | None]
    considered_on: Mapped[dt.date | None]
    considered_by: Mapped[str | None] = mapped_column(NfcText)
    decided_on: Mapped[dt.date | None]
    decided_by: Mapped[str | None] = mapped_column(NfcText)
    document: Mapped[str | None] = mapped_column(NfcText)
    overridden: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default="[]")
    override_reason: Mapped[str | None] = mapped_column(NfcText)
    override_note: Mapped[str | None] = mapped_column(NfcText)
    visited_on: Mapped[dt.date | None]
    informed_on: Mapped[dt.date | None]
    turn: Mapped[int | None]
    batch: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class MembersCandidate(Personal, Model):
    """Who is proposed for admission, until it is decided; all but the name lies sealed."""

    unit_id: Mapped[int]
    unit: Mapped[UnitsUnit] = belongs_to("UnitsUnit", "unit_id")
    movement_id: Mapped[int]
    movement: Mapped[MembersMovement] = belongs_to(
        "MembersMovement", "movement_id", on_delete="CASCADE"
    )
    name: Mapped[str] = mapped_column(NfcText)
    facts: Mapped[str] = mapped_column(Sealed(CANDIDATE))


class MembersOffer(Personal, Model):
    """A member whom another unit of the space offers; `unit_id` is the unit that answers.

    It stands apart from the movement, which belongs to the giving unit: the head of the receiving
    one reads this row and no other of the member. It goes once it is answered.
    """

    unit_id: Mapped[int]
    unit: Mapped[UnitsUnit] = belongs_to("UnitsUnit", "unit_id")
    from_unit_id: Mapped[int]
    from_unit: Mapped[UnitsUnit] = belongs_to("UnitsUnit", "from_unit_id")
    from_unit_name: Mapped[str] = mapped_column(NfcText)
    movement_id: Mapped[int]
    movement: Mapped[MembersMovement] = belongs_to(
        "MembersMovement", "movement_id", on_delete="CASCADE"
    )
    membership_id: Mapped[int]
    membership: Mapped[MembersMembership] = belongs_to(
        "MembersMembership", "membership_id", on_delete="CASCADE"
    )
    name: Mapped[str] = mapped_column(NfcText)
    birth_year: Mapped[int | None]
    sex: Mapped[str]
    on: Mapped[dt.date]


class MembersEntry(InSpace, Model):
    """One line of the ledger: a unit has one member more or less from a day on.

    The members of a unit on a day are the sum of `change` up to and including it. A transfer is
    two lines of one day, and so is a change of kind. `how` is the kind of movement, or "opening"
    for whoever was a member before the register began.
    """

    __table_args__ = (
        sa.CheckConstraint("change in (-1, 1)", name="change"),
        sa.CheckConstraint("sex in ('female', 'male')", name="sex"),
        sa.Index("ix_members_entry_on", "space_id", "on"),
    )
    unit_id: Mapped[int]
    unit: Mapped[UnitsUnit] = belongs_to("UnitsUnit", "unit_id")
    membership_id: Mapped[int]
    membership: Mapped[MembersMembership] = belongs_to(
        "MembersMembership", "membership_id", on_delete="CASCADE"
    )
    movement_id: Mapped[int | None]
    movement: Mapped[MembersMovement | None] = belongs_to(
        "MembersMovement", "movement_id", on_delete="CASCADE"
    )
    on: Mapped[dt.date]
    change: Mapped[int]
    how: Mapped[str]
    sex: Mapped[str]
    kind: Mapped[str]
