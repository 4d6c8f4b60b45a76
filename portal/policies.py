"""The kinds of table and the row-level security each one gets from PostgreSQL.

One policy per command: a single policy for all commands let a DELETE remove rows its user could
only read. Every comparison keeps its sub-select, without which the index is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Command = Literal["select", "insert", "update", "delete"]
APP_ROLE = "portal_app"


def in_setting(column: str, setting: str) -> str:
    """The SQL condition: the column is among the ids of a setting of this transaction."""
    ids = f"(select nullif(current_setting('portal.{setting}', true), '')::int[])"
    return f"{column} = any ({ids}::int[])"


def setting_is(setting: str, *values: str) -> str:
    """The SQL condition: a setting of this transaction has one of these values."""
    options = ", ".join(f"'{value}'" for value in values)
    return f"(select current_setting('portal.{setting}', true)) in ({options})"


MAP_READ = setting_is("map", "read", "write")
MAP_WRITE = setting_is("map", "write")
OWN_ACCOUNT = "account_id = (select nullif(current_setting('portal.account', true), '')::int)"


@dataclass(frozen=True)
class Policy:
    """One policy of one table, for one command."""

    table: str
    command: Command
    condition: str
    restrictive: bool = False
    about: str = ""

    @property
    def name(self) -> str:
        return f"{self.table}_{self.about + '_' if self.about else ''}{self.command}"

    def sql(self) -> str:
        """The statement that creates the policy."""
        using = f" using ({self.condition})" if self.command != "insert" else ""
        check = f" with check ({self.condition})" if self.command in ("insert", "update") else ""
        mode = "restrictive" if self.restrictive else "permissive"
        return (
            f"create policy {self.name} on {self.table} as {mode} "
            f"for {self.command} to {APP_ROLE}{using}{check}"
        )


@dataclass(frozen=True)
class Kind:
    """A kind of table: who reads its rows, who writes them, which commands the app may give.

    `{table}` in a condition stands for the table's own name.
    """

    name: str
    read: str
    write: str
    commands: tuple[Command, ...] = ("select", "insert", "update", "delete")
    delete: str | None = None

    def condition(self, table: str, command: Command) -> str:
        """The SQL condition for one command on a table of this kind."""
        if command == "select":
            return self.read
        chosen = self.delete if command == "delete" and self.delete else self.write
        return chosen.replace("{table}", table)


IN_SPACE = Kind("in_space", in_setting("space_id", "reach"), in_setting("space_id", "write_reach"))
PERSONAL = Kind(
    "personal", in_setting("space_id", "personal_reach"), in_setting("space_id", "write_reach")
)
PUBLISHED = Kind(
    "published", in_setting("space_id", "sight"), in_setting("space_id", "write_reach")
)
DELIVERED = Kind(
    "delivered",
    f"({in_setting('space_id', 'reach')} or {in_setting('to_space_id', 'reach')})",
    in_setting("space_id", "write_reach"),
)
# A log takes rows from readers too, where the permission in force lists it.
LISTED = (
    "(select current_setting('portal.logs', true) = '*' or "
    "'{table}' = any (string_to_array(current_setting('portal.logs', true), ',')))"
)
LOG = Kind(
    "log",
    in_setting("space_id", "reach"),
    f"({in_setting('space_id', 'log_reach')} and {LISTED})",
    ("select", "insert"),
)
PERSONAL_LOG = Kind(
    "personal_log",
    in_setting("space_id", "personal_reach"),
    LOG.write,
    ("select", "insert", "delete"),
    delete=in_setting("space_id", "write_reach"),
)
# The map: spaces are a public fact of the house, accounts and roles are not.
PUBLIC_MAP = Kind("public_map", "true", MAP_WRITE)
CLOSED_MAP = Kind("closed_map", MAP_READ, MAP_WRITE)
OF_ACCOUNT = Kind("of_account", f"({OWN_ACCOUNT} or {MAP_READ})", f"({OWN_ACCOUNT} or {MAP_WRITE})")

KINDS = {
    kind.name: kind
    for kind in (
        IN_SPACE,
        PERSONAL,
        PUBLISHED,
        DELIVERED,
        LOG,
        PERSONAL_LOG,
        PUBLIC_MAP,
        CLOSED_MAP,
        OF_ACCOUNT,
    )
}
TENANT_KINDS = frozenset(KINDS) - {"public_map", "closed_map", "of_account"}
# A narrowed account also leaves a trace where no unit is concerned, though it cannot read it.
LOGS = frozenset({"log", "personal_log"})
NARROWING = {"unit_id": "units", "body_id": "bodies"}
Narrowing = bool | Mapping[str, str]
"""How a table is narrowed: by these columns where it has them, not at all, or by the columns
named, as the table of units itself is by its `id`."""


def narrowing_columns(columns: frozenset[str], narrowing: Narrowing) -> dict[str, str]:
    """The columns that say whose row it is, each with the setting it is held against."""
    if isinstance(narrowing, Mapping):
        return dict(narrowing)
    return {c: s for c, s in NARROWING.items() if c in columns} if narrowing else {}


def narrowed(column: str, setting: str) -> str:
    """The SQL condition that keeps a unit's or a body's officer to its own rows.

    By `case`, of which PostgreSQL expects that it holds for half of the rows. Of an `or` it expects
    that it holds for hardly any, and then joins the rows of everybody else one by one.
    """
    value = f"current_setting('portal.{setting}', true)"
    ids = f"(select nullif(nullif({value}, ''), '*')::int[])"
    return f"case when (select {value}) = '*' then true else {column} = any ({ids}::int[]) end"


def policies_of(
    table: str,
    kind: Kind,
    columns: frozenset[str] = frozenset(),
    commands: tuple[Command, ...] | None = None,
    narrowing: Narrowing = True,
) -> list[Policy]:
    """Every policy a table of this kind must carry, by its columns and allowed commands."""
    commands = commands or kind.commands
    made = [Policy(table, command, kind.condition(table, command)) for command in commands]
    if kind.name in TENANT_KINDS:
        made += [
            Policy(table, command, narrowed(column, setting), restrictive=True, about=setting)
            for column, setting in narrowing_columns(columns, narrowing).items()
            for command in commands
            if command != "insert" or kind.name not in LOGS
        ]
    return made


def protect(
    table: str,
    kind: Kind,
    columns: frozenset[str] = frozenset(),
    commands: tuple[Command, ...] | None = None,
    narrowing: Narrowing = True,
) -> list[str]:
    """The statements that put a fresh table under guard and grant the app its commands."""
    commands = commands or kind.commands
    return [
        f"alter table {table} enable row level security",
        f"revoke all on {table} from {APP_ROLE}",
        f"grant {', '.join(commands)} on {table} to {APP_ROLE}",
        *(policy.sql() for policy in policies_of(table, kind, columns, commands, narrowing)),
    ]
