"""Two members who look alike and were judged to be two people."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from portal.database import InSpace, Model, belongs_to

from .membership import MembersMembership


class MembersDistinct(InSpace, Model):
    """A pair that is not asked about again; `one_id` is the lower number."""

    __table_args__ = (
        sa.Index("uq_members_distinct_pair", "space_id", "one_id", "other_id", unique=True),
    )
    one_id: Mapped[int]
    one: Mapped[MembersMembership] = belongs_to("MembersMembership", "one_id", on_delete="CASCADE")
    other_id: Mapped[int]
    other: Mapped[MembersMembership] = belongs_to(
        "MembersMembership", "other_id", on_delete="CASCADE"
    )
    judged_on: Mapped[dt.date]
