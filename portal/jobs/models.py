"""Jobs that wait, run or have ended."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Model, OfAccount
from ..text import NfcText

WAITING, RUNNING, DONE, FAILED = STATES = ("waiting", "running", "done", "failed")
RESULT_DAYS = 7
"""So long the file that a job made may be fetched."""
MOMENT = sa.DateTime(timezone=True)


class QueuedJob(OfAccount, Model):
    """One piece of work that an account asked for, with the right it was asked under."""

    __tablename__ = "job"
    __table_args__ = (
        sa.Index(
            "ix_job_open",
            "run_after",
            "id",
            postgresql_where=sa.text("state in ('waiting', 'running')"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    in_space_id: Mapped[int | None] = mapped_column(sa.ForeignKey("space.id"))
    kind: Mapped[str]
    needs: Mapped[str]
    arguments: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(default=WAITING)
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    total: Mapped[int | None]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    error: Mapped[str | None] = mapped_column(NfcText)
    asked_at: Mapped[dt.datetime] = mapped_column(MOMENT, server_default=sa.func.now())
    run_after: Mapped[dt.datetime] = mapped_column(MOMENT, server_default=sa.func.now())
    started_at: Mapped[dt.datetime | None] = mapped_column(MOMENT)
    ended_at: Mapped[dt.datetime | None] = mapped_column(MOMENT)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    locked_by: Mapped[str | None]
    heartbeat_at: Mapped[dt.datetime | None] = mapped_column(MOMENT)

    @property
    def is_open(self) -> bool:
        """Whether the work has yet to end."""
        return self.state in (WAITING, RUNNING)

    @property
    def file_until(self) -> dt.datetime | None:
        """Until when the file that the work made may be fetched; None where it made none."""
        if self.ended_at is None or not (self.result or {}).get("file"):
            return None
        return self.ended_at + dt.timedelta(days=RESULT_DAYS)

    @property
    def percent(self) -> int | None:
        """How much is done, 0 to 100; None while nobody knows."""
        return min(100, self.done * 100 // self.total) if self.total else None
