"""flask spaces: load a tree of spaces from a file."""

from __future__ import annotations

from pathlib import Path

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from ..database import db
from ..spaces.importing.drafting import TWO_TIERS, draft, read_list
from ..spaces.importing.loading import import_tree
from ..spaces.importing.reading import BadFile
from ..spaces.models import Space, SpaceAddress, SpaceKind
from ..spaces.vocabulary import load_vocabulary
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


@cli.command("draft")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--province", "provinces", multiple=True, help="Only provinces of these codes.")
@click.option("--without", multiple=True, help="Leave out these kinds of space.")
def draft_(file: Path, out: Path, provinces: tuple[str, ...], without: tuple[str, ...]) -> None:
    """Write the tree of today's two levels to OUT, from FILE, the national list of communes.

    Addresses that belong to spaces of this portal are not given a second time.
    """
    try:
        listed = read_list(file.read_bytes(), frozenset(provinces))
    except BadFile as error:
        raise click.ClickException(str(error)) from error
    with at_console(dry_run=True):
        load_vocabulary(db.session())
        kinds = db.session.scalars(sa.select(SpaceKind).order_by(SpaceKind.rank))
        wanted = [kind for kind in kinds if kind.name not in without]
        taken = db.session.scalars(sa.select(Space.slug).union_all(sa.select(SpaceAddress.slug)))
        text = draft(listed, wanted, {kind.line for kind in wanted}, TWO_TIERS, taken)
    out.write_text("\N{BYTE ORDER MARK}" + text, encoding="utf-8", newline="")
    click.echo(f"{len(text.splitlines()) - 1 - len(listed)} spaces in {len(listed)} areas.")
