"""Events of a space, chained by hash; what changed lies beside the chain so it can be erased."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Log, Model, PersonalLog
from ..text import NfcText


class Event(Log, Model):
    """One thing that happened in a space. Rows are only ever added."""

    __table_args__ = (
        sa.Index("uq_event_space_seq", "space_id", "seq", unique=True),
        sa.Index("uq_event_space_undoes", "space_id", "undoes_id", unique=True),
        sa.Index("ix_event_space_at", "space_id", "at"),
        sa.Index("ix_event_space_subject", "space_id", "subject_type", "subject_id"),
    )
    __commands__ = ("select", "insert")
    seq: Mapped[int]
    at: Mapped[dt.datetime] = mapped_column(sa.DateTime(timezone=True))
    account_id: Mapped[int | None]
    account_name: Mapped[str | None] = mapped_column(NfcText)
    verb: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[int | None]
    subject_name: Mapped[str] = mapped_column(NfcText)
    """Empty where the subject is a person: that name lies in the payload."""
    unit_id: Mapped[int | None]
    undoes_id: Mapped[int | None]
    payload_hash: Mapped[str]
    prev_hash: Mapped[str]
    hash: Mapped[str]

    @property
    def history_name(self) -> str:
        """What the history calls the event where it is itself the subject."""
        return f"#{self.seq}"


class EventPayload(PersonalLog, Model):
    """The values before and after an event, with the salt of their hash; may be erased.

    `content` is JSON text as it was hashed: jsonb would write some numbers differently.
    """

    __table_args__ = (
        sa.Index("uq_event_payload_space_event", "space_id", "event_id", unique=True),
        sa.ForeignKeyConstraint(["space_id", "event_id"], ["event.space_id", "event.id"]),
    )
    __commands__ = ("select", "insert", "delete")
    event_id: Mapped[int]
    unit_id: Mapped[int | None]
    salt: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)


class EventHead(Log, Model):
    """The last link of a space's chain; locked at commit, in order of space."""

    __table_args__ = (sa.Index("uq_event_head_space", "space_id", unique=True),)
    __commands__ = ("select", "insert", "update")
    seq: Mapped[int]
    hash: Mapped[str]
