"""flask spaces: load a tree of spaces from a file."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from ..spaces.importing.loading import import_tree
from ..spaces.importing.reading import BadFile
from .console import at_console

cli = AppGroup("spaces", help="The tree of spaces.")


@cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check and count, and write nothing.")
def import_(file: Path, dry_run: bool) -> None:
    """Load areas and spaces from FILE, a CSV as in portal/data: all of it, or nothing."""
    try:
        with at_console(dry_run=dry_run):
            outcome = import_tree(file.read_bytes(), file.name, dry_run=dry_run)
    except BadFile as error:
        raise click.ClickException(f"Nothing was written.\n{error}") from error
    click.echo(f"{'Would load' if dry_run else 'Loaded'}: {outcome}")
