"""flask files: whether every file has its bytes, and the removal of bytes that nobody keeps."""

from __future__ import annotations

import datetime as dt

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
@click.option("--hours", default=24, show_default=True, help="Leave bytes younger than this.")
def sweep(hours: int) -> None:
    """Remove results of jobs that are past their days, and bytes that no row keeps any more."""
    with at_console(personal=True):
        swept = sweeping.sweep(dt.timedelta(hours=hours))
    click.echo(
        f"{swept.files} files, {swept.results} results of jobs"
        f" and {swept.unfinished} half-written files removed."
    )
