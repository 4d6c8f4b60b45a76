"""What the serving role can do with the rows of a table, tried out, against what it should.

Every statement runs in a transaction that is taken back. Statements without a WHERE are tried
too: they read no column, so PostgreSQL asks only the policies of their own command.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from ...database import apply
from ...reach import Reach
from ..rows import Maker, Values
from . import ground, subjects
from .expected import Command, Row, Rules, may
from .viewers import Places, viewers

Outcome = int | str
REFUSED = "is refused"
BROKEN = "breaks another rule"
"""The policies let the statement through, and a key or a check then stopped it."""


SAVED, BACK = "savepoint untouched", "rollback to savepoint untouched"
"""One savepoint for all that a viewer tries: going back to it leaves it in place."""
UNIT_NOBODYS = 909
"""The id of a unit that no viewer is narrowed to."""


@dataclass(frozen=True)
class Trial:
    """A table with its example rows, ready to be tried."""

    table: sa.Table
    rules: Rules
    rows: dict[tuple[Any, ...], Row]
    fresh: list[tuple[Row, Values]]
    """Rows that are not there yet, to be inserted."""
    viewers: dict[str, Reach]
    at: Places


def prepare(maker: Maker, model: Any) -> Trial:
    """Lay the example rows of a table. Raises CannotMake where none can be made."""
    owner, table, rules = maker.owner, subjects.table_of(model), subjects.rules_of(model)
    at, people = ground.places(owner), ground.accounts(owner)
    ground.lay(maker, table, at, people)
    fresh = []
    for placed in ground.placings(table, at, people):
        values = maker.values(table, **placed)
        fresh.append((ground.row_of(table, values), values))
    return Trial(
        table=table,
        rules=rules,
        rows=ground.facts(owner, table),
        fresh=fresh,
        viewers=viewers(at, *people, table.name),
        at=at,
    )


def faults(app: sa.Connection, trial: Trial) -> Iterator[str]:
    """A sentence for each viewer and command for whom the database answers otherwise."""
    for name, reach in trial.viewers.items():
        with app.begin() as transaction:
            apply(app, reach)
            app.exec_driver_sql(SAVED)
            for what, wanted, got in _answers(app, trial, reach):
                if wanted != got and not (got == BROKEN and wanted not in (0, REFUSED)):
                    yield f"{trial.table.name}: {name} {what}: should be {wanted}, is {got}"
            transaction.rollback()
    yield from _without_any_reach(app, trial)


def _answers(
    app: sa.Connection, trial: Trial, reach: Reach
) -> Iterator[tuple[str, Outcome, Outcome]]:
    yield from _reading(app, trial, reach)
    yield from _changing(app, trial, reach)
    yield from _moving(app, trial, reach)
    yield from _adding(app, trial, reach)


def _reading(
    app: sa.Connection, trial: Trial, reach: Reach
) -> Iterator[tuple[str, Outcome, Outcome]]:
    seen = {tuple(row) for row in app.execute(sa.select(*trial.table.primary_key.columns))}
    should = {key for key, row in trial.rows.items() if may(trial.rules, "select", row, reach)}
    yield "reads rows", len(should), len(seen)
    yield "reads rows that are not theirs", 0, len(seen - should)


def _changing(
    app: sa.Connection, trial: Trial, reach: Reach
) -> Iterator[tuple[str, Outcome, Outcome]]:
    table, rules = trial.table, trial.rules
    column, value = _constant(trial)
    found = next(iter(table.primary_key.columns)).is_not(None)
    commands: list[tuple[Command, Any]] = [
        ("update", sa.update(table).values({column: value})),
        ("delete", sa.delete(table)),
    ]
    for command, statement in commands:
        may_do = [row for row in trial.rows.values() if may(rules, command, row, reach)]
        both = [row for row in may_do if may(rules, "select", row, reach)]
        given = command in rules.commands
        moved = command == "update" and column in ground.KEYS
        if not moved:
            wanted = len(may_do) if given else REFUSED
            yield f"{command}s whatever is there", wanted, _try(app, statement)
            wanted = len(both) if given else REFUSED
            yield f"{command}s what is seen", wanted, _try(app, statement.where(found))


def _moving(
    app: sa.Connection, trial: Trial, reach: Reach
) -> Iterator[tuple[str, Outcome, Outcome]]:
    """A row may not be moved to where its writer could not have put it."""
    others: dict[str, int] = {
        "space_id": trial.at.neighbour,
        "unit_id": 902,
        "body_id": ground.BODY_TWO,
        "account_id": next(iter({r.account for r in trial.rows.values() if r.account} - {None}), 0),
    }
    keys = ground.keys_of(trial.table)
    if "id" in keys:  # a table of units: its rows may not become another unit
        others["id"] = UNIT_NOBODYS
    for column, value in others.items():
        if column not in trial.table.c or "update" not in trial.rules.commands:
            continue
        touched = [r for r in trial.rows.values() if may(trial.rules, "update", r, reach)]
        after = [replace(row, **{keys[column]: value}) for row in touched]
        allowed = all(may(trial.rules, "update", row, reach) for row in after)
        wanted = len(touched) if allowed else REFUSED
        statement = sa.update(trial.table).values({column: value})
        yield f"moves rows by {column}", wanted, _try(app, statement)


def _adding(
    app: sa.Connection, trial: Trial, reach: Reach
) -> Iterator[tuple[str, Outcome, Outcome]]:
    for row, values in trial.fresh:
        allowed = may(trial.rules, "insert", row, reach)
        # Without RETURNING: reading the row back would ask the policy of SELECT, too.
        statement = sa.insert(trial.table).values(values).inline()
        yield f"adds {row}", 1 if allowed else REFUSED, _try(app, statement)


def _without_any_reach(app: sa.Connection, trial: Trial) -> Iterator[str]:
    """A connection that was told nothing sees the public map and nothing else."""
    with app.begin() as transaction:
        app.exec_driver_sql(SAVED)
        seen = len(app.execute(sa.select(*trial.table.primary_key.columns)).all())
        public = trial.rules.kind == "public_map"
        if seen != (len(trial.rows) if public else 0):
            yield f"{trial.table.name}: without any reach {seen} rows are read"
        if "delete" in trial.rules.commands and _try(app, sa.delete(trial.table)) != 0:
            yield f"{trial.table.name}: without any reach rows are deleted"
        transaction.rollback()


def _try(app: sa.Connection, statement: Any) -> Outcome:
    """How many rows a statement touched, or why none; taken back at once."""
    try:
        count = int(app.execute(statement).rowcount)
        return 1 if count < 0 else count
    except sa.exc.DBAPIError as error:
        state = str(getattr(error.orig, "sqlstate", ""))
        if state == "42501":
            return REFUSED
        if state[:2] in ("23", "P0"):
            return BROKEN
        raise
    finally:
        app.exec_driver_sql(BACK)


def _constant(trial: Trial) -> tuple[str, Any]:
    """A column that can be set to one value everywhere without asking any other rule."""
    table = trial.table
    taken = {c.name for c in table.primary_key.columns}
    taken |= {c.name for index in table.indexes for c in index.columns}
    taken |= {c.name for c in table.columns if c.foreign_keys or c.unique or c.name in ground.KEYS}
    taken |= {
        c.name
        for key in table.constraints
        if isinstance(key, sa.UniqueConstraint | sa.CheckConstraint)
        for c in key.columns
    }
    values = trial.fresh[0][1]
    for column in table.columns:
        if column.name not in taken and column.computed is None:
            if column.name in values:
                return column.name, values[column.name]
            if column.nullable:
                return column.name, None
    column = next(iter(table.primary_key.columns))
    return column.name, values.get(column.name, 0)
