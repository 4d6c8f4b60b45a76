"""flask keys: the keys that lie outside the database, made, rotated, checked, retired."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from .. import keyfile, sealed
from ..config import ConfigError, current_config
from ..database import db
from ..keyfile import KINDS, KeyRing, Kind
from ..keys import CannotUnseal
from .db import owner_url

cli = AppGroup("keys", help="The keys of encryption and of keyed hashes.")
KEEP = "Keep a copy of the file apart from the backups: without it nobody opens what is sealed."


@cli.command()
def make() -> None:
    """Write a fresh file of keys, for its owner alone; never over one that is there."""
    path = current_config().keys_file
    with _said_plainly():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            keyfile.write(path, keyfile.fresh_ring(), new=True)
        except FileExistsError:
            raise click.ClickException(f"{path} is there already; nothing was changed.") from None
    click.echo(f"Made {path}.\n{KEEP}")


@cli.command()
@click.option("--kind", type=click.Choice(KINDS), default="encryption", show_default=True)
def rotate(kind: Kind) -> None:
    """Put a fresh key in use; the former ones still open old values. Serving goes on."""
    path, ring = _ring()
    with _said_plainly():
        keyfile.write(path, ring.rotated(kind))
    click.echo(f"A new {kind} key is in use. Next: flask keys reseal, then check, then retire.")
    click.echo(KEEP)


@cli.command()
def reseal() -> None:
    """Move every value to the keys in use. May be stopped and run again."""
    _ring()
    try:
        with _owner() as engine:
            for column, done, total in sealed.reseal(engine, _tables()):
                click.echo(f"{column}: {done} of {total}")
    except CannotUnseal as error:
        raise click.ClickException(f"{error} What was moved before stays moved.") from error
    click.echo("Every value lies under the keys in use.")


@cli.command()
def check() -> None:
    """Open a sample of every column, and say which keys are still in use."""
    _path, ring = _ring()
    found = _uses()
    for use in found:
        fault = f", {use.faults} of a sample do not open" if use.faults else ""
        click.echo(f"{use.column}: {use.values} values under {use.key_id}{fault}.")
    for kind in KINDS:
        used = {use.key_id for use in found if use.kind == kind}
        for number, key in enumerate(ring.of(kind)):
            state = "in use" if number == 0 else "still needed" if key.id in used else "retirable"
            click.echo(f"{kind} key {key.id}: {state}.")
    if any(use.faults for use in found):
        raise click.ClickException("Some values do not open; restore the keys file from its copy.")


@cli.command()
@click.argument("key_id")
def retire(key_id: str) -> None:
    """Remove an old key from the file, once no value lies under it."""
    path, ring = _ring()
    try:
        smaller = ring.without(key_id)
    except LookupError as error:
        raise click.ClickException(str(error.args[0])) from error
    count = sum(use.values for use in _uses() if use.key_id == key_id)
    if count:
        raise click.ClickException(f"{count} values lie under {key_id}; run `flask keys reseal`.")
    with _said_plainly():
        keyfile.write(path, smaller)
    click.echo(f"{key_id} is gone from {path}. Older backups still need it: keep its copy.")


def _ring() -> tuple[Path, KeyRing]:
    config = current_config()
    with _said_plainly():
        return config.keys_file, keyfile.read(config.keys_file, production=config.production)


def _uses() -> list[sealed.Use]:
    with _owner() as engine, engine.connect() as connection:
        return sealed.uses(connection, _tables())


def _tables() -> list[sa.Table]:
    return list(db.metadata.sorted_tables)


@contextmanager
def _owner() -> Iterator[sa.Engine]:
    engine = sa.create_engine(owner_url(), poolclass=sa.NullPool)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"The keys file cannot be written: {error.strerror}.") from error
