"""The application that gunicorn and the flask command serve."""

import os

import click

from portal import create_app, rolecheck
from portal.config import ConfigError
from portal.plugins import PluginError

try:
    app = create_app()
    if not os.environ.get("FLASK_RUN_FROM_CLI"):
        rolecheck.refuse_at_start(app)
except (ConfigError, PluginError) as error:
    if os.environ.get("FLASK_RUN_FROM_CLI"):
        raise click.ClickException(str(error)) from error
    raise
