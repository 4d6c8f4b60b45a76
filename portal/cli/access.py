"""flask access: what every route needs, printed from the code."""

from __future__ import annotations

import json

import click
from flask import current_app
from flask.cli import AppGroup

from ..modules import ROUTES

cli = AppGroup("access", help="Who may do what, printed from the code.")


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print objects instead of lines.")
def routes(as_json: bool) -> None:
    """Print every rule with what it needs, open and token routes included."""
    found = [
        {
            "rule": rule.rule,
            "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}),
            "module": rule.endpoint.partition(".")[0] if "." in rule.endpoint else "portal",
            "needs": "PUBLIC"
            if rule.endpoint == "static"
            else str(ROUTES.get(rule.endpoint, "NOTHING")),
        }
        for rule in sorted(current_app.url_map.iter_rules(), key=lambda r: r.rule)
    ]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for route in found:
        click.echo(f"{'/'.join(route['methods']):6} {route['rule']:50} {route['needs']}")
