"""Notices and whether they are mailed, each belonging to one account."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Model, OfAccount

MOMENT = sa.DateTime(timezone=True)


class Notice(OfAccount, Model):
    """Something an account was told: the kind, its facts, where it leads, when it was seen."""

    __table_args__ = (
        sa.Index("ix_notice_account_id_id", "account_id", "id"),
        sa.Index("ix_notice_unseen", "account_id", postgresql_where=sa.text("seen_at is null")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    in_space_id: Mapped[int | None] = mapped_column(sa.ForeignKey("space.id"))
    kind: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    url: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(MOMENT, server_default=sa.func.now())
    seen_at: Mapped[dt.datetime | None] = mapped_column(MOMENT)


class NoticePreference(OfAccount, Model):
    """What an account decided about mail; without a row notices are mailed."""

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    by_mail: Mapped[bool]
