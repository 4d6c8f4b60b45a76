"""flask demo: the demo's data and accounts."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from ..config import current_config
from ..database import db
from ..demo.accounts import DESKS, EVERY_DESK, PASSWORD, load_accounts
from ..demo.officers import load_officers
from ..spaces.importing.loading import import_tree
from .console import at_console

TREE = Path(__file__).resolve().parent.parent / "data" / "tan_hong_2021.csv"

cli = AppGroup("demo", help="Tân Hồng as it stood under the plan, with invented people.")


@cli.command()
def load() -> None:
    """Load the demo once; what is there already stays."""
    if current_config().production:
        raise click.ClickException("The demo is not loaded into a production database.")
    with at_console():
        outcome = import_tree(TREE.read_bytes(), TREE.name)
        made = load_accounts(db.session())
        sitting = load_officers(db.session())
    click.echo(f"{outcome} {made} new accounts, {sitting} new officers.")


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print objects instead of lines.")
def accounts(as_json: bool) -> None:
    """Print the demo accounts."""
    if as_json:
        objects = [
            {"username": d.username, "password": PASSWORD, "space": d.space, "role": d.role}
            for d in EVERY_DESK
        ]
        click.echo(json.dumps(objects, ensure_ascii=False, indent=1))
        return
    click.echo(f"The password of every demo account: {PASSWORD}")
    for desk in DESKS:
        click.echo(f"{desk.username:18} {desk.role:15} /s/{desk.space}/")
    others = len(EVERY_DESK) - len(DESKS)
    click.echo(
        f"{others} other spaces have an administrator named like their address: hoi-lhpn-tan-ho-co"
        " for /s/hoi-lhpn-tan-ho-co/. flask demo accounts --json lists all."
    )
