"""What can be said of a module without touching a row: the house rules that no boot can see."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from jinja2 import TemplateSyntaxError

from . import catalogue, translating
from .boundaries import sources_of
from .plugins import Plugin

ROOMS = ("models", "queries", "actions", "forms", "views", "plugin")
LONGEST_FILE = 250
LONGEST_VIEW = 12
FORBIDDEN = {
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.I),
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "an inline handler": re.compile(r"<[^>{]*\son[a-z]+\s*=", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "a script, style or picture from elsewhere": re.compile(
        r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.I
    ),
}


def faults_of(app: Flask, plugin: Plugin, owner_url: str | None) -> list[str]:
    """A sentence for each fault of a module that booted; its tables are compared as the owner."""
    broken = list(_broken(app, plugin))
    faults = [*broken, *_forbidden(plugin), *_sizes(plugin), *_order(plugin), *_tests(plugin)]
    if not broken:
        faults += _words(plugin)
    if owner_url:
        faults += _tables(plugin, owner_url)
    return [f"{plugin.name}: {fault.rstrip('.')}." for fault in faults]


def _broken(app: Flask, plugin: Plugin) -> Iterator[str]:
    for where, text in _pages(plugin):
        try:
            app.jinja_env.parse(text)
        except TemplateSyntaxError as error:
            yield f"{where}, line {error.lineno}: {error.message}"


def _forbidden(plugin: Plugin) -> Iterator[str]:
    for where, text in _pages(plugin):
        for name, pattern in FORBIDDEN.items():
            match = pattern.search(text)
            if match:
                line = text.count("\n", 0, match.start()) + 1
                yield f"{where}, line {line}: {name}, which the browser refuses (strict CSP)"


def _pages(plugin: Plugin) -> Iterator[tuple[str, str]]:
    folder = plugin.subfolder("templates")
    for path in sorted(folder.rglob("*.html")) if folder else ():
        yield path.relative_to(plugin.folder).as_posix(), path.read_text(encoding="utf-8")


def _words(plugin: Plugin) -> list[str]:
    core, _ = translating.translated(translating.core_book())
    found = translating.faults_of(translating.book_of(plugin), core)
    return [fault.removeprefix(f"{plugin.name}: ") for fault in found]


def _order(plugin: Plugin) -> Iterator[str]:
    for where, tree in sources_of(plugin):
        room = _room(where.removesuffix(".py"))
        for node in ast.walk(tree):
            if room is None or not isinstance(node, ast.ImportFrom) or node.level != 1:
                continue
            names = [node.module] if node.module else [alias.name for alias in node.names]
            for name in names:
                other = _room(name)
                if other is not None and ROOMS.index(other) > ROOMS.index(room):
                    yield f"{where} imports {name}; imports go one way, {' <- '.join(ROOMS)}"


def _room(name: str) -> str | None:
    """The room that a file belongs to: actions.py and people_actions.py to `actions`."""
    last = name.rpartition("_")[2]
    return last if last in ROOMS else None


def _sizes(plugin: Plugin) -> Iterator[str]:
    for where, tree in sources_of(plugin):
        lines = len((plugin.folder / where).read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_FILE:
            yield f"{where} has {lines} lines; over {LONGEST_FILE} it wants to be two files"
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and any(map(_is_route, node.decorator_list)):
                long = _length(node)
                if long > LONGEST_VIEW:
                    yield (
                        f"{where}: the view {node.name}() has {long} lines;"
                        f" over {LONGEST_VIEW} it wants an action"
                    )


def _tests(plugin: Plugin) -> Iterator[str]:
    if not list((plugin.folder / "tests").glob("test_*.py")):
        yield "there are no tests; write tests/test_….py"


def _tables(plugin: Plugin, owner_url: str) -> list[str]:
    engine = sa.create_engine(owner_url, poolclass=sa.NullPool)
    try:
        with engine.connect() as connection:
            return catalogue.faults_of(connection, plugin)
    except sa.exc.OperationalError as error:
        return [f"its tables cannot be compared: {str(error.orig).strip().splitlines()[0]}"]
    finally:
        engine.dispose()


def _is_route(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else None
    return (
        isinstance(called, ast.Attribute)
        and called.attr in ("get", "post", "route")
        and isinstance(called.value, ast.Name)
        and called.value.id == "module"
    )


def _length(view: ast.FunctionDef) -> int:
    """The lines of a view's body, its docstring left out."""
    first = view.body[1] if ast.get_docstring(view) and len(view.body) > 1 else view.body[0]
    return (view.end_lineno or first.lineno) - first.lineno + 1


def lines_of(plugin: Plugin) -> int:
    """How many lines a module has in all that somebody wrote."""
    written = {".py", ".html", ".po", ".css", ".js"}
    files = [path for path in plugin.folder.rglob("*") if path.suffix in written]
    return sum(len(Path(path).read_text(encoding="utf-8").splitlines()) for path in files)
