"""The rows of files: what a space keeps, under which name, since when."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..database import InSpace, Model, Personal
from ..text import NfcText


class FileRow:
    """What is known of a file. `unit_id` keeps it to the officers of one unit."""

    digest: Mapped[str] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(NfcText)
    media_type: Mapped[str]
    size: Mapped[int]
    unit_id: Mapped[int | None]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    kept_at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), server_default=sa.func.now()
    )


class StoredFile(FileRow, InSpace, Model):
    """A file that names nobody: a plan, a report, a poster. It descends as its permission does."""


class PersonalFile(FileRow, Personal, Model):
    """A file about people: a list, a decision, a portrait. Only the space itself opens it."""
