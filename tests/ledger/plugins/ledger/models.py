"""Rows that may be doubled: nothing but the portal itself keeps a value from coming twice."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from portal.database import InSpace, Model
from portal.text import NfcText


class LedgerEntry(InSpace, Model):
    """What a form wrote."""

    name: Mapped[str] = mapped_column(NfcText)


class LedgerEcho(InSpace, Model):
    """What the job that the form asked for wrote."""

    name: Mapped[str] = mapped_column(NfcText)
