"""The trace of a person: what is compared where enrolments of several spaces are, and no name.

Whoever writes a person writes the trace with it, in one flush: it is made here, so that no way to
write a person can forget it. Rows that are written past the models (COPY, bulk inserts) take
trace_values(); `members.retraced` makes what is missing.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from portal.database import InSpace, Model, belongs_to
from portal.keys import current_ring, keyed_hash

from ..linking import Tracer, Written
from .membership import MembersMembership, MembersPerson

PURPOSE = "members.trace"


class MembersTrace(InSpace, Model):
    """Keyed hashes of what an enrolment says of its person; `key` names the key they lie under.

    Year of birth, sex and area are read from the enrolment itself. What each column holds:
    `plugins.members.linking.Trace`.
    """

    __table_args__ = (
        sa.Index("uq_members_trace_membership", "space_id", "membership_id", unique=True),
    )
    membership_id: Mapped[int]
    membership: Mapped[MembersMembership] = belongs_to(
        "MembersMembership", "membership_id", on_delete="CASCADE"
    )
    key: Mapped[str]
    whole: Mapped[int] = mapped_column(sa.BigInteger)
    words: Mapped[list[int]] = mapped_column(ARRAY(sa.BigInteger))
    near: Mapped[list[int]] = mapped_column(ARRAY(sa.BigInteger))
    marked: Mapped[int | None] = mapped_column(sa.BigInteger)
    citizen: Mapped[int | None] = mapped_column(sa.BigInteger)
    born: Mapped[int | None] = mapped_column(sa.BigInteger)


def trace_values(
    space_id: int,
    membership_id: int,
    name: str,
    birth_date: dt.date | None,
    citizen_id: str | None,
) -> dict[str, Any]:
    """The row of a trace as it is to be written, under the key in use."""
    made = _tracer(keyed_hash("", PURPOSE)).trace(
        None, None, Written(name=name, born=birth_date, citizen_id=citizen_id)
    )
    return {
        "space_id": space_id,
        "membership_id": membership_id,
        "key": key_in_use(),
        "whole": made.whole,
        "words": list(made.words),
        "near": sorted(made.near),
        "marked": made.marked,
        "citizen": made.citizen,
        "born": made.born,
    }


def key_in_use() -> str:
    """The name of the key under which traces are made; those of another one are not compared."""
    return current_ring().hash[0].id


@lru_cache(maxsize=4)
def _tracer(secret: str) -> Tracer:
    return Tracer(secret.encode())


@sa.event.listens_for(MembersPerson, "after_insert")
@sa.event.listens_for(MembersPerson, "after_update")
def _trace(_mapper: Mapper[Any], connection: sa.Connection, person: MembersPerson) -> None:
    values = trace_values(
        person.space_id,
        person.membership_id,
        person.name,
        person.birth_date,
        person.citizen_id,
    )
    connection.execute(_written(), values)


@lru_cache(maxsize=1)
def _written() -> sa.Insert:
    write = insert(MembersTrace)
    own = ("space_id", "membership_id")
    fresh = {
        name: getattr(write.excluded, name)
        for name in ("key", "whole", "words", "near", "marked", "citizen", "born")
    }
    return write.on_conflict_do_update(index_elements=list(own), set_=fresh)
