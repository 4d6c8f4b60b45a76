"""flask backup: the whole installation into one file, proven, and back again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from ..backup import dumping, restoring, verifying
from ..backup.dumping import Manifest
from ..backup.refusals import BackupError, said_plainly
from ..config import current_config
from ..files.store import Store, store_of
from .db import owner_url

cli = AppGroup("backup", help="Backups: made, verified, restored.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NAME = "portal-%Y%m%dT%H%M%SZ"
PLAIN, SEALED = ".tar.gz", ".tar.gz.sealed"
passphrase_option = click.option(
    "--passphrase-file", "secret", type=FILE, help="Its first line encrypts and opens backups."
)


@cli.command()
@click.argument("target", type=click.Path(path_type=Path))
@passphrase_option
@click.option("--keep", type=click.IntRange(1), help="Keep so many backups of the folder TARGET.")
def create(target: Path, secret: Path | None, keep: int | None) -> None:
    """Write a backup to TARGET, a new file, or a folder where it gets a name with the time."""
    passphrase = _passphrase(secret)
    folder = target if target.is_dir() else None
    if keep and folder is None:
        raise click.ClickException("--keep needs a folder as TARGET.")
    if folder is not None:
        name = dt.datetime.now(dt.UTC).strftime(NAME)
        target = folder / f"{name}{SEALED if passphrase else PLAIN}"
    with _in_a_sentence():
        manifest = dumping.create(target, owner_url(), _store(), passphrase)
        click.echo(f"{target}: {_told(manifest)}")
        if manifest["lost"]:
            count = len(manifest["lost"])
            click.echo(
                f"{count} files that rows name are lost or changed; see flask files check.",
                err=True,
            )
        if passphrase is None:
            click.echo("It is not encrypted and holds personal data; see --passphrase-file.")
        if keep and folder is not None:
            for old in _older(folder, keep):
                old.unlink()
                click.echo(f"Removed {old.name}.")


@cli.command()
@click.argument("file", type=FILE)
@passphrase_option
@click.option("--against-database", is_flag=True, help="Compare it with database and files too.")
def verify(file: Path, secret: Path | None, against_database: bool) -> None:
    """Read FILE to its end and recompute every hash in it."""
    with _in_a_sentence():
        manifest = verifying.verify(file, _passphrase(secret))
        click.echo(f"{file.name} is whole: {_told(manifest)}")
        if against_database:
            found = dumping.against_installation(manifest, owner_url(), _store())
            for sentence in found:
                click.echo(sentence)
            if found:
                raise BackupError(f"The installation differs in {len(found)} places.")
            click.echo("Database and files are the same, table by table.")


@cli.command()
@click.argument("file", type=FILE)
@passphrase_option
def restore(file: Path, secret: Path | None) -> None:
    """Put FILE into the empty database of DATABASE_OWNER_URL, and its files into the store."""
    plugins = current_app.extensions["portal"].plugins
    with _in_a_sentence():
        manifest = restoring.restore(file, owner_url(), plugins, _store(), _passphrase(secret))
    click.echo(f"Restored and compared: {_told(manifest)}")
    click.echo("Every chain of events holds.")
    click.echo("One-time codes that were open are void: make new ones.")
    if restoring.behind(manifest, plugins):
        click.echo("Next: flask db upgrade. The portal is newer than the backup.")
    click.echo("Where the role portal_app is new, flask db roles gives it its password.")


def _store() -> Store:
    return store_of(current_config())


def _passphrase(file: Path | None) -> str | None:
    if file is None:
        return None
    with _in_a_sentence(), said_plainly(f"Reading {file}"):
        return file.read_text().partition("\n")[0].strip()


def _told(manifest: Manifest) -> str:
    rows = sum(table["rows"] for table in manifest["tables"].values())
    return (
        f"{len(manifest['tables'])} tables, {rows} rows, {len(manifest['files'])} files,"
        f" made {manifest['made_at']}."
    )


def _older(folder: Path, keep: int) -> list[Path]:
    """The backups of a folder beyond the newest ones, by the time in their names."""
    ours = [
        path
        for path in folder.glob("portal-*")
        if path.name.endswith((PLAIN, SEALED)) and path.is_file()
    ]
    return sorted(ours, key=lambda path: path.name)[:-keep]


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    try:
        yield
    except BackupError as error:
        raise click.ClickException(str(error)) from error
