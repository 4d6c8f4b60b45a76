"""flask looks: what the heads of spaces are told of looks from above."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from ..locale import today
from ..looks import monthly
from .console import at_console

cli = AppGroup("looks", help="Looks from above at the people of spaces.")


@cli.command()
def tell() -> None:
    """Tell the heads of spaces of last month's looks, once; for every night."""
    base = current_app.extensions["portal_config"].public_url or "http://localhost"
    with current_app.test_request_context("/", base_url=base), at_console(personal=True):
        told = monthly.tell(today())
    click.echo(f"{told} spaces told.")
