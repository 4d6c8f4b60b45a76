"""flask sweep: remove the rows that have served their time."""

from __future__ import annotations

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from ..database import db
from ..imports.actions import clear_away
from ..imports.models import SheetImport
from ..leftovers import sweep
from .console import at_console


@click.command("sweep")
@with_appcontext
def cli() -> None:
    """Remove ended jobs, used form keys, old notices, codes, sign-ins and files of imports."""
    for table, count in sweep().items():
        click.echo(f"{table}: {count} rows removed.")
    with at_console(personal=True):
        for space_id in db.session.scalars(sa.select(SheetImport.space_id).distinct()).all():
            clear_away(space_id)
