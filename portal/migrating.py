"""Migrations of the core and of every module, and the way they make guarded tables."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa
from alembic import command, op
from alembic.config import Config as AlembicConfig

from .plugins import Plugin
from .policies import APP_ROLE, NARROWING, TENANT_KINDS, Command, Kind, protect

ROOT = Path(__file__).resolve().parent.parent / "migrations"
LOCK = 7_301_021
"""Any number of our own: two upgrades at once wait for each other on it."""


class MigrationFailed(RuntimeError):
    """A module's migration failed; the message names the module. Later ones were not tried."""


def create_table(
    kind: Kind,
    name: str,
    *columns: sa.schema.SchemaItem,
    commands: tuple[Command, ...] | None = None,
    narrowing: bool = True,
) -> None:
    """Make a table of a kind, in a migration: its keys, its policies, the app's rights.

    Tenant kinds get `space_id` and `id` and their key by themselves. Indexes named in `columns`
    by `index=True` are made; composite references are given with `references()`.
    """
    own: list[sa.schema.SchemaItem] = []
    if kind.name in TENANT_KINDS:
        own = [
            sa.Column("space_id", sa.Integer, sa.ForeignKey("space.id"), nullable=False),
            sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
            sa.PrimaryKeyConstraint("space_id", "id", name=f"pk_{name}"),
        ]
    if kind.name == "delivered":
        own.append(
            sa.Column(
                "to_space_id", sa.Integer, sa.ForeignKey("space.id"), nullable=False, index=True
            )
        )
    table = op.create_table(name, *own, *columns)
    names = frozenset(column.name for column in table.columns)
    for statement in protect(name, kind, names, commands, narrowing):
        op.execute(statement)
    if table.autoincrement_column is not None:
        op.execute(
            f"grant usage on sequence {name}_{table.autoincrement_column.name}_seq to {APP_ROLE}"
        )
    for column in NARROWING:
        if column in names and kind.name in TENANT_KINDS:
            op.create_index(
                f"ix_{name}_space_id_{column}", name, ["space_id", column], if_not_exists=True
            )


def references(target: str, column: str, on_delete: str | None = None) -> sa.ForeignKeyConstraint:
    """The composite key of belongs_to(), for create_table: to a row of the same space."""
    rule = f"SET NULL ({column})" if on_delete == "SET NULL" else on_delete
    return sa.ForeignKeyConstraint(
        ["space_id", column], [f"{target}.space_id", f"{target}.id"], ondelete=rule
    )


def upgrade(owner_url: str, plugins: Iterable[Plugin]) -> list[str]:
    """Bring the core and every module to their newest migration, in order; names what moved.

    Raises MigrationFailed naming the first module that fails; those after it are not tried.
    """
    engine = sa.create_engine(owner_url, poolclass=sa.NullPool)
    moved = []
    with engine.connect() as lock:
        lock.execute(sa.text("select pg_advisory_lock(:key)"), {"key": LOCK})
        for name, folder in histories(plugins):
            with engine.connect() as connection:
                try:
                    command.upgrade(config_for(name, folder, connection), "head")
                except Exception as error:
                    raise MigrationFailed(f"{name}: {error}") from error
            moved.append(name)
    engine.dispose()
    return moved


def histories(plugins: Iterable[Plugin]) -> list[tuple[str, Path]]:
    """Every history of migrations, by module: the core's first."""
    found = [("portal", ROOT / "versions")]
    for plugin in plugins:
        folder = plugin.subfolder("migrations")
        if folder is not None and not plugin.core:
            found.append((plugin.name, folder))
    return found


def config_for(name: str, folder: Path, connection: sa.Connection | None) -> AlembicConfig:
    """The Alembic configuration of one history: one env.py for all, a version table for each."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(ROOT))
    config.set_main_option("version_locations", str(folder))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    config.attributes["version_table"] = version_table(name)
    return config


def version_table(name: str) -> str:
    """The table that remembers how far a module's history has run."""
    return "alembic_version" if name == "portal" else f"alembic_version_{name}"


def make_roles(owner_url: str, password: str | None = None) -> None:
    """Make the role that serves, with no right to pass by a policy; and let it into the schema."""
    engine = sa.create_engine(owner_url, poolclass=sa.NullPool)
    rights = "login noinherit nosuperuser nobypassrls nocreatedb nocreaterole noreplication"
    with engine.begin() as connection:
        exists = connection.scalar(
            sa.text("select 1 from pg_roles where rolname = :name"), {"name": APP_ROLE}
        )
        verb = "alter" if exists else "create"
        connection.exec_driver_sql(f"{verb} role {APP_ROLE} {rights}")
        if password is not None:
            quoted = connection.scalar(sa.text("select quote_literal(:p)"), {"p": password})
            connection.exec_driver_sql(f"alter role {APP_ROLE} password {quoted}")
        database = connection.scalar(sa.text("select quote_ident(current_database())"))
        connection.exec_driver_sql("revoke create on schema public from public")
        connection.exec_driver_sql(f"grant connect on database {database} to {APP_ROLE}")
        connection.exec_driver_sql(f"grant usage on schema public to {APP_ROLE}")
    engine.dispose()
