"""flask audit: verify the chains of events, as the owner of the database."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from ..history.verifying import Chain
from ..history.verifying import verify as verify_chains
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


def _say(chain: Chain, heads: bool) -> Chain:
    if chain.broken is not None:
        click.echo(f"{chain.slug}: event {chain.broken}: {chain.why}.")
    elif heads:
        click.echo(f"{chain.slug}: {chain.events} {chain.head}")
    return chain
