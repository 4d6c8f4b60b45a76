"""Thousands of rows at once: COPY into a temporary table, from there into the table itself.

PostgreSQL refuses COPY into a table that policies hold. A temporary table holds only what this
transaction puts into it, and every row then passes the policies in one INSERT or UPDATE. Values go
through the types of the model's columns, so text is cleaned and sealed columns are sealed, and
plain defaults hold; what an event of the model would compute (a sort key) is the caller's to give.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from .database import Model, touched

_numbers = itertools.count(1)
AnySession = Session | scoped_session[Any]


def new_ids(session: AnySession, model: type[Model], count: int) -> list[int]:
    """So many ids for rows to come, so that rows of other tables can name them in the same COPY."""
    if count == 0:
        return []
    table = _table(model).name
    numbers = sa.select(sa.func.nextval(sa.func.pg_get_serial_sequence(table, "id"))).select_from(
        sa.func.generate_series(1, count)
    )
    return list(session.scalars(numbers))


def copied(
    session: AnySession, model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Add rows, each a value for each of the columns; gives how many.

    `space_id` stands among the columns like any other, and `id` where new_ids() gave it. Raises
    what an INSERT of the same rows would: all of them are added or none.
    """
    session.flush()
    table = _table(model)
    with _put(session, table, columns, rows) as temporary:
        names = [table.c[name] for name in columns]
        source = sa.select(*(temporary.c[name] for name in columns))
        added = sa.insert(table).from_select(names, source)
        return touched(session.execute(added, execution_options={"preserve_rowcount": True}))


def updated(
    session: AnySession, model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Change rows of a space by id; gives how many were within the write reach.

    `columns` begin with `space_id` and `id`, by which a row is found; the others are set. What the
    session holds of those rows is not refreshed. A column `version` counts up by itself.
    """
    session.flush()
    table = _table(model)
    with _put(session, table, columns, rows) as temporary:
        here = [table.c[name] == temporary.c[name] for name in ("space_id", "id")]
        values: dict[str, Any] = {name: temporary.c[name] for name in columns[2:]}
        if "version" in table.c:
            values.setdefault("version", table.c.version + 1)
        silent = {"synchronize_session": False}
        change = sa.update(table).where(*here).values(values)
        return touched(session.execute(change, execution_options=silent))


def _table(model: type[Model]) -> sa.Table:
    return cast("sa.Table", model.__table__)


@contextmanager
def _put(
    session: AnySession, table: sa.Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> Iterator[sa.TableClause]:
    """Rows in a temporary table with some columns of another."""
    connection = session.connection()
    quoted = connection.dialect.identifier_preparer.quote
    name, named = f"copied_{next(_numbers)}", ", ".join(map(quoted, columns))
    makes = [_maker(table.c[column], connection.dialect) for column in columns]
    connection.exec_driver_sql(
        f"create temporary table {name} on commit drop as"
        f" select {named} from {quoted(table.name)} with no data"
    )
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"copy {name} ({named}) from stdin") as copy:
        for row in rows:
            copy.write_row(
                [
                    value if make is None else make(value)
                    for make, value in zip(makes, row, strict=True)
                ]
            )
    connection.exec_driver_sql(f"analyze {name}")
    yield sa.table(name, *(sa.column(column, table.c[column].type) for column in columns))
    connection.exec_driver_sql(f"drop table {name}")


def _maker(column: sa.Column[Any], dialect: sa.Dialect) -> Any:
    """What makes a value of Python's into one of the driver's; None where they are the same."""
    return column.type.dialect_impl(dialect).bind_processor(dialect)
