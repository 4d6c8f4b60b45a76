"""flask plugins: write, list, check and remove modules."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup

from .. import checking, scaffolding
from ..boundaries import models_of
from ..config import current_config
from ..database import map_session
from ..migrating import ROOT, RowsExist, remove
from ..plugins import Plugin, PluginError, Registry
from ..spaces.settings import spaces_with
from .db import owner_url

cli = AppGroup("plugins", help="Write, list, check and remove modules.")


@cli.command()
@click.argument("name")
@click.option("--label", help="What the menu calls it, in English.")
@click.option("--vietnamese", help="What the menu calls it, in Vietnamese.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where its folder is made.")
def new(name: str, label: str | None, vietnamese: str | None, folder: Path | None) -> None:
    """Write a small module that runs at once."""
    label = label or name.replace("_", " ").capitalize()
    module = scaffolding.NewModule(name, label, vietnamese or label)
    folder = folder or current_config().plugin_folder
    taken = [plugin.name for plugin in _registry().plugins]
    try:
        written = scaffolding.write(module, folder, taken)
    except PluginError as error:
        raise click.ClickException(str(error)) from error
    for path in written:
        click.echo(f"  {path}")
    click.echo(f"{name} is written. `flask db upgrade` makes its table; then restart the portal.")


@cli.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print objects instead of lines.")
def list_(as_json: bool) -> None:
    """Print every module: where it comes from, what it requires, who has it on."""
    plugins = [plugin for plugin in _registry().plugins if not plugin.core]
    found = [_facts(plugin, count) for plugin, count in zip(plugins, _on(plugins), strict=True)]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for each in found:
        needs = f", requires {', '.join(each['requires'])}" if each["requires"] else ""
        start = "on" if each["on"] else "off"
        spaces = "?" if each["spaces"] is None else each["spaces"]
        click.echo(
            f"{each['name']} {each['version'] or '-'} ({each['origin']}{needs}),"
            f" {start} from the start, on in {spaces} spaces,"
            f" tables: {', '.join(each['tables']) or 'none'}"
        )
    if not found:
        click.echo("No module is installed.")


@cli.command()
@click.argument("name", required=False)
def check(name: str | None) -> None:
    """Say what is wrong with a module, or with every one; touches no row."""
    plugins = [_module(name)] if name else [p for p in _registry().plugins if not p.core]
    url, faults = current_config().owner_url, []
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    for plugin in plugins:
        found = checking.faults_of(app, plugin, url)
        faults += found
        if not found:
            click.echo(f"{plugin.name}: nothing wrong, {checking.lines_of(plugin)} lines.")
    for fault in faults:
        click.echo(fault, err=True)
    if not url:
        click.echo("DATABASE_OWNER_URL is not set, so tables were not compared.", err=True)
    if faults:
        raise click.ClickException(f"Faults to mend: {len(faults)}.")


@cli.command(context_settings={"ignore_unknown_options": True})
@click.argument("name")
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def test(name: str, options: tuple[str, ...]) -> None:
    """Run a module's own tests and the contract tests of what it adds; OPTIONS go to pytest."""
    tests = _module(name).subfolder("tests")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += ["-p", "portal.testing.fixtures", "--import-mode=importlib", *options]
    if all(map(importlib.util.find_spec, ("playwright", "axe_playwright_python"))):
        command += ["-p", "portal.testing.live"]
    command += [*([str(tests)] if tests else []), "--pyargs", "portal.testing.contract"]
    path = os.pathsep.join(filter(None, (str(ROOT.parent), os.environ.get("PYTHONPATH"))))
    folder = current_config().plugin_folder
    environment = {
        **os.environ,
        "PYTHONPATH": path,
        "PORTAL_PLUGINS": str(folder.resolve()),
        "PORTAL_CONTRACT_OF": name,
    }
    sys.exit(subprocess.call(command, env=environment))


@cli.command("remove")
@click.argument("name")
def remove_(name: str) -> None:
    """Drop the empty tables of a module and what spaces decided about it."""
    plugin = _module(name)
    leaning = [p.name for p in _registry().plugins if name in p.requires]
    if leaning:
        raise click.ClickException(f"{name}: {', '.join(leaning)} requires it; remove that first.")
    try:
        remove(owner_url(), plugin)
    except RowsExist as error:
        raise click.ClickException(
            f"{error} Nothing was removed; switch it off instead."
        ) from error
    code = f"delete the folder {plugin.folder}"
    if plugin.origin != "folder":
        code = f"run `pip uninstall {plugin.origin}`"
    click.echo(f"{name}: its tables are gone. Now {code}, then restart the portal.")


def _registry() -> Registry:
    registry: Registry = current_app.extensions["portal"]
    return registry


def _module(name: str) -> Plugin:
    plugin = _registry().plugin(name)
    if plugin is None or plugin.core:
        known = [each.name for each in _registry().plugins if not each.core]
        there = f"there are {', '.join(known)}" if known else "there is none"
        raise click.ClickException(f"No module is called {name}; {there}.")
    return plugin


def _on(plugins: list[Plugin]) -> list[int | None]:
    """How many open spaces have each module on; None while the database cannot be asked."""
    settings = _registry().settings
    try:
        with map_session() as session:
            return [spaces_with(session, settings[plugin.switch]) for plugin in plugins]
    except sa.exc.DBAPIError:
        return [None for _ in plugins]


def _facts(plugin: Plugin, spaces: int | None) -> dict[str, Any]:
    return {
        "name": plugin.name,
        "version": plugin.version,
        "origin": plugin.origin,
        "requires": list(plugin.requires),
        "on": plugin.on,
        "tables": [str(model.__tablename__) for model in models_of(plugin)],  # type: ignore[attr-defined]
        "spaces": spaces,
    }
