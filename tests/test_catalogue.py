"""Every word that a user sees has its Vietnamese, once; nothing is kept that nobody says."""

from __future__ import annotations

import unicodedata
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


def test_no_message_is_said_in_two_ways(portal: Flask) -> None:
    """Catalogues are joined at run time: of two translations one would be said everywhere."""
    said: dict[tuple[object, object], dict[object, str]] = {}
    for book in books(portal):
        for message in translated(book)[0]:
            key = (message.context, message.id)
            if message.id:
                said.setdefault(key, {}).setdefault(message.string, book.name)
    twice = [f"{key[1]}: {ways}" for key, ways in said.items() if len(ways) > 1]
    assert not twice, "\n".join(twice)


def test_no_translation_is_left_over(portal: Flask) -> None:
    left = [f"{book.name}: {message}" for book in books(portal) for message in unused(book)]
    assert not left, "\n".join(left)


def test_vietnamese_is_written_one_way(portal: Flask) -> None:
    """Composed letters, and the tone on the second vowel as the offices of the plan write it."""
    for book in books(portal):
        for message in translated(book)[0]:
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            for text in strings:
                assert unicodedata.is_normalized("NFC", text), text
                assert "ủy" not in text.lower(), text


def test_a_missing_translation_is_named(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text('from flask_babel import gettext as _\n_("Found it")\n')
    (fault,) = faults_of(Book("mine", tmp_path, tmp_path / "translations"))
    assert fault == "mine: “Found it” (views.py:2) has no Vietnamese."
