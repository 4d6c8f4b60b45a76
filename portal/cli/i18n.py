"""flask i18n: the Vietnamese of the core and of every module."""

from __future__ import annotations

import click
from babel.messages.pofile import write_po
from flask import current_app
from flask.cli import AppGroup

from .. import translating
from ..translating import Book

cli = AppGroup("i18n", help="Extract, update, compile and check the Vietnamese catalogues.")


@cli.command()
@click.argument("module", required=False)
def extract(module: str | None) -> None:
    """Write every message of the code and templates to translations/messages.pot."""
    for book in books(module):
        catalog = translating.extracted(book)
        path = book.folder / "messages.pot"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalog, width=100)
        click.echo(f"{book.name}: {len(catalog)} messages in {path.name}.")


@cli.command()
@click.argument("module", required=False)
def update(module: str | None) -> None:
    """Add an empty entry for every message that has no Vietnamese yet."""
    for book in books(module):
        added = translating.update(book)
        where = f" in {book.main.relative_to(book.folder)}" if added else ""
        click.echo(f"{book.name}: {added} messages to translate{where}.")


@cli.command("compile")
@click.argument("module", required=False)
def compile_(module: str | None) -> None:
    """Write the .mo files that the running portal reads, where a source is newer."""
    for book in books(module):
        moved = translating.compile_book(book)
        click.echo(f"{book.name}: {'compiled' if moved else 'nothing newer'}.")


@cli.command()
@click.argument("module", required=False)
def check(module: str | None) -> None:
    """Fail where a message has no Vietnamese, two of them, or a wrong placeholder."""
    core, _ = translating.translated(translating.core_book())
    faults = []
    for book in books(module):
        faults += translating.faults_of(book, None if book.name == "portal" else core)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.ClickException(f"{len(faults)} messages to mend.")
    click.echo("Every message has its Vietnamese.")


def books(module: str | None) -> list[Book]:
    """The catalogues of the core and of every module, or the one named.

    Modules from pip packages bring theirs compiled and are left alone unless they are named.
    Raises ClickException on an unknown name.
    """
    plugins = [p for p in current_app.extensions["portal"].plugins if not p.core]
    if module is None:
        mine = [translating.book_of(p) for p in plugins if p.origin == "folder"]
        return [translating.core_book(), *mine]
    if module == "portal":
        return [translating.core_book()]
    for plugin in plugins:
        if plugin.name == module:
            return [translating.book_of(plugin)]
    raise click.ClickException(f"No module is called {module}.")
