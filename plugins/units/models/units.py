"""What units are: where they stand, what became of them, which offices they have."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, validates

from portal.database import InSpace, Model, Personal, belongs_to
from portal.text import NfcText, fold, name_key, text_key

from ..kinds import Kind, kind_named

ENDINGS = ("dissolved", "merged", "split")


class UnitsUnit(InSpace, Model):
    """A branch, team or group of the space's organization.

    `stands` says where (see kinds.PLACES); its hamlets are rows of UnitsPlace. A unit
    that ended stays: `ended_how` is dissolved, merged or split. `households` counts those of a
    self-governing group, as of `households_on`.
    """

    __narrowing__ = {"id": "units"}
    __table_args__ = (
        sa.Index("ix_units_unit_space_sort", "space_id", "sort_key", "id"),
        sa.CheckConstraint(
            "ended_on is null or founded_on is null or ended_on >= founded_on", name="days"
        ),
        sa.CheckConstraint("(ended_on is null) = (ended_how is null)", name="ended"),
        sa.CheckConstraint("households is null or households >= 0", name="households"),
    )
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(NfcText)
    sort_key: Mapped[str]
    folded: Mapped[str]
    basis: Mapped[str]
    stands: Mapped[str]
    workplace: Mapped[str | None] = mapped_column(NfcText)
    parent_id: Mapped[int | None]
    parent: Mapped[UnitsUnit | None] = belongs_to("UnitsUnit", "parent_id")
    founded_on: Mapped[dt.date | None]
    founded_document: Mapped[str | None] = mapped_column(NfcText)
    ended_on: Mapped[dt.date | None]
    ended_how: Mapped[str | None]
    ended_document: Mapped[str | None] = mapped_column(NfcText)
    ended_reason: Mapped[str | None] = mapped_column(NfcText)
    congress_on: Mapped[dt.date | None]
    congress_document: Mapped[str | None] = mapped_column(NfcText)
    congress_due_on: Mapped[dt.date | None]
    households: Mapped[int | None]
    households_on: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    @validates("name")
    def _named(self, _column: str, value: str) -> str:
        self.sort_key, self.folded = text_key(value), fold(value)
        return value

    @property
    def kind_of(self) -> Kind:
        """What kind of unit it is."""
        return kind_named(self.kind)

    @property
    def unit_id(self) -> int:
        """Its own id: events about a unit show to who is narrowed to it."""
        return self.id

    def stands_on(self, day: dt.date) -> bool:
        """Whether it exists on a day; one without a founding day is taken as old."""
        founded = self.founded_on is None or self.founded_on <= day
        return founded and (self.ended_on is None or day < self.ended_on)


class UnitsPlace(InSpace, Model):
    """A hamlet that a unit covers; a unit of a whole commune or a workplace has none."""

    __table_args__ = (
        sa.Index("uq_units_place_unit_area", "space_id", "unit_id", "area_id", unique=True),
    )
    unit_id: Mapped[int]
    unit: Mapped[UnitsUnit] = belongs_to("UnitsUnit", "unit_id", on_delete="CASCADE")
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("area.id"))


class UnitsName(InSpace, Model):
    """A name that a unit bore until a day."""

    unit_id: Mapped[int]
    unit: Mapped[UnitsUnit] = belongs_to("UnitsUnit", "unit_id", on_delete="CASCADE")
    name: Mapped[str] = mapped_column(NfcText)
    until: Mapped[dt.date]
    document: Mapped[str | None] = mapped_column(NfcText)


class UnitsSuccession(InSpace, Model):
    """What became of a unit: it went, merged or split, into another one of the space."""

    __table_args__ = (
        sa.Index("uq_units_succession_into", "space_id", "unit_id", "into_id", unique=True),
    )
    unit_id: Mapped[int]
    unit: Mapped[UnitsUnit] = belongs_to("UnitsUnit", "unit_id", on_delete="CASCADE")
    into_id: Mapped[int]
    into: Mapped[UnitsUnit] = belongs_to("UnitsUnit", "into_id", on_delete="CASCADE")
    how: Mapped[str]
    on: Mapped[dt.date]


class UnitsOffice(InSpace, Model):
    """An office of a unit as it is held, from when to when; who holds it is a UnitsHolder.

    Introduced by the Party, elected by the unit and recognized by the level above are three
    dates (plan, part II.2). `party_member` is typed until a register knows it; null: not known.
    `party_from` is the right under which such a register keeps it: while it is set, the office
    follows, nobody types it here, and whoever lacks that right does not see it.
    Without `started_on` it is held since nobody knows when, unless somebody was only introduced.
    From `ended_on` on it is held no more.
    """

    __table_args__ = (
        sa.CheckConstraint(
            "ended_on is null or started_on is null or ended_on >= started_on", name="days"
        ),
        sa.Index("ix_units_office_term", "space_id", "term_ends_on"),
    )
    unit_id: Mapped[int]
    unit: Mapped[UnitsUnit] = belongs_to("UnitsUnit", "unit_id", on_delete="CASCADE")
    office: Mapped[str]
    rank: Mapped[str]
    party_member: Mapped[bool | None]
    party_from: Mapped[str | None]
    introduced_on: Mapped[dt.date | None]
    elected_on: Mapped[dt.date | None]
    recognized_on: Mapped[dt.date | None]
    document: Mapped[str | None] = mapped_column(NfcText)
    started_on: Mapped[dt.date | None]
    term_ends_on: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]
    end_document: Mapped[str | None] = mapped_column(NfcText)
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    def state_on(self, day: dt.date) -> str:
        """What it is on a day: held, introduced (and not yet elected), coming, or former."""
        if self.ended_on is not None and self.ended_on <= day:
            return "former"
        if self.started_on is None:
            return "held" if self.introduced_on is None else "introduced"
        return "held" if self.started_on <= day else "coming"


class UnitsHolder(Personal, Model):
    """Who holds an office of a unit: shown to the organization itself and to nobody above."""

    __table_args__ = (
        sa.Index("uq_units_holder_office", "space_id", "office_id", unique=True),
        sa.Index("ix_units_holder_sort", "space_id", "sort_key", "id"),
    )
    unit_id: Mapped[int]
    unit: Mapped[UnitsUnit] = belongs_to("UnitsUnit", "unit_id", on_delete="CASCADE")
    office_id: Mapped[int]
    office: Mapped[UnitsOffice] = belongs_to("UnitsOffice", "office_id", on_delete="CASCADE")
    person_name: Mapped[str] = mapped_column(NfcText)
    sort_key: Mapped[str]
    folded: Mapped[str]
    birth_year: Mapped[int | None]
    phone: Mapped[str | None]

    @validates("person_name")
    def _named(self, _column: str, value: str) -> str:
        self.sort_key, self.folded = name_key(value), fold(value)
        return value
