"""Catalogues of the core and of modules: extracted, joined from their parts, compiled, checked.

A catalogue is translations/vi/LC_MESSAGES/messages.po together with translations/parts/*.po.
Message ids are English, so English needs no catalogue. `python -m portal.translating` compiles
those of the checkout without starting the portal.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from .plugins import Plugin

LANGUAGE = "vi"
CORE = Path(__file__).resolve().parent
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
OUTSIDE = {"tests", "migrations", "scaffold", "__pycache__"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]")


@dataclass(frozen=True)
class Book:
    """The messages of the core or of one module: whose, its code, its translations."""

    name: str
    code: Path
    folder: Path

    @property
    def main(self) -> Path:
        """The file that messages without a part of their own are written to."""
        return self.folder / LANGUAGE / "LC_MESSAGES" / "messages.po"

    @property
    def compiled(self) -> Path:
        """What the running portal reads."""
        return self.main.with_suffix(".mo")

    def sources(self) -> list[Path]:
        """Every file that holds translations."""
        parts = sorted((self.folder / "parts").glob("*.po"))
        return [*parts, self.main] if self.main.exists() else parts


def core_book() -> Book:
    """The messages of the core."""
    return Book("portal", CORE, CORE.parent / "translations")


def book_of(plugin: Plugin) -> Book:
    """The messages of a module."""
    return Book(plugin.name, plugin.folder, plugin.folder / "translations")


def extracted(book: Book) -> Catalog:
    """Every message that the code and the templates use, with where it is used."""
    catalog = Catalog(charset="utf-8")
    found = extract_from_dir(
        str(book.code), METHODS, OPTIONS, KEYWORDS, directory_filter=_is_inside
    )
    for filename, line, message, comments, context in found:
        catalog.add(message, None, [(filename, line)], auto_comments=comments, context=context)
    return catalog


def translated(book: Book) -> tuple[Catalog, list[str]]:
    """The joined catalogue, and a sentence for each message that two parts translate differently.

    The first part, by name, is kept.
    """
    joined = Catalog(locale=LANGUAGE, charset="utf-8", fuzzy=False)
    faults = []
    for path in book.sources():
        with path.open("rb") as file:
            part = read_po(file, locale=LANGUAGE)
        for message in part:
            if not message.id or message.fuzzy or not _is_translated(message):
                continue
            first = joined.get(_first(message), message.context)
            if first is None:
                joined.add(message.id, message.string, context=message.context)
            elif first.string != message.string:
                faults.append(
                    f"{book.name}: “{_first(message)}” is translated in two ways,"
                    f" “{first.string}” and, in {path.name}, “{message.string}”."
                )
    return joined, faults


def compile_book(book: Book) -> bool:
    """Write what the running portal reads; False where it is already newer than every source."""
    sources = book.sources()
    if not sources:
        return False
    newest = max(path.stat().st_mtime for path in [*sources, book.folder])
    if book.compiled.exists() and book.compiled.stat().st_mtime > newest:
        return False
    book.compiled.parent.mkdir(parents=True, exist_ok=True)
    fresh = book.compiled.with_suffix(f".{os.getpid()}")
    with fresh.open("wb") as file:
        write_mo(file, translated(book)[0])
    fresh.replace(book.compiled)
    return True


def update(book: Book) -> int:
    """Add an empty entry for every message without a translation; gives how many."""
    joined, _ = translated(book)
    missing = [m for m in extracted(book) if m.id and joined.get(_first(m), m.context) is None]
    if not missing:
        return 0
    catalog = Catalog(locale=LANGUAGE, charset="utf-8", fuzzy=False)
    if book.main.exists():
        with book.main.open("rb") as file:
            catalog = read_po(file, locale=LANGUAGE)
    for message in missing:
        catalog.add(message.id, "", message.locations, context=message.context)
    book.main.parent.mkdir(parents=True, exist_ok=True)
    with book.main.open("wb") as file:
        write_po(file, catalog, width=100, ignore_obsolete=True)
    return len(missing)


def faults_of(book: Book, known: Catalog | None = None) -> list[str]:
    """A sentence for every message without Vietnamese or with wrong placeholders.

    `known` is the core's catalogue, from which a module's messages may take their translation.
    """
    joined, faults = translated(book)
    for message in extracted(book):
        if not message.id:
            continue
        found = joined.get(_first(message), message.context)
        if found is None and known is not None:
            found = known.get(_first(message), message.context)
        if found is None:
            path, line = message.locations[0]
            faults.append(f"{book.name}: “{_first(message)}” ({path}:{line}) has no Vietnamese.")
        else:
            faults += [f"{book.name}: “{_first(message)}” {fault}." for fault in _misfits(found)]
    for message in joined if known is not None else ():
        core = known.get(_first(message), message.context) if known and message.id else None
        if core is not None and core.string != message.string:
            faults.append(
                f"{book.name}: “{_first(message)}” is “{core.string}” in the core; use that."
            )
    return faults


def unused(book: Book) -> list[str]:
    """Translated messages that no code or template uses by that name."""
    used = extracted(book)
    joined, _ = translated(book)
    return [_first(m) for m in joined if m.id and used.get(_first(m), m.context) is None]


def _misfits(message: Message) -> Iterator[str]:
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    allowed = {name for each in ids for name in PLACEHOLDER.findall(each)}
    needed = set(PLACEHOLDER.findall(ids[-1]))
    for text in _strings(message):
        names = set(PLACEHOLDER.findall(text))
        for name in sorted(needed - names):
            yield f"lacks %({name})s in Vietnamese"
        for name in sorted(names - allowed):
            yield f"has the unknown %({name})s in Vietnamese"
        if allowed:
            try:
                text % dict.fromkeys(allowed | names, 1)
            except (ValueError, TypeError):
                yield "has a broken % in Vietnamese"


def _is_translated(message: Message) -> bool:
    return all(_strings(message))


def _strings(message: Message) -> tuple[str, ...]:
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return tuple(each or "" for each in strings)


def _first(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple | list) else message.id)


def _is_inside(folder: str | os.PathLike[str]) -> bool:
    name = Path(folder).name
    return name not in OUTSIDE and not name.startswith(".")


def compile_checkout(plugin_folders: Iterable[Path]) -> list[str]:
    """Compile the core's catalogue and those of the folders that hold modules; names what moved."""
    books = [core_book()]
    for folder in plugin_folders:
        books += [
            Book(path.parent.name, path.parent, path)
            for path in sorted(folder.glob("*/translations"))
        ]
    return [book.name for book in books if compile_book(book)]


if __name__ == "__main__":
    folder = Path(os.environ.get("PORTAL_PLUGINS") or CORE.parent / "plugins")
    for name in compile_checkout([folder]):
        print(f"Compiled the translations of {name}.")
