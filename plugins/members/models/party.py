"""The Party's working list of its members, and who of the officers stands in a register.

The list is imported from the organization board's Excel and is refreshed by importing it anew. It
holds what work is given out by, and nothing else: the Party's register stays where it is.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, validates

from plugins.units.models import UnitsOffice, UnitsUnit
from portal.database import InSpace, Model, Personal, belongs_to
from portal.spaces.models import Body
from portal.text import NfcText, fold, name_key

from .membership import MembersMembership


class MembersPartyMember(InSpace, Model):
    """A Party member on the working list of a Party committee, without a name.

    `unit_id` is the cell, `area_id` the hamlet of residence. `body_id` is the board whose list it
    is: a role narrowed to another body sees no row of it. `linked` are those of another workplace
    who keep contact where they live (Regulation 213-QĐ/TW of 2020): `introduced_on` the day of the
    introduction, `category` as Guidance 33-HD/BTCTW sorts them. Whoever is no longer in the
    imported list keeps the row, with `removed_on`.
    """

    __table_args__ = (
        sa.CheckConstraint("sex in ('female', 'male')", name="sex"),
        sa.CheckConstraint("birth_year between 1900 and 2100", name="birth_year"),
        sa.CheckConstraint("standing in ('official', 'probationary')", name="standing"),
        sa.CheckConstraint("removed_on is null or removed_on >= listed_on", name="days"),
        sa.Index("ix_members_party_member_area", "space_id", "area_id"),
    )
    body_id: Mapped[int | None]
    body: Mapped[Body | None] = belongs_to("Body", "body_id", on_delete="SET NULL")
    unit_id: Mapped[int | None]
    unit: Mapped[UnitsUnit | None] = belongs_to("UnitsUnit", "unit_id")
    birth_year: Mapped[int | None]
    sex: Mapped[str | None]
    area_id: Mapped[int | None] = mapped_column(sa.ForeignKey("area.id"))
    standing: Mapped[str] = mapped_column(default="official", server_default="official")
    exempt: Mapped[bool] = mapped_column(default=False, server_default="false")
    linked: Mapped[bool] = mapped_column(default=False, server_default="false")
    introduced_on: Mapped[dt.date | None]
    category: Mapped[str | None]
    listed_on: Mapped[dt.date]
    removed_on: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class MembersPartyName(Personal, Model):
    """Whose row it is: shown to the Party committee itself and to nobody above."""

    __table_args__ = (
        sa.Index("uq_members_party_name_party", "space_id", "party_id", unique=True),
        sa.Index("ix_members_party_name_sort", "space_id", "sort_key", "id"),
    )
    body_id: Mapped[int | None]
    body: Mapped[Body | None] = belongs_to("Body", "body_id", on_delete="SET NULL")
    unit_id: Mapped[int | None]
    unit: Mapped[UnitsUnit | None] = belongs_to("UnitsUnit", "unit_id")
    party_id: Mapped[int]
    party: Mapped[MembersPartyMember] = belongs_to(
        "MembersPartyMember", "party_id", on_delete="CASCADE"
    )
    name: Mapped[str] = mapped_column(NfcText)
    sort_key: Mapped[str]
    folded: Mapped[str]
    workplace: Mapped[str | None] = mapped_column(NfcText)

    @validates("name")
    def _named(self, _column: str, value: str) -> str:
        self.sort_key, self.folded = name_key(value), fold(value)
        return value


class MembersPartyRemark(InSpace, Model):
    """Whether the yearly remark on somebody linked by residence was received; not what it says."""

    __table_args__ = (
        sa.Index("uq_members_party_remark_year", "space_id", "party_id", "year", unique=True),
        sa.CheckConstraint("year between 2000 and 2100", name="year"),
    )
    body_id: Mapped[int | None]
    body: Mapped[Body | None] = belongs_to("Body", "body_id", on_delete="SET NULL")
    unit_id: Mapped[int | None]
    unit: Mapped[UnitsUnit | None] = belongs_to("UnitsUnit", "unit_id")
    party_id: Mapped[int]
    party: Mapped[MembersPartyMember] = belongs_to(
        "MembersPartyMember", "party_id", on_delete="CASCADE"
    )
    year: Mapped[int]
    received: Mapped[bool]


class MembersOffice(InSpace, Model):
    """That the holder of an office of a unit is a certain member, as somebody confirmed.

    From then on the office's `party_member` follows what is recorded of the member.
    """

    __table_args__ = (sa.Index("uq_members_office_office", "space_id", "office_id", unique=True),)
    unit_id: Mapped[int]
    unit: Mapped[UnitsUnit] = belongs_to("UnitsUnit", "unit_id")
    office_id: Mapped[int]
    office: Mapped[UnitsOffice] = belongs_to("UnitsOffice", "office_id", on_delete="CASCADE")
    membership_id: Mapped[int]
    membership: Mapped[MembersMembership] = belongs_to(
        "MembersMembership", "membership_id", on_delete="CASCADE"
    )
