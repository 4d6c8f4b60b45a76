"""Grants to look at the people of a space, and the looks that were taken."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..database import ClosedMap, Model, PersonalLog
from ..text import NfcText

LONGEST = 30
"""The last day of a grant lies at most so many days after its first."""
ASKED, GRANTED, REFUSED, WITHDRAWN = "asked", "granted", "refused", "withdrawn"
MOMENT = sa.DateTime(timezone=True)


class LookGrant(ClosedMap, Model):
    """That one account above may look at a space's people, from one day to another.

    `reason` is a code of `reasons.py`. It lies on the map, read by each page with the roles of its
    account. What was withdrawn or has ended stays as it was: another look is another grant.
    """

    __table_args__ = (
        sa.Index("ix_look_grant_in_space_id_account_id", "in_space_id", "account_id"),
        sa.CheckConstraint(
            "state not in ('granted', 'withdrawn') or (valid_from is not null and valid_to is not"
            f" null and valid_to between valid_from and valid_from + {LONGEST})",
            name="dated",
        ),
        sa.CheckConstraint("account_id <> decided_by", name="not_to_oneself"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    in_space_id: Mapped[int] = mapped_column(sa.ForeignKey("space.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    from_space_id: Mapped[int] = mapped_column(sa.ForeignKey("space.id"))
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(NfcText)
    note: Mapped[str | None] = mapped_column(NfcText)
    document: Mapped[str | None] = mapped_column(NfcText)
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    asked_at: Mapped[dt.datetime | None] = mapped_column(MOMENT)
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    decided_at: Mapped[dt.datetime | None] = mapped_column(MOMENT)
    answer: Mapped[str | None] = mapped_column(NfcText)
    """Why it was refused or withdrawn."""
    withdrawn_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(MOMENT)


class Look(PersonalLog, Model):
    """One look at a page that names people, by whoever is not of the space, or at a sealed value.

    Rows are only ever added. `path` is the page without what was asked of it; `subject_name` is
    who was looked at, as the page called them; without a grant it is a sealed value that a member
    of the space itself had shown, for a `reason`.
    """

    __table_args__ = (
        sa.Index("ix_look_space_at", "space_id", "at"),
        sa.Index("ix_look_space_subject", "space_id", "subject_type", "subject_id"),
    )
    __commands__ = ("select", "insert")
    at: Mapped[dt.datetime] = mapped_column(MOMENT)
    account_id: Mapped[int]
    account_name: Mapped[str] = mapped_column(NfcText)
    folded: Mapped[str]
    from_name: Mapped[str | None] = mapped_column(NfcText)
    """The space from which somebody looked; none for the space's own people."""
    grant_id: Mapped[int | None]
    module: Mapped[str]
    path: Mapped[str]
    subject_type: Mapped[str | None]
    subject_id: Mapped[int | None]
    subject_name: Mapped[str | None] = mapped_column(NfcText)
    sealed: Mapped[str | None]
    """The column whose sealed value was shown."""
    reason: Mapped[str | None] = mapped_column(NfcText)
