"""Compare a module's tables, as PostgreSQL has them, with its models and their kinds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from .boundaries import models_of
from .plugins import Plugin
from .policies import APP_ROLE, policies_of

TWIN = "policy_twin"
POLICIES = sa.text(
    "select policyname, permissive, roles::text[], cmd, qual, with_check from pg_policies"
    " where tablename = :table and (schemaname = 'public') = :public order by policyname"
)
GRANTS = sa.text(
    "select lower(privilege_type) from information_schema.role_table_grants"
    " where table_schema = 'public' and table_name = :table and grantee = :role"
)


def faults_of(
    connection: sa.Connection, plugin: Plugin, made: frozenset[str] = frozenset()
) -> list[str]:
    """A sentence for each table of a module that is missing, unlike its model, or unguarded.

    `made` are tables that the module's migration just made: each must have a model. Needs a
    connection of the owner, inside a transaction.
    """
    models = models_of(plugin)
    names = {_table(model).name for model in models}
    faults = [
        f"the migration makes {name}, which no model declares" for name in sorted(made - names)
    ]
    for model in models:
        faults += table_faults(connection, model)
    return faults


def tables(connection: sa.Connection) -> frozenset[str]:
    """Every table of the portal in the database, version tables left out."""
    found = connection.scalars(
        sa.text("select tablename from pg_tables where schemaname = 'public'")
    )
    return frozenset(name for name in found if not name.startswith("alembic_version"))


def table_faults(connection: sa.Connection, model: Any) -> Iterator[str]:
    """A sentence for each way in which a table differs from its model or its kind."""
    table = _table(model)
    guarded = connection.scalar(
        sa.text("select relrowsecurity from pg_class where oid = to_regclass(:name)"),
        {"name": f"public.{table.name}"},
    )
    if guarded is None:
        yield f"table {table.name} does not exist: a migration must make it with create_table()"
        return
    yield from _column_faults(connection, table)
    wanted = _wanted_policies(connection, model)
    if not guarded:
        yield f"table {table.name} is not under row-level security: make it with create_table()"
    elif wanted != _policies(connection, table.name, public=True):
        kind = model.__kind__.name
        yield f"table {table.name} lacks the policies of its kind, {kind}: use create_table()"
    allowed = set(model.__commands__ or model.__kind__.commands)
    for command in sorted(
        set(connection.scalars(GRANTS, {"table": table.name, "role": APP_ROLE})) - allowed
    ):
        yield f"table {table.name} lets {APP_ROLE} {command}, which its kind does not"


def _column_faults(connection: sa.Connection, table: sa.Table) -> Iterator[str]:
    have = {column["name"] for column in sa.inspect(connection).get_columns(table.name)}
    declared = {column.name for column in table.columns}
    for name in sorted(declared - have):
        yield f"table {table.name} has no column {name}, which its model declares: add a migration"
    for name in sorted(have - declared):
        yield f"table {table.name} has a column {name}, which its model does not declare"


def _wanted_policies(connection: sa.Connection, model: Any) -> list[Any]:
    """What PostgreSQL makes of the policies of the model's kind, read from a table of its own."""
    table = _table(model)
    columns = frozenset(column.name for column in table.columns)
    policies = policies_of(
        table.name, model.__kind__, columns, model.__commands__, model.__narrowing__
    )
    with connection.begin_nested() as savepoint:
        connection.exec_driver_sql(f"create temp table {TWIN} (like {table.name})")
        for policy in policies:
            statement = policy.sql().replace(f" on {table.name} as ", f" on pg_temp.{TWIN} as ")
            connection.exec_driver_sql(statement.replace("%", "%%"))
        wanted = _policies(connection, TWIN, public=False)
        savepoint.rollback()
    return wanted


def _policies(connection: sa.Connection, table: str, *, public: bool) -> list[Any]:
    return [tuple(row) for row in connection.execute(POLICIES, {"table": table, "public": public})]


def _table(model: Any) -> sa.Table:
    table: sa.Table = model.__table__
    return table
