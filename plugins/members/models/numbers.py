"""Counts that no record gives, typed with the day and the source."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import InSpace, Model
from portal.text import NfcText

from ..numbers import key_named


class MembersNumber(InSpace, Model):
    """A count of a space, or of one of its hamlets, as of a day: `key` is one of numbers.json.

    What was counted anew gets a row of its own, so that earlier reports stay as they were.
    """

    __table_args__ = (
        sa.Index("ix_members_number_key", "space_id", "key", "as_of"),
        sa.CheckConstraint("value >= 0", name="value"),
    )
    key: Mapped[str]
    as_of: Mapped[dt.date]
    value: Mapped[Decimal] = mapped_column(sa.Numeric(16, 2))
    source: Mapped[str] = mapped_column(NfcText)
    area_id: Mapped[int | None] = mapped_column(sa.ForeignKey("area.id"))
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    @property
    def history_name(self) -> str:
        """What the history calls it."""
        return key_named(self.key).label_vi
