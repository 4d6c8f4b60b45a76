"""What the database's own catalogue says of the tables, against what the models say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from ...catalogue import table_faults
from ...database import Base
from ...policies import APP_ROLE
from ...text import NfcText
from . import subjects
from .expected import TENANTS

WORDS = ("name", "title", "label", "note", "reason", "summary", "description", "remark", "place")
"""Columns so named hold what people typed, in Vietnamese."""
OPEN = {
    "a function with the rights of its owner": """
        select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = pronamespace
        where prosecdef and nspname not in ('pg_catalog', 'information_schema')""",
    "a view that passes by the policies": """
        select oid::regclass::text from pg_class where relkind in ('v', 'm')
        and relnamespace = 'public'::regnamespace
        and not coalesce(reloptions @> '{security_invoker=true}', false)""",
    "something owned by the serving role": f"""
        select oid::regclass::text from pg_class where relowner = '{APP_ROLE}'::regrole""",
    "a table open to everyone": """
        select distinct table_name::text from information_schema.role_table_grants
        where grantee = 'PUBLIC' and table_schema = 'public'""",
    "a table without row-level security that the serving role may use": f"""
        select oid::regclass::text from pg_class
        where relkind in ('r', 'p', 'v', 'm', 'f') and relnamespace = 'public'::regnamespace
        and (not relrowsecurity or relforcerowsecurity)
        and has_table_privilege('{APP_ROLE}', oid, 'select, insert, update, delete, truncate')""",
    "a table that the serving role may truncate or hang triggers on": f"""
        select oid::regclass::text from pg_class
        where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
        and has_table_privilege('{APP_ROLE}', oid, 'truncate, references, trigger')""",
    "a schema where the serving role may make things": f"""
        select nspname::text from pg_namespace where nspname !~ '^pg_'
        and has_schema_privilege('{APP_ROLE}', oid, 'create')""",
}


def open_doors(owner: sa.Connection) -> Iterator[str]:
    """Whatever in the database passes by the policies of the tables."""
    for what, question in OPEN.items():
        for name in owner.scalars(sa.text(question)):
            yield f"{name} is {what}"


def guards(owner: sa.Connection, model: Any) -> Iterator[str]:
    """Whether a table carries the policies and grants of its kind, and no others."""
    yield from table_faults(owner, model)
    table = subjects.table_of(model)
    for command in subjects.rules_of(model).commands:
        asked = sa.text("select has_table_privilege(:role, :table, :command)")
        values = {"role": APP_ROLE, "table": f"public.{table.name}", "command": command}
        if not owner.scalar(asked, values):
            yield f"table {table.name} does not let {APP_ROLE} {command}, which its kind does"
    counted = table.autoincrement_column
    if counted is not None:
        asked = sa.text(
            "select has_sequence_privilege(:role, pg_get_serial_sequence(:table, :column), 'usage')"
        )
        names = {"role": APP_ROLE, "table": f"public.{table.name}", "column": counted.name}
        if not owner.scalar(asked, names):
            yield f"table {table.name}: {APP_ROLE} may not use the sequence of {counted.name}"


def keys(model: Any) -> Iterator[str]:
    """Whether keys, references and uniqueness of a table of spaces stay within one space."""
    rules, table = subjects.rules_of(model), subjects.table_of(model)
    if rules.kind not in TENANTS:
        return
    if [c.name for c in table.primary_key.columns] != ["space_id", "id"]:
        yield f"table {table.name}: the primary key must be (space_id, id)"
    for key in table.foreign_key_constraints:
        yield from _reference(model, table, key)
    for columns in _uniques(table):
        if "space_id" not in columns and tuple(columns) not in shared_keys(table.name):
            yield (
                f"table {table.name}: unique over {', '.join(columns)} without space_id tells a"
                " neighbour that a value exists; add space_id or give the reason in UNIQUE_ACROSS"
            )
    for column, target in model.__elsewhere__.items():
        if column not in table.c or target not in subjects.models():
            yield f"table {table.name}: __elsewhere__ names {column} -> {target}, not found"
    for column in table.c:
        known = {"space_id", "to_space_id", *model.__elsewhere__}
        if column.name.endswith("space_id") and column.name not in known:
            yield f"table {table.name}: {column.name} leads elsewhere; say so in __elsewhere__"


def shared_keys(table: str) -> dict[tuple[str, ...], str]:
    """Unique keys across spaces that a module gives a reason for: `UNIQUE_ACROSS` in testing.py."""
    given: dict[tuple[str, ...], str] = {}
    for hint in subjects.hints().values():
        given |= getattr(hint, "UNIQUE_ACROSS", {}).get(table, {})
    return given


def words(model: Any) -> Iterator[str]:
    """Whether columns that hold words store them NFC whatever comes in."""
    for column in subjects.table_of(model).columns:
        last = column.name.rpartition("_")[2]
        typed = isinstance(column.type, sa.String) and not isinstance(column.type, sa.Enum)
        if last in WORDS and typed and not isinstance(column.type, NfcText):
            if column.foreign_keys or column.primary_key or column.unique:
                continue
            yield f"{column.table.name}.{column.name} holds words and must be NfcText"


def drift(owner: sa.Connection) -> Iterator[str]:
    """Differences between the models and what the migrations made."""
    options = {"include_name": _is_ours, "compare_type": True}
    context = MigrationContext.configure(owner, opts=options)
    for difference in compare_metadata(context, Base.metadata):
        yield f"models and migrations differ: {difference}"


def _reference(model: Any, table: sa.Table, key: sa.ForeignKeyConstraint) -> Iterator[str]:
    target = subjects.models().get(key.referred_table.name)
    columns = [c.name for c in key.columns]
    if target is not None and subjects.rules_of(target).kind in TENANTS:
        pairs = [(e.parent.name, e.column.name) for e in key.elements]
        if ("space_id", "space_id") not in pairs:
            yield (
                f"table {table.name}: the reference {', '.join(columns)} to"
                f" {key.referred_table.name} may lead into another space; use belongs_to()"
            )
    if (key.ondelete or "").upper() == "SET NULL" and "space_id" in columns:
        yield f"table {table.name}: ON DELETE SET NULL of {columns} would empty space_id, too"


def _uniques(table: sa.Table) -> Iterator[list[str]]:
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint):
            yield [c.name for c in constraint.columns]
    for index in table.indexes:
        if index.unique:
            yield [c.name for c in index.columns]


def _is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    return kind != "table" or not (name or "").startswith("alembic_version")
