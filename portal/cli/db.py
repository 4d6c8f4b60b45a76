"""flask db: roles and migrations, as the owner of the database."""

from __future__ import annotations

import os

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup

from ..config import current_config
from ..migrating import MigrationFailed, make_roles
from ..migrating import upgrade as upgrade_all

cli = AppGroup("db", help="Roles and migrations of the database.")


def owner_url() -> str:
    """The owner's address. Raises ClickException where it is not set."""
    url = current_config().owner_url
    if not url:
        raise click.ClickException("DATABASE_OWNER_URL is not set: migrations run as the owner.")
    return url


@cli.command()
@click.option("--ask", is_flag=True, help="Type the password of the serving role.")
def roles(ask: bool) -> None:
    """Make the role that serves, with no more rights than it needs.

    Its password is that of PORTAL_APP_PASSWORD, else of DATABASE_URL; never an argument, which
    every user of the server could read in the list of processes.
    """
    password: str | None
    if ask:
        password = click.prompt("Password of portal_app", hide_input=True, confirmation_prompt=True)
    else:
        password = os.environ.get("PORTAL_APP_PASSWORD") or (
            sa.make_url(current_config().database_url).password
        )
    try:
        make_roles(owner_url(), password)
    except sa.exc.DBAPIError as error:
        told = str(error.orig).partition("\n")[0]
        raise click.ClickException(f"The role cannot be made: {told}.") from error
    click.echo("The role portal_app is ready.")


@cli.command()
def upgrade() -> None:
    """Bring the core and every module to their newest migration."""
    try:
        names = upgrade_all(owner_url(), current_app.extensions["portal"].plugins)
    except MigrationFailed as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Up to date: {', '.join(names)}.")
