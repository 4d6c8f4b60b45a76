"""The application that gunicorn and the flask command serve."""

import os
from pathlib import Path

import click

from portal import create_app, keys, rolecheck
from portal.config import ConfigError
from portal.embedded.demo_settings import read_for_shells
from portal.embedded.packed import packed
from portal.plugins import PluginError

AT_CONSOLE = bool(os.environ.get("FLASK_RUN_FROM_CLI"))

if AT_CONSOLE and "DATABASE_URL" not in os.environ:
    # In a checkout without settings of its own, `flask` speaks of the demo.
    os.environ.update(read_for_shells(Path(__file__).parent / "var" / "demo"))

try:
    app = create_app()
    if os.environ.get("PORTAL_ENV") == "demo":  # no nginx stands before it
        app.wsgi_app = packed(app.wsgi_app)  # type: ignore[assignment, method-assign]
    if not AT_CONSOLE:
        keys.refuse_at_start(app)
        rolecheck.refuse_at_start(app)
except (ConfigError, PluginError) as error:
    if AT_CONSOLE:
        raise click.ClickException(str(error)) from error
    raise
