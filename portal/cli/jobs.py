"""flask jobs: the worker of the queue, and its clearing."""

from __future__ import annotations

import datetime as dt

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup

from .. import keys
from ..config import ConfigError
from ..database import map_session
from ..jobs.models import DONE, FAILED, QueuedJob
from ..jobs.worker import Worker
from ..locale import now

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


@cli.command()
@click.option("--days", default=90, show_default=True, help="Keep what ended within so many days.")
def clear(days: int) -> None:
    """Remove jobs that ended long ago."""
    before = now() - dt.timedelta(days=days)
    with map_session(write=True) as session:
        ended = QueuedJob.state.in_((DONE, FAILED)), QueuedJob.ended_at < before
        removed = session.execute(sa.delete(QueuedJob).where(*ended))
    click.echo(f"{removed.rowcount} jobs removed.")  # type: ignore[attr-defined]
