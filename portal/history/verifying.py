"""Walk the chains and find the first row that does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from .chain import LINKED, START, link_digest, payload_digest
from .models import Event, EventHead, EventPayload

ERASED = "history.payload_erased"
"""The verb of the event that erases the payload of another."""


@dataclass(frozen=True)
class Chain:
    """What was found of one space's chain; `broken` names the first row at fault, by its seq.

    `head` is the hash of the last event: kept elsewhere, it shows a chain that was rewritten whole.
    """

    space_id: int
    slug: str
    events: int
    head: str
    broken: int | None = None
    why: str = ""


def verify(owner_url: str, slug: str | None = None) -> Iterator[Chain]:
    """Verify the chain of one space, or of every space that has one, as they stand at one moment.

    As the owner, who sees every row. Raises LookupError on an unknown space.
    """
    engine = sa.create_engine(owner_url, poolclass=sa.NullPool, isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        connection.execute(sa.text("set transaction read only"))
        for name, space_id in _wanted(connection, slug):
            yield _verify_one(connection, space_id, name)


def _wanted(connection: sa.Connection, slug: str | None) -> list[tuple[str, int]]:
    known = dict(connection.execute(sa.text("select slug, id from space")).tuples().all())
    if slug is not None:
        if slug not in known:
            raise LookupError(f"There is no space {slug}.")
        return [(slug, known[slug])]
    begun = sa.union(sa.select(Event.space_id), sa.select(EventHead.space_id))
    with_chain = set(connection.scalars(begun))
    return sorted((name, id_) for name, id_ in known.items() if id_ in with_chain)


def _verify_one(connection: sa.Connection, space_id: int, slug: str) -> Chain:
    seq, last = 0, START
    erased = _erased(connection, space_id)
    for row in _rows(connection, space_id):
        why = _fault(row, seq, last, row.id in erased)
        if why:
            broken = min(seq + 1, row.seq) if row.seq > seq else row.seq
            return Chain(space_id, slug, seq, last, broken, why)
        seq, last = row.seq, row.hash
    broken, why = _fault_of_head(connection, space_id, seq, last)
    return Chain(space_id, slug, seq, last, broken, why)


def _fault(row: sa.Row[tuple[object, ...]], seq: int, last: str, erased: bool) -> str:
    if row.seq > seq + 1:
        return "the row is missing"
    if row.seq <= seq:
        return "the number is used twice: the chain forks here"
    if row.prev_hash != last:
        return "the row does not follow the one before it"
    if link_digest(row) != row.hash:
        return "the row was altered"
    if row.salt is None:
        return "" if erased else "the values before and after are gone, and nobody erased them"
    if erased:
        return "the values before and after were erased and are there again"
    if payload_digest(row.salt, row.content) != row.payload_hash or row.unit_id != row.kept_unit:
        return "the values before and after were altered"
    return ""


def _fault_of_head(
    connection: sa.Connection, space_id: int, seq: int, last: str
) -> tuple[int | None, str]:
    heads = connection.execute(
        sa.select(EventHead.seq, EventHead.hash).where(EventHead.space_id == space_id)
    ).all()
    if len(heads) != 1:
        return (None, "") if not seq and not heads else (seq, f"the chain has {len(heads)} heads")
    head = heads[0]
    if head.seq > seq:
        return seq + 1, "the row is missing"
    if (head.seq, head.hash) != (seq, last):
        return seq, "the head of the chain was altered"
    return None, ""


def _rows(connection: sa.Connection, space_id: int) -> Iterator[sa.Row[tuple[object, ...]]]:
    table, payload = Event.__table__.c, EventPayload
    rows = (
        sa.select(
            table.id,
            table.hash,
            *(table[name] for name in LINKED),
            payload.salt,
            payload.content,
            payload.unit_id.label("kept_unit"),
        )
        .outerjoin(
            payload, sa.and_(payload.space_id == table.space_id, payload.event_id == table.id)
        )
        .where(table.space_id == space_id)
        .order_by(table.seq, table.id)
    )
    with connection.execute(rows.execution_options(yield_per=1000)) as result:
        yield from result


def _erased(connection: sa.Connection, space_id: int) -> set[int | None]:
    return set(
        connection.scalars(
            sa.select(Event.subject_id).where(
                Event.space_id == space_id,
                Event.verb == ERASED,
                Event.subject_type == Event.__tablename__,
            )
        )
    )
