"""Columns that hold sealed values and keyed hashes, and the walk that moves them to a new key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator

from .keyfile import Kind
from .keys import (
    HASHED,
    SEALED,
    CannotUnseal,
    current_ring,
    key_id_of,
    keyed_hash,
    seal,
    unseal,
)

BATCH = 500
SAMPLE = 50


class Sealed(TypeDecorator[str]):
    """Text that lies encrypted in the database: `mapped_column(Sealed("member.citizen_id"))`.

    Every value is sealed anew, so a condition never finds one: keep a KeyedHash beside it.
    """

    impl = sa.Text
    cache_ok = True

    class comparator_factory(TypeDecorator.Comparator[str]):  # noqa: N801
        """Refuses the comparisons that would silently find nothing."""

        def operate(self, op: Any, *other: Any, **kwargs: Any) -> Any:
            if op in (operators.is_, operators.is_not) or other == (None,):
                return super().operate(op, *other, **kwargs)
            raise TypeError("A sealed column cannot be compared; keep a KeyedHash beside it.")

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else seal(value, self.purpose)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else unseal(value, self.purpose)


class KeyedHash(TypeDecorator[str]):
    """A hash from keyed_hash(), by which a value is found again without being readable.

    `made_from` names the Sealed column of the same row whose text was hashed: reseal() then
    moves the hash to a new key too. Find rows with `column.in_(hashes_under_all(…))`.
    """

    impl = sa.Text
    cache_ok = True

    def __init__(self, purpose: str, made_from: str | None = None) -> None:
        super().__init__()
        self.purpose = purpose
        self.made_from = made_from

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is not None and not value.startswith(f"{HASHED}."):
            raise ValueError("A KeyedHash column takes what keyed_hash() gives, never the text.")
        return value


@dataclass(frozen=True)
class Use:
    """How many values of a column lie under one key; `faults` of a sample do not open."""

    column: str
    key_id: str
    kind: Kind
    values: int
    faults: int = 0


def columns_of(tables: Iterable[sa.Table]) -> list[sa.Column[Any]]:
    """Every sealed or hashed column of these tables."""
    return [
        column
        for table in tables
        for column in table.columns
        if isinstance(column.type, Sealed | KeyedHash)
    ]


def uses(connection: sa.Connection, tables: Iterable[sa.Table]) -> list[Use]:
    """Which keys the values of these tables lie under, a sample of each opened.

    As the owner, who sees every row.
    """
    found = []
    for column in columns_of(tables):
        raw = _raw(column)
        key_id = sa.func.split_part(raw, ".", 2)
        counted = sa.select(key_id, sa.func.count()).where(raw.is_not(None)).group_by(key_id)
        for name, count in connection.execute(counted.order_by(key_id)).all():
            sample = connection.scalars(sa.select(raw).where(key_id == name).limit(SAMPLE))
            faults = sum(not _opens(column, value) for value in sample)
            kind: Kind = "encryption" if isinstance(column.type, Sealed) else "hash"
            found.append(Use(f"{column.table.name}.{column.name}", name, kind, count, faults))
    return found


def reseal(engine: sa.Engine, tables: Iterable[sa.Table]) -> Iterator[tuple[str, int, int]]:
    """Move every value to the keys in use; yields (column, done, total) as it goes.

    Each batch is a transaction of its own: stopped half-way, a second run goes on from there.
    As the owner. Raises CannotUnseal at a value that does not open.
    """
    for column in sorted(columns_of(tables), key=lambda c: isinstance(c.type, KeyedHash)):
        if isinstance(column.type, KeyedHash) and column.type.made_from is None:
            continue
        name = f"{column.table.name}.{column.name}"
        with engine.connect() as connection:
            stale = sa.select(sa.func.count()).select_from(column.table).where(_is_stale(column))
            total = connection.scalar(stale) or 0
        done = 0
        yield name, done, total
        while moved := _move_batch(engine, column):
            done += moved
            yield name, done, max(done, total)


def _move_batch(engine: sa.Engine, column: sa.Column[Any]) -> int:
    table, raw = column.table, _raw(column)
    keys = list(table.primary_key.columns)
    source = _source_of(column)
    rows = (
        sa.select(*keys, raw.label("value"), _raw(source).label("source"))
        .where(_is_stale(column))
        .limit(BATCH)
        .with_for_update()
    )
    with engine.begin() as connection:
        found = connection.execute(rows).all()
        for row in found:
            here = [key == getattr(row, key.name) for key in keys]
            fresh = sa.literal(_moved(column, row.source), sa.Text)
            changed = (
                sa.update(table).where(*here).values({column.name: sa.type_coerce(fresh, raw.type)})
            )
            connection.execute(changed)
    return len(found)


def _moved(column: sa.Column[Any], sealed: str) -> str:
    text = unseal(sealed, _source_of(column).type.purpose)
    if isinstance(column.type, KeyedHash):
        return keyed_hash(text, column.type.purpose)
    return seal(text, _source_of(column).type.purpose)


def _source_of(column: sa.Column[Any]) -> Any:
    """The sealed column that a value is made from: its own, or the one that was hashed."""
    made_from = getattr(column.type, "made_from", None)
    return column if made_from is None else column.table.c[made_from]


def _is_stale(column: sa.Column[Any]) -> sa.ColumnElement[bool]:
    """The condition: the value lies under another key than the one in use, and can be moved."""
    raw, ring = _raw(column), current_ring()
    if isinstance(column.type, KeyedHash):
        kept = _raw(_source_of(column)).is_not(None)
        return sa.and_(sa.not_(sa.func.starts_with(raw, f"{HASHED}.{ring.hash[0].id}.")), kept)
    return sa.not_(sa.func.starts_with(raw, f"{SEALED}.{ring.encryption[0].id}."))


def _opens(column: sa.Column[Any], value: str) -> bool:
    if isinstance(column.type, KeyedHash):
        return key_id_of(value) in {key.id for key in current_ring().hash}
    try:
        unseal(value, _source_of(column).type.purpose)
    except CannotUnseal:
        return False
    return True


def _raw(column: sa.Column[Any]) -> sa.ColumnElement[str]:
    """The column as it lies in the database, unopened."""
    return sa.type_coerce(column, sa.Text())
