"""flask demo: the demo's data and accounts."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from ..config import current_config
from ..database import db
from ..demo.accounts import DESKS, EVERY_DESK, PASSWORD, load_accounts
from ..demo.hamlets import load_hamlets
from ..demo.looks import load_looks
from ..demo.modules import desks_of_modules, load_modules
from ..demo.officers import load_officers
from ..demo.targets import load_targets
from ..entering import registry
from ..spaces.importing.loading import import_tree
from .console import at_console

TREE = Path(__file__).resolve().parent.parent / "data" / "tan_hong_2021.csv"

cli = AppGroup("demo", help="Tân Hồng as it stood under the plan, with invented people.")


@cli.command()
@click.option(
    "--module",
    "modules",
    multiple=True,
    help="Load the part of this module; without the option that of every one.",
)
def load(modules: tuple[str, ...]) -> None:
    """Load the demo once; what is there already stays."""
    if current_config().production:
        raise click.ClickException("The demo is not loaded into a production database.")
    with at_console():
        outcome = import_tree(TREE.read_bytes(), TREE.name)
        made = load_accounts(db.session())
        sitting = load_officers(db.session())
        hamlets = load_hamlets(db.session())
        said = load_modules(db.session(), registry(), modules)
        load_targets(db.session(), registry())
        load_looks(db.session())
    click.echo(f"{outcome} {made} new accounts, {sitting} new officers, {hamlets} new hamlets.")
    for line in said:
        click.echo(line)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print objects instead of lines.")
def accounts(as_json: bool) -> None:
    """Print the demo accounts."""
    of_modules = desks_of_modules(registry())
    if as_json:
        objects = [
            {"username": d.username, "password": PASSWORD, "space": d.space, "role": d.role}
            for d in (*EVERY_DESK, *of_modules)
        ]
        click.echo(json.dumps(objects, ensure_ascii=False, indent=1))
        return
    click.echo(f"The password of every demo account: {PASSWORD}")
    for desk in (*DESKS, *of_modules):
        click.echo(f"{desk.username:18} {desk.role:15} /s/{desk.space}/")
    others = len(EVERY_DESK) - len(DESKS)
    click.echo(
        f"{others} other spaces have an administrator named like their address: hoi-lhpn-tan-ho-co"
        " for /s/hoi-lhpn-tan-ho-co/. flask demo accounts --json lists all."
    )
