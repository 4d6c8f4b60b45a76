"""What an account keeps: the query of a list's address, under a name of its own."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..database import Model, OfAccount
from ..text import NfcText


class SavedFilter(OfAccount, Model):
    """A named filter of one list (by its endpoint) in one space: hamlets and units are its own."""

    __table_args__ = (
        sa.Index("ix_saved_filter_account", "account_id", "in_space_id", "endpoint"),
        sa.Index("ix_saved_filter_in_space_id", "in_space_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    in_space_id: Mapped[int] = mapped_column(sa.ForeignKey("space.id"))
    endpoint: Mapped[str]
    name: Mapped[str] = mapped_column(NfcText)
    query: Mapped[str]
