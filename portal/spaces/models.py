"""Areas, spaces and their vocabulary, which is data with dates because it changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, validates

from ..database import InSpace, Model, PublicMap, belongs_to
from ..text import NfcText, fold, name_key


class Line(PublicMap, Model):
    """An organization as a line through the levels: party, state, front, youth, women …"""

    name: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(NfcText)
    label_en: Mapped[str] = mapped_column(NfcText)
    rank: Mapped[int]


class Level(PublicMap, Model):
    """A level of territory: province, district, commune, hamlet. Dated: the district ended."""

    name: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(NfcText)
    label_en: Mapped[str] = mapped_column(NfcText)
    rank: Mapped[int]
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]


class SpaceKind(PublicMap, Model):
    """A kind of space: which line at which level, its name's pattern, its standing bodies."""

    name: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[str] = mapped_column(sa.ForeignKey("line.name"))
    level: Mapped[str] = mapped_column(sa.ForeignKey("level.name"))
    label: Mapped[str] = mapped_column(NfcText)
    label_en: Mapped[str] = mapped_column(NfcText)
    rank: Mapped[int]
    bodies: Mapped[list[Any]] = mapped_column(JSONB, server_default="[]")
    """Bodies made with a new space of this kind: [{"code": …, "name": …, "from": …, "to": …}]."""
    offices: Mapped[list[Any]] = mapped_column(JSONB, server_default="[]")
    """Standing offices: [{"office": …, "body": its code, "one": a single holder, "from", "to"}];
    one with "front" is the charge of the Front and the organizations."""
    patterns: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    """Patterns of `name`, `short`, `superior` and `place`; `for` holds those of a kind of area."""
    led_by: Mapped[list[Any]] = mapped_column(JSONB, server_default="[]")
    """The kinds that lead such a space, by date: [{"kind": …, "from": …, "to": …}]."""
    leads_line: Mapped[bool] = mapped_column(server_default="true")
    """Whether it oversees the spaces of its line within its area; a school does not."""
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]


class Area(PublicMap, Model):
    """A territorial unit with its official code; the code is unique only together with its date."""

    __table_args__ = (
        sa.Index("uq_area_code_level_from", "code", "level", "valid_from", unique=True),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None]
    level: Mapped[str] = mapped_column(sa.ForeignKey("level.name"))
    kind: Mapped[str] = mapped_column(NfcText)
    name: Mapped[str] = mapped_column(NfcText)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("area.id"), index=True)
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]

    @property
    def history_name(self) -> str:
        """What people call it: its kind, then its name."""
        return f"{self.kind} {self.name}"


class Space(PublicMap, Model):
    """One tenant: a committee or an organization at one level, in one area."""

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(sa.ForeignKey("space_kind.name"))
    line: Mapped[str] = mapped_column(sa.ForeignKey("line.name"))
    level: Mapped[str] = mapped_column(sa.ForeignKey("level.name"))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("space.id"), index=True)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("area.id"), index=True)
    name: Mapped[str] = mapped_column(NfcText)
    short_name: Mapped[str] = mapped_column(NfcText)
    sort_key: Mapped[str]
    folded: Mapped[str]
    opened_on: Mapped[dt.date]
    closed_on: Mapped[dt.date | None]
    closed_reason: Mapped[str | None] = mapped_column(NfcText)
    closed_document: Mapped[str | None] = mapped_column(NfcText)
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class Oversight(PublicMap, Model):
    """Who oversees whom, written out: by the tree of parents, and along the own line by area.

    Derived from `space` and `area`; rewritten by spaces.actions.rebuild_oversight().
    """

    overseer_id: Mapped[int] = mapped_column(sa.ForeignKey("space.id"), primary_key=True)
    space_id: Mapped[int] = mapped_column(sa.ForeignKey("space.id"), primary_key=True, index=True)


class SpaceAddress(PublicMap, Model):
    """A former address of a space, kept so that old links lead on."""

    slug: Mapped[str] = mapped_column(primary_key=True)
    in_space_id: Mapped[int] = mapped_column(sa.ForeignKey("space.id"), index=True)
    until: Mapped[dt.date]


class FormerLeader(PublicMap, Model):
    """A space that led this one until a day, kept so that old figures find their place."""

    id: Mapped[int] = mapped_column(primary_key=True)
    in_space_id: Mapped[int] = mapped_column(sa.ForeignKey("space.id"), index=True)
    leader_id: Mapped[int] = mapped_column(sa.ForeignKey("space.id"))
    until: Mapped[dt.date]
    document: Mapped[str | None] = mapped_column(NfcText)


class SpaceSetting(PublicMap, Model):
    """A decided setting of a space; undecided ones are inherited from above.

    A value of null was decided once and given back: its row stays, so that `version` never returns
    to a number that an open form may still carry.
    """

    in_space_id: Mapped[int] = mapped_column(sa.ForeignKey("space.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class Body(InSpace, Model):
    """A committee or board inside a space: Ban Thường vụ, Ban Dân vận, Khối Vận …"""

    __table_args__ = (
        sa.Index("uq_body_space_code_from", "space_id", "code", "valid_from", unique=True),
    )
    name: Mapped[str] = mapped_column(NfcText)
    code: Mapped[str]
    rank: Mapped[int] = mapped_column(server_default="100")
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class Officer(InSpace, Model):
    """Who holds which office in a space or one of its bodies, from when to when.

    `in_charge_of_front` marks the named member of the standing committee in charge of the Front
    and the organizations (plan, part II.2).
    """

    __narrowing__ = False
    body_id: Mapped[int | None]
    body: Mapped[Body | None] = belongs_to("Body", "body_id", on_delete="SET NULL")
    person_name: Mapped[str] = mapped_column(NfcText)
    sort_key: Mapped[str]
    folded: Mapped[str] = mapped_column(server_default="")
    office: Mapped[str] = mapped_column(NfcText)
    phone: Mapped[str | None]
    in_charge_of_front: Mapped[bool] = mapped_column(server_default="false")
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    document: Mapped[str | None] = mapped_column(NfcText)
    end_document: Mapped[str | None] = mapped_column(NfcText)
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    @validates("person_name", "office")
    def _named(self, column: str, value: str) -> str:
        words = {"person_name": self.person_name, "office": self.office, column: value}
        self.sort_key = name_key(words["person_name"] or "")
        self.folded = fold(" ".join(filter(None, words.values())))
        return value
