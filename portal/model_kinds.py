"""The kinds of model: a mixin says who may read and write the rows of a table."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from . import policies


class InSpace:
    """Rows of one space: read within the reach, written within the write reach."""

    __kind__ = policies.IN_SPACE
    space_id: Mapped[int] = mapped_column(
        sa.ForeignKey("space.id"), primary_key=True, sort_order=-20
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True, sort_order=-10)


class Personal(InSpace):
    """Rows that name people: read only where the user holds a personal permission."""

    __kind__ = policies.PERSONAL


class Published(InSpace):
    """Frozen copies for those below: read by every space below the owner, and its own line."""

    __kind__ = policies.PUBLISHED


class Delivered(InSpace):
    """Rows sent to one other space: both read, the sender writes."""

    __kind__ = policies.DELIVERED
    to_space_id: Mapped[int] = mapped_column(sa.ForeignKey("space.id"), index=True)


class Log(InSpace):
    """Rows that are only ever added, by readers too where their permission lists the table."""

    __kind__ = policies.LOG


class PersonalLog(InSpace):
    """A log whose rows name people."""

    __kind__ = policies.PERSONAL_LOG


class PublicMap:
    """The map of the house that everyone may read: spaces, areas, kinds."""

    __kind__ = policies.PUBLIC_MAP


class ClosedMap:
    """The map that only the named map session reads: accounts, roles, sessions, codes."""

    __kind__ = policies.CLOSED_MAP


class OfAccount:
    """Rows that belong to one account, in whatever space it works."""

    __kind__ = policies.OF_ACCOUNT
