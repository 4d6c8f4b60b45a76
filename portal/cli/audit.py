"""flask audit: verify the chains of events, as their owner; erase the values of one event."""

from __future__ import annotations

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from ..database import db
from ..errors import PortalError
from ..history.actions import erase_payload
from ..history.models import Event
from ..history.verifying import Chain
from ..history.verifying import verify as verify_chains
from ..spaces.models import Space
from .console import at_console
from .db import owner_url

cli = AppGroup("audit", help="The chains of events.")


@cli.command()
@click.option("--space", "slug", help="Verify the chain of this space only.")
@click.option("--heads", is_flag=True, help="Print the last hash of every chain, to keep apart.")
def verify(slug: str | None, heads: bool) -> None:
    """Name the first row of each chain that was altered, removed or forked."""
    try:
        found = [_say(chain, heads) for chain in verify_chains(owner_url(), slug)]
    except LookupError as error:
        raise click.ClickException(str(error.args[0])) from error
    broken = [chain for chain in found if chain.broken is not None]
    if broken:
        raise click.ClickException(f"{len(broken)} of {len(found)} chains are broken.")
    click.echo(f"{len(found)} chains, {sum(c.events for c in found)} events: all hold.")


@cli.command()
@click.argument("space")
@click.argument("number", type=int)
@click.option("--reason", prompt=True, help="Why: who asked for it, by which document.")
@click.confirmation_option(prompt="The values cannot be brought back. Erase them?")
def erase(space: str, number: int, reason: str) -> None:
    """Erase the values, and a person's name, of event NUMBER of SPACE; the chain still holds."""
    try:
        with at_console(personal=True):
            here = sa.select(Space.id).where(Space.slug == space).scalar_subquery()
            wanted = sa.select(Event).where(Event.space_id == here, Event.seq == number)
            event = db.session.scalars(wanted).one_or_none()
            if event is None:
                raise click.ClickException(f"There is no event {number} of {space}.")
            erase_payload(event, reason)
    except PortalError as error:
        raise click.ClickException(str(error.message)) from error
    click.echo(f"The values of event {number} of {space} are erased.")


def _say(chain: Chain, heads: bool) -> Chain:
    if chain.broken is not None:
        click.echo(f"{chain.slug}: event {chain.broken}: {chain.why}.")
    elif heads:
        click.echo(f"{chain.slug}: {chain.events} {chain.head}")
    return chain
