"""How members come and go: what is proposed and decided, and the ledger that it is booked in."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from plugins.units.models import UnitsUnit
from portal.database import InSpace, Model, belongs_to
from portal.text import NfcText

from .membership import MembersMembership


class MembersMovement(InSpace, Model):
    """A movement of one member: proposed, considered, decided, each with its day.

    `unit_id` is the member's unit when it was proposed, `to_unit_id` where a transfer leads. It
    takes effect `on` a day. `overridden` names the rules of the charter that were set aside, which
    takes an `override_reason`.
    """

    __table_args__ = (
        sa.CheckConstraint(
            "state in ('proposed', 'decided', 'refused', 'withdrawn')", name="state"
        ),
        sa.CheckConstraint("state <> 'decided' or decided_on is not null", name="decided"),
        sa.CheckConstraint("overridden = '[]' or override_reason is not null", name="overridden"),
        sa.Index("ix_members_movement_on", "space_id", "on", "id"),
        sa.Index("ix_members_movement_open", "space_id", "state"),
    )
    unit_id: Mapped[int]
    unit: Mapped[UnitsUnit] = belongs_to("UnitsUnit", "unit_id")
    membership_id: Mapped[int]
    membership: Mapped[MembersMembership] = belongs_to(
        "MembersMembership", "membership_id", on_delete="CASCADE"
    )
    to_unit_id: Mapped[int | None]
    to_unit: Mapped[UnitsUnit | None] = belongs_to("UnitsUnit", "to_unit_id")
    kind: Mapped[str]
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
    version: Mapped[int] = mapped_column(default=1, server_default="1")


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
