"""flask jobs: the worker of the queue."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from .. import keys
from ..config import ConfigError
from ..jobs.worker import Worker

cli = AppGroup("jobs", help="Long work, done beside the web server.")


@cli.command()
@click.option("--drain", is_flag=True, help="Do what is due now, then end.")
def work(drain: bool) -> None:
    """Do the jobs of every space, one after the other, until told to stop."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        keys.refuse_at_start(app)
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
    worker = Worker(app)
    if drain:
        click.echo(f"{worker.drain()} jobs done.")
    else:
        click.echo("Waiting for jobs.")
        worker.work()
