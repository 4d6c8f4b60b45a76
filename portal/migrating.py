"""Migrations of the core and of every module, and the way they make guarded tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command, op
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory

from . import catalogue, locks
from .boundaries import models_of
from .database import Model
from .plugins import Plugin
from .policies import APP_ROLE, NARROWING, TENANT_KINDS, Command, Kind, Narrowing, protect

ROOT = Path(__file__).resolve().parent.parent / "migrations"


class MigrationFailed(RuntimeError):
    """A module's migration failed; the message names the module. Later ones were not tried."""


class RowsExist(RuntimeError):
    """A module cannot be removed: its tables hold rows."""


def create_table(
    kind: Kind,
    name: str,
    *columns: sa.schema.SchemaItem,
    commands: tuple[Command, ...] | None = None,
    narrowing: Narrowing = True,
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


def upgrade(
    owner_url: str, plugins: Iterable[Plugin], to: Mapping[str, str] | None = None
) -> list[str]:
    """Bring the core and every module to their newest migration, in order; names what moved.

    With `to`, the modules it names go to the revisions it names, and the others stay.
    Each moves in one transaction: wholly, its tables guarded as their kind demands, or not at all.
    Raises MigrationFailed naming the first module that fails; those after it are not tried.
    """
    engine = sa.create_engine(owner_url, poolclass=sa.NullPool)
    moved = []
    with engine.connect() as lock:
        lock.execute(sa.text("select pg_advisory_lock(:key)"), {"key": locks.MIGRATING})
        for plugin, name, folder in histories(plugins):
            if to is not None and name not in to:
                continue
            try:
                _check_heads(name, folder)
                with engine.begin() as connection:
                    before = catalogue.tables(connection)
                    config = config_for(name, folder, connection)
                    head = ScriptDirectory.from_config(config).get_current_head()
                    wanted = head if to is None else to[name]
                    command.upgrade(config, wanted or "head")
                    if plugin is not None and wanted == head:
                        _check_tables(connection, plugin, before)
            except Exception as error:
                raise MigrationFailed(f"{name}: {_first_line(error)}") from error
            moved.append(name)
    engine.dispose()
    return moved


def histories(plugins: Iterable[Plugin]) -> list[tuple[Plugin | None, str, Path]]:
    """Every history of migrations, by module: the core's first."""
    found: list[tuple[Plugin | None, str, Path]] = [(None, "portal", ROOT / "versions")]
    for plugin in plugins:
        folder = plugin.subfolder("migrations")
        if folder is not None and not plugin.core:
            found.append((plugin, plugin.name, folder))
    return found


def remove(owner_url: str, plugin: Plugin) -> None:
    """Drop the tables of a module, its version table and what spaces decided about it.

    Raises RowsExist while any of its tables has a row: removing must never lose what was recorded.
    """
    tables = [model.__table__ for model in models_of(plugin)]  # type: ignore[attr-defined]
    with _owning(owner_url) as connection:
        there = catalogue.tables(connection)
        names = [table.name for table in Model.metadata.sorted_tables if table in tables]
        names = [name for name in reversed(names) if name in there]
        for name in names:
            connection.exec_driver_sql(f"lock table {name} in access exclusive mode")
        full = [
            name for name in names if connection.scalar(sa.text(f"select 1 from {name} limit 1"))
        ]
        if full:
            raise RowsExist(f"{plugin.name}: there are rows in {', '.join(sorted(full))}.")
        for name in [*names, version_table(plugin.name)]:
            connection.exec_driver_sql(f"drop table if exists {name}")
        connection.execute(
            sa.text("delete from space_setting where name = :switch or starts_with(name, :own)"),
            {"switch": f"modules.{plugin.name}", "own": f"{plugin.name}."},
        )


@contextmanager
def _owning(owner_url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(owner_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("select pg_advisory_xact_lock(:key)"), {"key": locks.MIGRATING})
        yield connection
    engine.dispose()


def _check_heads(name: str, folder: Path) -> None:
    heads = sorted(ScriptDirectory.from_config(config_for(name, folder, None)).get_heads())
    if len(heads) > 1:
        raise MigrationFailed(
            f"its migrations have {len(heads)} ends, {' and '.join(heads)}; each but the first"
            " needs the one before it as its down_revision."
        )


def _check_tables(connection: sa.Connection, plugin: Plugin, before: frozenset[str]) -> None:
    made = catalogue.tables(connection) - before
    for fault in catalogue.faults_of(connection, plugin, made):
        raise MigrationFailed(f"{fault}.")


def _first_line(error: Exception) -> str:
    """The first line of a fault, without the statement and the parameters."""
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0]


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


RIGHTS = {
    "login": ("rolcanlogin", True),
    "inherit": ("rolinherit", False),
    "superuser": ("rolsuper", False),
    "bypassrls": ("rolbypassrls", False),
    "createdb": ("rolcreatedb", False),
    "createrole": ("rolcreaterole", False),
    "replication": ("rolreplication", False),
}
"""What the role that serves may do: the word in SQL, the column of pg_roles, and whether."""


def make_roles(owner_url: str, password: str | None = None) -> None:
    """Make the role that serves, with no right to pass by a policy; and let it into the schema.

    Of a role that is there only what differs is altered: an owner who is no superuser may not even
    repeat NOSUPERUSER.
    """
    engine = sa.create_engine(owner_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        try:
            with connection.begin_nested():
                _make_role(connection)
        except sa.exc.DBAPIError:
            # Roles are of the whole server: another one made it a moment ago, and it is altered.
            _make_role(connection)
        if password is not None:
            quoted = connection.scalar(sa.text("select quote_literal(:p)"), {"p": password})
            connection.exec_driver_sql(
                f"alter role {APP_ROLE} password {quoted}".replace("%", "%%")
            )
        database = connection.scalar(sa.text("select quote_ident(current_database())"))
        connection.exec_driver_sql("revoke create on schema public from public")
        connection.exec_driver_sql(f"grant connect on database {database} to {APP_ROLE}")
        connection.exec_driver_sql(f"grant usage on schema public to {APP_ROLE}")
    engine.dispose()


def _make_role(connection: sa.Connection) -> None:
    """Create the role that serves, or alter what differs of it."""
    found = connection.execute(
        sa.text("select * from pg_roles where rolname = :name"), {"name": APP_ROLE}
    ).first()
    words = [
        word if wanted else f"no{word}"
        for word, (column, wanted) in RIGHTS.items()
        if found is None or getattr(found, column) is not wanted
    ]
    if words:
        verb = "create" if found is None else "alter"
        connection.exec_driver_sql(f"{verb} role {APP_ROLE} {' '.join(words)}")
