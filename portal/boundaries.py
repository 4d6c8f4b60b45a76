"""The bounds of a module: its own names, addresses, tables and templates, and nobody else's."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.util import resolve_name

from flask import Flask
from jinja2 import TemplateNotFound

from .database import Model
from .plugins import Plugin, PluginError, Registry, key_of

NAMED_PLACES = (
    "permissions",
    "verbs",
    "indicators",
    "settings",
    "widgets",
    "inbox",
    "search",
    "jobs",
    "notices",
    "sheets",
    "measures",
    "report_forms",
)


def check(app: Flask, registry: Registry, plugin: Plugin) -> None:
    """Refuse a module that reaches outside itself. Raises PluginError naming it and the fault."""
    for faults in (
        _names(registry, plugin),
        _addresses(app, plugin),
        _tables(plugin),
        _templates(app, plugin),
        _imports(registry, plugin),
        _map(registry, plugin),
    ):
        for fault in faults:
            raise PluginError(f"{plugin.name}: {fault}")


def models_of(plugin: Plugin) -> list[type]:
    """The models a module declared, in order of name."""
    found = [
        mapper.class_
        for mapper in Model.registry.mappers
        if mapper.class_.__module__.startswith(f"{plugin.package}.")
    ]
    return sorted(found, key=lambda model: model.__name__)


def _names(registry: Registry, plugin: Plugin) -> Iterator[str]:
    for place in NAMED_PLACES:
        store = getattr(registry, place)
        for thing in store.values() if isinstance(store, dict) else store:
            if registry.owner[key_of(place, thing)] != plugin.name:
                continue
            own = thing.name == f"modules.{plugin.name}" and place == "settings"
            if not own and f"{thing.name}.".partition(".")[0] != plugin.name:
                yield f"{thing.name} among the {place} must begin with {plugin.name}."


def _addresses(app: Flask, plugin: Plugin) -> Iterator[str]:
    inside, outside = f"/s/<space>/{plugin.name}", f"/{plugin.name}"
    taken = {
        rule.rule.rstrip("/"): rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] != plugin.name
    }
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] != plugin.name:
            continue
        if not f"{rule.rule}/".startswith((f"{inside}/", f"{outside}/")):
            yield f"route {rule.endpoint} lies at {rule.rule}; it must lie under {inside}/."
        if rule.rule.rstrip("/") in taken:
            other = taken[rule.rule.rstrip("/")]
            yield f"route {rule.endpoint} has the address of {other}, {rule.rule}."


def _tables(plugin: Plugin) -> Iterator[str]:
    for model in models_of(plugin):
        table = str(model.__tablename__)  # type: ignore[attr-defined]
        if not getattr(model, "__kind__", None):
            yield f"model {model.__name__} has no kind: InSpace, Personal, Published, Delivered."
        own = table == plugin.name or table.startswith(f"{plugin.name}_")
        if not own and table not in plugin.tables:
            yield (
                f"table {table} must begin with {plugin.name}_,"
                f' or stand in plugin.py as TABLES = ("{table}",).'
            )


MAP_READERS = {"inbox": "inbox source", "search": "search source", "indicators": "indicator"}


def _map(registry: Registry, plugin: Plugin) -> Iterator[str]:
    for place, what in MAP_READERS.items():
        store = getattr(registry, place)
        for thing in store.values() if isinstance(store, dict) else store:
            if thing.on_the_map and registry.owner_of(place, thing) == plugin.name:
                yield f"{what} {thing.name} reads the map, which only the portal itself does."


def _templates(app: Flask, plugin: Plugin) -> Iterator[str]:
    folder = plugin.subfolder("templates")
    for path in sorted(folder.rglob("*")) if folder else ():
        if path.is_file() and path.relative_to(folder).parts[0] != plugin.name:  # type: ignore[arg-type]
            yield f"template {path.name} must lie in templates/{plugin.name}/."
    for where, tree in sources_of(plugin):
        for name in _rendered(tree):
            try:
                app.jinja_env.loader.get_source(app.jinja_env, name)  # type: ignore[union-attr]
            except TemplateNotFound:
                yield f"{where} shows the template {name}, which does not exist."


def _imports(registry: Registry, plugin: Plugin) -> Iterator[str]:
    required = {each.name for each in registry.with_requirements(plugin.name)}
    for other in registry.plugins:
        if other.core or other.name in required:
            continue
        for where, tree in sources_of(plugin):
            package = f"{plugin.package}.{where}".rpartition("/")[0].replace("/", ".")
            for name in _imported(tree, package or plugin.package):
                if f"{name}.".startswith(f"{other.package}."):
                    yield f"{where} imports {other.name}, which REQUIRES does not name."


def sources_of(plugin: Plugin) -> Iterator[tuple[str, ast.Module]]:
    """The rooms of a module as parsed code, by path within its folder; its tests are left out."""
    for path in sorted(plugin.folder.rglob("*.py")):
        where = path.relative_to(plugin.folder)
        if where.parts[0] not in ("tests", "migrations"):
            yield where.as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def _rendered(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "render_template"
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield str(node.args[0].value)


def _imported(tree: ast.Module, package: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            base = resolve_name(base, package) if node.level else base
            yield from (f"{base}.{alias.name}" for alias in node.names)
