"""Every word that a user sees has its Vietnamese, once; nothing is kept that nobody says."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from portal.translating import Book, book_of, core_book, faults_of, translated, unused


def books(app: Flask) -> list[Book]:
    plugins = app.extensions["portal"].plugins
    return [core_book(), *(book_of(plugin) for plugin in plugins if plugin.origin == "folder")]


def test_every_message_has_one_vietnamese(portal: Flask) -> None:
    core, _ = translated(core_book())
    faults = []
    for book in books(portal):
        faults += faults_of(book, None if book.name == "portal" else core)
    assert not faults, "\n".join(faults)


def test_no_translation_is_left_over(portal: Flask) -> None:
    left = [f"{book.name}: {message}" for book in books(portal) for message in unused(book)]
    assert not left, "\n".join(left)


def test_a_missing_translation_is_named(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text('from flask_babel import gettext as _\n_("Found it")\n')
    (fault,) = faults_of(Book("mine", tmp_path, tmp_path / "translations"))
    assert fault == "mine: “Found it” (views.py:2) has no Vietnamese."
