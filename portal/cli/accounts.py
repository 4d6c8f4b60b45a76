"""flask accounts: the way back in for whoever runs the server."""

from __future__ import annotations

from collections.abc import Callable

import click
from flask import current_app
from flask.cli import AppGroup

from ..accounts import codes
from ..accounts.models import Account, OneTimeCode
from ..accounts.rescue import code_for, rescue
from ..config import current_config
from ..database import db
from ..errors import PortalError
from .console import at_console

cli = AppGroup("accounts", help="Rescue an administrator, make a one-time code.")


@cli.command("rescue")
@click.argument("space")
@click.argument("username")
@click.option("--name", help="Full name, where the account is made anew.")
def rescue_command(space: str, username: str, name: str | None) -> None:
    """Let USERNAME administer SPACE (the last part of /s/<space>/) and print a one-time code."""
    say(lambda: rescue(space, username, name))


@cli.command("code")
@click.argument("username")
def code_command(username: str) -> None:
    """Print a one-time code with which USERNAME chooses a new password."""
    say(lambda: code_for(username))


def say(make: Callable[[], OneTimeCode]) -> None:
    """Make a code and print it with the address that takes it."""
    try:
        with at_console():
            code = make()
            username = db.session.get_one(Account, code.account_id).username
    except PortalError as error:
        raise click.ClickException(str(error.message)) from error
    with current_app.test_request_context(base_url=current_config().public_url):
        click.echo(f"Code for {username}: {codes.text_of(code)}")
        click.echo(f"Address: {codes.address_of(code)}")
        click.echo(f"Good until {code.expires_at:%Y-%m-%d %H:%M} UTC, for one time.")
