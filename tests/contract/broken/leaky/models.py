from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import InSpace, Model, Personal
from portal.text import NfcText


class Leaky(InSpace, Model):
    __table_args__ = (sa.UniqueConstraint("number"),)
    number: Mapped[int]
    label: Mapped[str]
    near_space_id: Mapped[int | None]


class LeakyName(Personal, Model):
    person_name: Mapped[str] = mapped_column(NfcText)
