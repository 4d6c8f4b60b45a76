"""Put a backup into an empty database, and prove that it is the same."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from alembic.script import ScriptDirectory
from psycopg import sql

from ..files.store import Store
from ..history.verifying import verify as verify_chains
from ..migrating import MigrationFailed, config_for, histories, make_roles, upgrade
from ..plugins import Plugin
from . import archive
from .dumping import Manifest, against_installation, owning
from .files import put_file
from .refusals import BackupError, said_plainly
from .tables import STEADY, Connection, Table, tables_of
from .verifying import PIECE, verify

KEYS = """
    select conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
    from pg_constraint
    where contype = 'f' and connamespace = 'public'::regnamespace
"""


def restore(
    path: Path,
    owner_url: str,
    plugins: Iterable[Plugin],
    store: Store,
    passphrase: str | None = None,
) -> Manifest:
    """Restore a whole backup into an empty database and the store of files; gives its manifest.

    Raises BackupError with the database empty again: the backup is read to its end before
    anything is written, and what was written must give the hashes of the backup. One-time codes
    that were open then are voided last: some of them have been used since.
    """
    manifest = verify(path, passphrase)
    plugins = list(plugins)
    _check_revisions(manifest, plugins)
    with said_plainly("Restoring"):
        _check_empty(owner_url)
        try:
            make_roles(owner_url)
            upgrade(owner_url, plugins, to=manifest["revisions"])
            with owning(owner_url) as connection:
                _load(path, passphrase, connection, manifest, store)
                connection.commit()
            _prove(manifest, owner_url, store)
            _void_codes(owner_url)
        except MigrationFailed as error:
            _clear(owner_url)
            raise BackupError(f"Making the tables failed: {error}") from error
        except BaseException:
            _clear(owner_url)
            raise
    return manifest


def behind(manifest: Manifest, plugins: Iterable[Plugin]) -> bool:
    """Whether the portal has migrations that the backup's database had not run."""
    return any(
        manifest["revisions"].get(name) != scripts.get_current_head()
        for name, scripts in _scripts(plugins).items()
    )


def _scripts(plugins: Iterable[Plugin]) -> dict[str, ScriptDirectory]:
    return {
        name: ScriptDirectory.from_config(config_for(name, folder, None))
        for _plugin, name, folder in histories(plugins)
    }


def _check_revisions(manifest: Manifest, plugins: Iterable[Plugin]) -> None:
    here = _scripts(plugins)
    for module, revision in manifest["revisions"].items():
        if module not in here:
            raise BackupError(f"The backup holds the module {module}, which is not installed.")
        if revision not in {script.revision for script in here[module].walk_revisions()}:
            raise BackupError(
                f"The backup stands at migration {revision} of {module}, which this portal does"
                " not know: update the portal, then try again."
            )


def _check_empty(owner_url: str) -> None:
    with owning(owner_url) as connection:
        if tables_of(connection):
            raise BackupError("The database is not empty: restore into one just made (createdb).")


def _load(
    path: Path,
    passphrase: str | None,
    connection: Connection,
    manifest: Manifest,
    store: Store,
) -> None:
    """Fill the tables; references come back last, so that no order of tables is needed."""
    connection.execute(STEADY)
    here = {table.name: table for table in tables_of(connection)}
    _check_columns(manifest, here)
    references = connection.execute(KEYS).fetchall()
    for table, name, _ in references:
        _alter(connection, table, f"drop constraint {name}")
    names = sql.SQL(", ").join(sql.Identifier("public", name) for name in here)
    connection.execute(sql.SQL("truncate {}").format(names))
    with archive.reading(path, passphrase) as members:
        for (place, name), pieces in groupby(members, key=lambda member: _place(member[0])):
            if place == archive.TABLES:
                columns = manifest["tables"][name]["columns"]
                with (
                    connection.cursor() as cursor,
                    cursor.copy(here[name].writing(columns)) as copy,
                ):
                    for _, content in pieces:
                        while piece := content.read(PIECE):
                            copy.write(piece)
            elif place == archive.FILES:
                for _, content in pieces:
                    put_file(store, name, content)
    for table, name, definition in references:
        _alter(connection, table, f"add constraint {name} {definition}")
    for name, (value, handed_out) in manifest["sequences"].items():
        quoted = sql.Identifier("public", name).as_string(connection)
        connection.execute("select setval(%s, %s, %s)", [quoted, value, handed_out])
    connection.execute("analyze")


def _alter(connection: Connection, table: object, change: str) -> None:
    connection.execute(f"alter table {table} {change}".encode())


def _place(name: str) -> tuple[str, str]:
    place, _, rest = name.partition("/")
    return place, rest.partition("/")[0]


def _check_columns(manifest: Manifest, here: dict[str, Table]) -> None:
    for name, kept in manifest["tables"].items():
        if name not in here or set(here[name].columns) != set(kept["columns"]):
            raise BackupError(f"The portal's migrations do not make table {name} as it was.")


def _prove(manifest: Manifest, owner_url: str, store: Store) -> None:
    found = against_installation(manifest, owner_url, store)
    if found:
        raise BackupError(f"What was restored is not what was kept. {' '.join(found)}")
    broken = [chain.slug for chain in verify_chains(owner_url) if chain.broken is not None]
    if broken:
        raise BackupError(f"The chain of events of {', '.join(broken)} does not hold.")


def _void_codes(owner_url: str) -> None:
    with owning(owner_url) as connection:
        connection.execute(
            "update one_time_code set expires_at = least(expires_at, now()) where used_at is null"
        )
        connection.commit()


def _clear(owner_url: str) -> None:
    """Drop what a failed restore made; the database was empty before."""
    with owning(owner_url) as connection:
        for table in tables_of(connection):
            name = sql.Identifier("public", table.name)
            connection.execute(sql.SQL("drop table if exists {} cascade").format(name))
        connection.commit()
