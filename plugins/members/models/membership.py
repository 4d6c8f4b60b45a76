"""An enrolment, and apart from it whose it is: the one descends to those above, the other not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, validates

from plugins.units.models import UnitsUnit
from portal.database import InSpace, Model, Personal, belongs_to
from portal.sealed import KeyedHash, Sealed
from portal.text import NfcText, fold, name_key

CITIZEN_ID = "members.citizen_id"


class MembersMembership(InSpace, Model):
    """One enrolment in the organization of the space, without a name.

    `area_id` is where the person lives. `traits` holds what the organization keeps beyond the
    common fields (lines.json). Whoever left keeps the row, with the last unit. `away_since` and
    `away_how` say since when and why somebody on the list is not present. A row that turned out
    to be another's double left for `merged_into_id`.
    """

    __table_args__ = (
        sa.CheckConstraint("sex in ('female', 'male')", name="sex"),
        sa.CheckConstraint("birth_year between 1900 and 2100", name="birth_year"),
        sa.CheckConstraint("state in ('active', 'deferred', 'exempt', 'left')", name="state"),
        sa.CheckConstraint("(state = 'left') = (left_on is not null)", name="left_on"),
        sa.CheckConstraint("(left_on is null) = (left_how is null)", name="left_how"),
        sa.CheckConstraint("(away_since is null) = (away_how is null)", name="away"),
        sa.Index("ix_members_membership_state", "space_id", "state"),
    )
    unit_id: Mapped[int]
    unit: Mapped[UnitsUnit] = belongs_to("UnitsUnit", "unit_id")
    kind: Mapped[str]
    sex: Mapped[str]
    birth_year: Mapped[int | None]
    area_id: Mapped[int | None] = mapped_column(sa.ForeignKey("area.id"))
    joined_on: Mapped[dt.date | None]
    card: Mapped[str | None] = mapped_column(NfcText)
    occupation: Mapped[str | None]
    traits: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")
    state: Mapped[str] = mapped_column(default="active", server_default="active")
    state_until: Mapped[dt.date | None]
    left_on: Mapped[dt.date | None]
    left_how: Mapped[str | None]
    away_since: Mapped[dt.date | None]
    away_how: Mapped[str | None]
    merged_into_id: Mapped[int | None]
    merged_into: Mapped[MembersMembership | None] = belongs_to(
        "MembersMembership", "merged_into_id"
    )
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    @property
    def listed(self) -> bool:
        """Whether it counts as a member today, present or not."""
        return self.state != "left"


class MembersPerson(Personal, Model):
    """Whose enrolment it is: shown to the organization itself and to nobody above."""

    __table_args__ = (
        sa.Index("uq_members_person_membership", "space_id", "membership_id", unique=True),
        sa.Index("ix_members_person_sort", "space_id", "sort_key", "id"),
        sa.Index("ix_members_person_citizen", "space_id", "citizen_hash"),
    )
    unit_id: Mapped[int]
    unit: Mapped[UnitsUnit] = belongs_to("UnitsUnit", "unit_id")
    membership_id: Mapped[int]
    membership: Mapped[MembersMembership] = belongs_to(
        "MembersMembership", "membership_id", on_delete="CASCADE"
    )
    name: Mapped[str] = mapped_column(NfcText)
    sort_key: Mapped[str]
    folded: Mapped[str]
    birth_date: Mapped[dt.date | None]
    phone: Mapped[str | None]
    address: Mapped[str | None] = mapped_column(NfcText)
    citizen_id: Mapped[str | None] = mapped_column(Sealed(CITIZEN_ID))
    citizen_hash: Mapped[str | None] = mapped_column(KeyedHash(CITIZEN_ID, made_from="citizen_id"))

    @validates("name")
    def _named(self, _column: str, value: str) -> str:
        self.sort_key, self.folded = name_key(value), fold(value)
        return value


class MembersPartyMark(InSpace, Model):
    """Whether a member is a Party member, kept apart: read under a right of its own.

    It is sensitive (Law 91/2025/QH15, Decree 356/2025/NĐ-CP, Art. 4), and leaves in no export.
    """

    __table_args__ = (
        sa.Index("uq_members_party_mark_membership", "space_id", "membership_id", unique=True),
    )
    unit_id: Mapped[int]
    unit: Mapped[UnitsUnit] = belongs_to("UnitsUnit", "unit_id")
    membership_id: Mapped[int]
    membership: Mapped[MembersMembership] = belongs_to(
        "MembersMembership", "membership_id", on_delete="CASCADE"
    )
    party_member: Mapped[bool]
    since: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
