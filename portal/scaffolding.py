"""Write a new module from the files of portal/scaffold/: it runs at once and is small."""

from __future__ import annotations

import importlib.util
import keyword
import re
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

from babel.messages.pofile import read_po

from . import translating
from .plugins import PluginError, check_name

SCAFFOLD = Path(__file__).resolve().parent / "scaffold"
SUFFIX = ".tmpl"
WORDS = re.compile(r"[a-z][a-z0-9]*(_[a-z][a-z0-9]*)*")
LONGEST = 11
UNFIT = re.compile(r'["\\%{}\n$]')


@dataclass(frozen=True)
class NewModule:
    """What a newcomer says of a module: its name, its label in English and in Vietnamese."""

    name: str
    label: str
    vietnamese: str

    @property
    def entry(self) -> str:
        """The name of its model: visits -> VisitsEntry, whose table is visits_entry."""
        return "".join(word.capitalize() for word in self.name.split("_")) + "Entry"


def check_new(module: NewModule, folder: Path, taken: Collection[str]) -> None:
    """Refuse a name or a label that would not work. Raises PluginError saying why."""
    name = module.name
    if not WORDS.fullmatch(name):
        raise PluginError(
            f"{name}: a module is named in small letters and digits, words joined by one _."
        )
    if keyword.iskeyword(name) or keyword.issoftkeyword(name):
        raise PluginError(f"{name}: this is a word of Python itself; choose another.")
    if len(name) > LONGEST:
        raise PluginError(
            f"{name}: use at most {LONGEST} characters; the name stands in every address."
        )
    check_name(name)
    if name in taken:
        raise PluginError(f"{name}: a module of this name is installed already; choose another.")
    if (folder / name).exists():
        raise PluginError(f"{name}: the folder {folder / name} exists already; choose another.")
    if _is_package(name):
        raise PluginError(f"{name}: a Python package has this name; choose another.")
    for label in (module.label, module.vietnamese):
        if not label.strip() or UNFIT.search(label):
            raise PluginError(
                f'{name}: the label “{label}” may not be empty or hold " \\ % {{ }} $.'
            )


def write(module: NewModule, folder: Path, taken: Collection[str] = ()) -> list[Path]:
    """Write the module into a folder of its own, and give the files, sorted.

    Raises PluginError when the name cannot be used; then nothing is written.
    """
    check_new(module, folder, taken)
    values = {
        "name": module.name,
        "entry": module.entry,
        "label": module.label,
        "vietnamese": module.vietnamese,
    }
    written = []
    for source in sorted(SCAFFOLD.rglob(f"*{SUFFIX}")):
        place = source.relative_to(SCAFFOLD).as_posix().removesuffix(SUFFIX)
        path = folder / module.name / place.replace("__name__", module.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(source.read_text("utf-8")).substitute(values), "utf-8")
        written.append(path)
        if path.suffix == ".po":
            path.write_text("".join(_not_in_core(path)), "utf-8")
    return sorted(written)


def _not_in_core(path: Path) -> Iterator[str]:
    """The entries of a catalogue whose words the core does not translate already."""
    core, _ = translating.translated(translating.core_book())
    with path.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    yield 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    for message in messages:
        if core.get(message.id, message.context) is None:
            yield f'msgid "{message.id}"\nmsgstr "{message.string}"\n'


def _is_package(name: str) -> bool:
    return name in sys.stdlib_module_names or importlib.util.find_spec(name) is not None
