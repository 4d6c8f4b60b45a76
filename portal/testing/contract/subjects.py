"""What is installed, as the contract tests go through it: tables, routes, things that modules add.

A module helps where nothing can be guessed, in a file `testing.py` beside its models:
`EXAMPLES = {table: values}` for rows (see `portal.testing.rows`), and
`IDS = {"endpoint.argument": table}` for the addresses of its pages, `table.column` where they take
another number than the row's own. Without an entry an argument
`visit_id` means the table `visit` or `<module>_visit`, and `id` the table named like the module or
its singular, or the only one it has.
Further `VALUES = {argument: value}` for arguments that are no ids, `CLOSED = {endpoint: reason}`
for pages that no example opens (`WAYS` then says how one gets there: see `pages.py`),
`LEAVES = {endpoint: (table, …)}` for pages that note who looked, and `UNIQUE_ACROSS =
{table: {(column, …): reason}}` for keys unique in the whole house.
"""

from __future__ import annotations

import importlib
import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from flask import Flask
from sqlalchemy import Table
from werkzeug.routing import Rule

from ... import create_app
from ...access import Needs
from ...boundaries import models_of
from ...config import Config
from ...database import Base
from ...imports.exporting import FORMATS, endpoint_of
from ...modules import ROUTES
from ...plugins import Plugin, Registry
from ...policies import narrowing_columns
from .. import fixtures
from .expected import Rules


@cache
def examined() -> Flask:
    """An app of everything installed, for collecting tests; it never meets a database."""
    config: Config = fixtures.test_config(_NoServer(), "none", Path("var"))  # type: ignore[arg-type]
    return create_app(config)


def registry() -> Registry:
    """What the installed modules registered."""
    found: Registry = examined().extensions["portal"]
    return found


def models() -> dict[str, Any]:
    """Every model with a table, by the table's name, the referred before those that refer."""
    examined()
    by_table = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    return {t.name: by_table[t] for t in Base.metadata.sorted_tables if t in by_table}


def table_of(model: Any) -> Table:
    """The table of a model."""
    table: Table = model.__table__
    return table


def rules_of(model: Any) -> Rules:
    """What a model says of its table."""
    columns = frozenset(column.name for column in table_of(model).columns)
    narrowed_by = narrowing_columns(columns, model.__narrowing__).values()
    return Rules(
        table=table_of(model).name,
        kind=model.__kind__.name,
        commands=tuple(model.__commands__ or model.__kind__.commands),
        by_unit="units" in narrowed_by,
        by_body="bodies" in narrowed_by,
    )


def routes() -> list[Rule]:
    """Every rule of the address map, the files of the portal itself left out."""
    found = [rule for rule in examined().url_map.iter_rules() if rule.endpoint != "static"]
    return sorted(found, key=lambda rule: (rule.endpoint, rule.rule))


def needs_of(rule: Rule) -> Needs | None:
    """What a rule says it needs, as the code declared it; None where it says nothing."""
    return _declared().get(rule.endpoint)


@cache
def _declared() -> dict[str, Needs]:
    examined()
    return dict(ROUTES)


def things(place: str) -> list[Any]:
    """What modules put into a place of the registry: widgets, indicators, sheets, jobs …"""
    store = getattr(registry(), place)
    return list(store.values() if isinstance(store, dict) else store)


@cache
def exports() -> frozenset[str]:
    """The endpoints that give the lists of modules as files."""
    known = registry()
    return frozenset(
        endpoint_of(listed, known.owner_of("sheets", listed), ending)
        for listed in known.sheets.values()
        for ending in FORMATS
    )


def called(thing: Any) -> str:
    """The name of a registered thing, for the name of its test."""
    names = (getattr(thing, attribute, None) for attribute in ("name", "endpoint", "place"))
    return str(next(filter(None, names), thing))


@cache
def hints() -> dict[str, ModuleType]:
    """The files `testing.py` of the modules, by module."""
    found = {}
    for plugin in registry().plugins:
        name = f"{plugin.package}.testing"
        if importlib.util.find_spec(name):
            found[plugin.name] = importlib.import_module(name)
    return found


def examples() -> dict[str, Any]:
    """How to make rows that cannot be guessed, by table."""
    together: dict[str, Any] = {}
    for hint in hints().values():
        together |= getattr(hint, "EXAMPLES", {})
    return together


def table_meant(rule: Rule, argument: str) -> str | None:
    """The table whose ids an argument of a rule takes; None where nothing says so."""
    module = rule.endpoint.partition(".")[0]
    declared = getattr(hints().get(module), "IDS", {})
    tables = models()
    for name in (f"{rule.endpoint}.{argument}", f"{module}.{argument}", argument):
        if name in declared:
            return str(declared[name])
    if argument != "id":
        guesses = [argument[:-3], f"{module}_{argument[:-3]}"]
    else:
        guesses = [module, module.removesuffix("s"), *own_table(module)]
    return next((name for name in guesses if name in tables), None)


def columns_of_ids() -> list[str]:
    """The columns, as `table.column`, that addresses take other than a row's own id."""
    declared = {name for hint in hints().values() for name in getattr(hint, "IDS", {}).values()}
    return sorted(name for name in declared if "." in name)


def own_table(module: str) -> list[str]:
    """The table of a module that has one only."""
    plugin = registry().plugin(module)
    found = models_of(plugin) if plugin is not None else []
    return [table_of(found[0]).name] if len(found) == 1 else []


def plugins() -> list[Plugin]:
    """The installed modules that can be switched off: all but the core's features."""
    return [plugin for plugin in registry().plugins if not plugin.core]


class _NoServer:
    """Stands where fixtures expect a server, for an app that is only looked at."""

    def app_url(self, database: str) -> str:
        return f"postgresql+psycopg://portal_app@/{database}"

    owner_url = app_url
