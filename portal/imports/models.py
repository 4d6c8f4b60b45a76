"""Imports of a space: who sent which file for which list, and what came of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ..database import InSpace, Model, Personal
from ..text import NfcText

OPEN, WRITTEN, UNDONE, DROPPED = STATES = ("open", "written", "undone", "dropped")
MOMENT = sa.DateTime(timezone=True)


class SheetImport(InSpace, Model):
    """One import: a file that somebody sent in for a list, and how many rows it wrote."""

    __table_args__ = (
        sa.CheckConstraint("state in ('open', 'written', 'undone', 'dropped')", name="state"),
        sa.Index("ix_sheet_import_space_sent", "space_id", "sent_at"),
    )
    list_name: Mapped[str] = mapped_column(NfcText)
    file_name: Mapped[str] = mapped_column(NfcText)
    state: Mapped[str] = mapped_column(default=OPEN, server_default=OPEN)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    account_name: Mapped[str] = mapped_column(NfcText)
    sent_at: Mapped[dt.datetime] = mapped_column(MOMENT, server_default=sa.func.now())
    written_at: Mapped[dt.datetime | None] = mapped_column(MOMENT)
    added: Mapped[int] = mapped_column(default=0, server_default="0")
    changed: Mapped[int] = mapped_column(default=0, server_default="0")
    event_id: Mapped[int | None]
    """The event of the history by which the import is undone."""

    @property
    def history_name(self) -> str:
        """What the history calls the import: its list. The file's name may name a person, and
        what stands in the chain descends and is never erased."""
        listed = current_app.extensions["portal"].sheets.get(self.list_name)
        return str(listed.label) if listed else self.list_name


class SheetImportFile(Personal, Model):
    """The file of an import until it is written, then what it changed until nobody undoes it."""

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "import_id"],
            ["sheet_import.space_id", "sheet_import.id"],
            ondelete="CASCADE",
        ),
        sa.Index("uq_sheet_import_file_import", "space_id", "import_id", unique=True),
    )
    import_id: Mapped[int]
    content: Mapped[bytes | None]
    changes: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    kept_at: Mapped[dt.datetime] = mapped_column(MOMENT, server_default=sa.func.now())
