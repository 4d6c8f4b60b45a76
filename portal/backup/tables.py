"""The tables of a database as a backup sees them: found in the catalogue, copied in one order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from psycopg import sql

STEADY = (
    "set local timezone = 'UTC'; set local datestyle = 'ISO, YMD';"
    " set local intervalstyle = 'iso_8601'; set local extra_float_digits = 1;"
    " set local bytea_output = 'hex'; set local client_encoding = 'UTF8'"
)
"""What makes COPY write the same text whatever the server's settings."""
PIECE = 4 << 20
TABLES = """
    select c.relname from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by c.relname
"""
COLUMNS = """
    select a.attname, array_position(i.indkey::int2[], a.attnum) as in_key,
        a.attcollation <> 0 as is_text
    from pg_attribute a left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
    where a.attrelid = to_regclass(%s) and a.attnum > 0 and not a.attisdropped
        and a.attgenerated = '' order by a.attname
"""
SEQUENCES = """
    select c.relname from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'S' order by c.relname
"""
Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True)
class Print:
    """How many rows a table has, and the hash of all of them in the order of their key."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Table:
    """A table with the columns that are copied, and those that order its rows."""

    name: str
    columns: tuple[str, ...]
    order: tuple[sql.Composable, ...]

    def reading(self) -> sql.Composed:
        """The COPY that gives every row, in the order of the key."""
        chosen = sql.SQL(", ").join(map(sql.Identifier, self.columns))
        return sql.SQL("copy (select {} from {} as t order by {}) to stdout").format(
            chosen, sql.Identifier("public", self.name), sql.SQL(", ").join(self.order)
        )

    def writing(self, columns: list[str]) -> sql.Composed:
        """The COPY that takes rows of these columns."""
        return sql.SQL("copy {} ({}) from stdin").format(
            sql.Identifier("public", self.name),
            sql.SQL(", ").join(map(sql.Identifier, columns)),
        )


def tables_of(connection: Connection) -> list[Table]:
    """Every table of the portal, version tables included."""
    return [_table(connection, str(name)) for (name,) in connection.execute(TABLES).fetchall()]


def _table(connection: Connection, name: str) -> Table:
    quoted = sql.Identifier("public", name).as_string(connection)
    found = connection.execute(COLUMNS, [quoted]).fetchall()
    columns = tuple(str(row[0]) for row in found)
    keyed = sorted(
        (int(str(at)), str(column), text) for column, at, text in found if at is not None
    )
    order: list[sql.Composable] = [
        sql.SQL('{} collate "C"' if is_text else "{}").format(sql.Identifier(column))
        for _, column, is_text in keyed
    ]
    if not order:
        order = [sql.SQL('t::text collate "C"')]
    return Table(name, columns, tuple(order))


def pieces_of(connection: Connection, table: Table, tally: Tally) -> Iterator[bytes]:
    """The rows of a table in pieces of whole rows, counted and hashed on the way."""
    kept = bytearray()
    with connection.cursor() as cursor, cursor.copy(table.reading()) as copy:
        for block in copy:
            tally.add(bytes(block))
            kept += block
            if len(kept) >= PIECE:
                yield bytes(kept)
                kept.clear()
    if kept:
        yield bytes(kept)


class Tally:
    """Counts rows and hashes them as they pass: one line of COPY's text is one row."""

    def __init__(self) -> None:
        self.rows = 0
        self._hash = hashlib.sha256()

    def add(self, block: bytes) -> None:
        """Take the next bytes."""
        self.rows += block.count(b"\n")
        self._hash.update(block)

    def print(self) -> Print:
        """What was found so far."""
        return Print(self.rows, self._hash.hexdigest())


def print_of(connection: Connection, table: Table) -> Print:
    """The rows and the hash of a table, as it stands."""
    tally = Tally()
    for _ in pieces_of(connection, table, tally):
        pass
    return tally.print()


def sequences_of(connection: Connection) -> dict[str, tuple[int, bool]]:
    """The last value of every sequence, and whether it was handed out."""
    found: dict[str, tuple[int, bool]] = {}
    for (name,) in connection.execute(SEQUENCES).fetchall():
        asked = sql.SQL("select last_value, is_called from {}").format(
            sql.Identifier("public", str(name))
        )
        row = connection.execute(asked).fetchone()
        assert row is not None
        found[str(name)] = (int(str(row[0])), bool(row[1]))
    return found
