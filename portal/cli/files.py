"""flask files: whether every file has its bytes, and the removal of bytes that nobody keeps."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from ..files import sweeping
from .console import at_console

cli = AppGroup("files", help="The files that spaces keep.")


@cli.command()
def check() -> None:
    """Read every file and compare it with its digest."""
    with at_console(personal=True, dry_run=True):
        found = list(sweeping.faults())
        count = len(sweeping.kept())
    for fault in found:
        click.echo(fault, err=True)
    if found:
        raise click.ClickException(f"{len(found)} of {count} files are not sound.")
    click.echo(f"{count} files are sound.")


@cli.command()
def sweep() -> None:
    """Remove the bytes that no row keeps any more."""
    with at_console(personal=True):
        removed = sweeping.sweep()
    click.echo(f"{removed} files removed.")
