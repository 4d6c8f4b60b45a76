"""Imports of a space: who sent which file for which list, and what came of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ..database import InSpace, Model, Personal
from ..sealed import Sealed
from ..text import NfcText

MATCHING, OPEN, WRITTEN, UNDONE, DROPPED = STATES = (
    "matching",
    "open",
    "written",
    "undone",
    "dropped",
)
"""A file whose columns are to be matched or that is being read; one whose rows wait for the
agreement; one that was written; one that was taken back; one that was thrown away."""
WAITING = (MATCHING, OPEN)
MOMENT = sa.DateTime(timezone=True)


class SheetImport(InSpace, Model):
    """One import: a file that somebody sent in for a list, and how many rows it wrote."""

    __table_args__ = (
        sa.CheckConstraint(
            "state in ('matching', 'open', 'written', 'undone', 'dropped')", name="state"
        ),
        sa.Index("ix_sheet_import_space_sent", "space_id", "sent_at"),
    )
    list_name: Mapped[str] = mapped_column(NfcText)
    file_name: Mapped[str] = mapped_column(NfcText)
    state: Mapped[str] = mapped_column(default=MATCHING, server_default=MATCHING)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    account_name: Mapped[str] = mapped_column(NfcText)
    sent_at: Mapped[dt.datetime] = mapped_column(MOMENT, server_default=sa.func.now())
    written_at: Mapped[dt.datetime | None] = mapped_column(MOMENT)
    added: Mapped[int] = mapped_column(default=0, server_default="0")
    changed: Mapped[int] = mapped_column(default=0, server_default="0")
    event_id: Mapped[int | None]
    """The event of the history by which the import is undone."""
    job_id: Mapped[int | None]
    """The work in the queue that read, writes or takes back its rows, where they are many."""

    @property
    def history_name(self) -> str:
        """What the history calls the import: its list. The file's name may name a person, and
        what stands in the chain descends and is never erased."""
        listed = current_app.extensions["portal"].sheets.get(self.list_name)
        return str(listed.label) if listed else self.list_name


class SheetImportFile(Personal, Model):
    """The file of an import until it is written; what is kept of it goes when this goes."""

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
    reading: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """How the user says that the file is read: worksheet, headings, columns."""
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What its rows would do, in figures and samples, once they were read."""
    kept_at: Mapped[dt.datetime] = mapped_column(MOMENT, server_default=sa.func.now())


class SheetImportPart(Personal, Model):
    """Some hundred rows of an import: as read, until it is written, then what it changed.

    In one row each, because nobody ever asks for a single one of them, and sealed, because lists
    hold what is sealed where it goes.
    """

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "import_id"],
            ["sheet_import_file.space_id", "sheet_import_file.import_id"],
            ondelete="CASCADE",
        ),
        sa.Index(
            "uq_sheet_import_part_place", "space_id", "import_id", "kind", "place", unique=True
        ),
    )
    import_id: Mapped[int]
    kind: Mapped[str]
    place: Mapped[int]
    content: Mapped[str] = mapped_column(Sealed("imports.part"))


class SheetImportMatch(InSpace, Model):
    """Which column of a list a heading stands for in a space, as somebody once said; or none."""

    __table_args__ = (
        sa.Index("uq_sheet_import_match_heading", "space_id", "list_name", "heading", unique=True),
    )
    list_name: Mapped[str] = mapped_column(NfcText)
    heading: Mapped[str] = mapped_column(NfcText)
    column_name: Mapped[str | None] = mapped_column(NfcText)
