"""Find modules by folder and by entry point, load them, and order them by what they require."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import re
import sys
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from .access import Permission, Role
from .audit import Verb
from .indicators import Indicator
from .messages import MessageKind
from .modules import Module, RouteError
from .notifications import NoticeKind
from .pages import InboxSource, MenuItem, SearchSource, Slot, UnitSource, Widget
from .reportforms import Measure, ReportForm
from .settings import Setting
from .sheets import SheetList

ENTRY_POINT = "portal.plugins"
NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
OWN_WORDS = {"portal", "plugins", "static", "run", "shell", "routes"}


class PluginError(RuntimeError):
    """A module cannot be used; the message names the module and the fault."""


@dataclass(frozen=True)
class Plugin:
    """A module as found: its package, what it offers, where its folders lie.

    `origin` is "core", "folder" or the name of the pip package; `tables` names tables of the
    module whose names do not begin with its own; `on` says whether spaces have it from the start;
    `about` says in one line what it does for a space; `parts` are files that keep lists of offers.
    """

    name: str
    package: str
    label: Any
    requires: tuple[str, ...]
    module: Module | None
    code: ModuleType
    folder: Path
    core: bool = False
    origin: str = "core"
    version: str = ""
    tables: tuple[str, ...] = ()
    on: bool = True
    about: Any = ""
    parts: tuple[ModuleType, ...] = ()

    @property
    def switch(self) -> str:
        """The setting by which a space has the module or has it not."""
        return f"modules.{self.name}"

    def subfolder(self, name: str) -> Path | None:
        """A folder found by name (templates, static, translations, migrations), or None."""
        path = self.folder / name
        return path if path.is_dir() else None


@dataclass
class Registry:
    """Everything the modules registered, by name; built once at boot and then only read."""

    plugins: list[Plugin] = field(default_factory=list)
    permissions: dict[str, Permission] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    settings: dict[str, Setting] = field(default_factory=dict)
    menu: list[MenuItem] = field(default_factory=list)
    widgets: list[Widget] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    verbs: dict[str, Verb] = field(default_factory=dict)
    inbox: list[InboxSource] = field(default_factory=list)
    search: list[SearchSource] = field(default_factory=list)
    jobs: dict[str, Any] = field(default_factory=dict)
    notices: dict[str, NoticeKind] = field(default_factory=dict)
    messages: dict[str, MessageKind] = field(default_factory=dict)
    sheets: dict[str, SheetList] = field(default_factory=dict)
    units: dict[str, UnitSource] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    report_forms: dict[str, ReportForm] = field(default_factory=dict)
    owner: dict[str, str] = field(default_factory=dict)
    """What was registered -> the module that did: `permissions visits.view` -> `visits`."""

    _switches: dict[str, list[str]] = field(default_factory=dict, repr=False)

    def switches_of(self, name: str) -> list[str]:
        """The settings that must all be on for a module to work: its own and its requirements'."""
        if name not in self._switches:
            needed = self.with_requirements(name)
            self._switches[name] = [plugin.switch for plugin in needed if not plugin.core]
        return self._switches[name]

    def plugin(self, name: str) -> Plugin | None:
        """The module of that name, or None."""
        return next((plugin for plugin in self.plugins if plugin.name == name), None)

    def owner_of(self, place: str, thing: Any) -> str:
        """The module that registered a thing in a place (permissions, menu, widgets …)."""
        return self.owner[key_of(place, thing)]

    def with_requirements(self, name: str) -> list[Plugin]:
        """The module and every module that it needs to work."""
        found: dict[str, Plugin] = {}
        waiting = [name]
        while waiting:
            plugin = self.plugin(waiting.pop())
            if plugin is not None and plugin.name not in found:
                found[plugin.name] = plugin
                waiting += plugin.requires
        return list(found.values())


def key_of(place: str, thing: Any) -> str:
    """How a registered thing is listed among the owners."""
    for attribute in ("name", "endpoint"):
        if hasattr(thing, attribute):
            return f"{place} {getattr(thing, attribute)}"
    return f"{place} {thing}"


def find_core() -> list[Plugin]:
    """The features of the core, which have the shape of a module."""
    from . import features

    return [load(name, f"portal.{name}") for name in features.NAMES]


def find_plugins(folder: Path) -> list[Plugin]:
    """Modules in the folder and modules installed with the entry point `portal.plugins`.

    Raises PluginError naming the one that cannot be used and why.
    """
    found: dict[str, tuple[str, str, str]] = {}
    if folder.is_dir():
        if str(folder.parent) not in sys.path:
            sys.path.insert(0, str(folder.parent))
        for path in sorted(folder.iterdir()):
            if (path / "plugin.py").is_file():
                found[path.name] = (f"{folder.name}.{path.name}", "folder", "")
    for entry in sorted(entry_points(group=ENTRY_POINT), key=lambda e: e.name):
        if entry.name in found:
            places = f"as {found[entry.name][1]} and as {_origin(entry)[0]}"
            raise PluginError(f"{entry.name}: two modules have this name, {places}; remove one.")
        found[entry.name] = (entry.value, *_origin(entry))
    for name in found:
        check_name(name)
    return [load(name, *whence) for name, whence in found.items()]


def in_order(plugins: Iterable[Plugin]) -> list[Plugin]:
    """Sort by declared requirements, then by name. Raises PluginError on an unknown or a circle."""
    waiting = {plugin.name: plugin for plugin in sorted(plugins, key=lambda p: p.name)}
    ordered: list[Plugin] = []
    done: set[str] = set()
    for plugin in waiting.values():
        for required in plugin.requires:
            if required not in waiting:
                raise PluginError(f"{plugin.name}: requires {required}, which is not installed.")
    while waiting:
        ready = next((p for p in waiting.values() if done.issuperset(p.requires)), None)
        if ready is None:
            circle = ", ".join(_circle(waiting))
            raise PluginError(f"{circle}: require each other in a circle.")
        ordered.append(ready)
        done.add(ready.name)
        del waiting[ready.name]
    return ordered


def load(name: str, package: str, origin: str = "core", version: str = "") -> Plugin:
    """Import a module's rooms. Raises PluginError naming the module when that fails."""
    core = origin == "core"
    try:
        code = importlib.import_module(f"{package}.plugin")
        for part in ("models", "cli"):
            if importlib.util.find_spec(f"{package}.{part}"):
                importlib.import_module(f"{package}.{part}")
    except PluginError:
        raise
    except RouteError as error:
        raise PluginError(f"{error}{place_of(error, package)}.") from error
    except Exception as error:
        fault = f"{type(error).__name__}: {error}{place_of(error, package)}"
        raise PluginError(f"{name}: cannot be imported: {fault}.") from error
    module = getattr(code, "module", None)
    if not core and (not isinstance(module, Module) or module.name != name):
        raise PluginError(f"{name}: plugin.py needs `module = Module('{name}', __name__)`.")
    return Plugin(
        name=name,
        package=package,
        label=getattr(code, "LABEL", name),
        requires=_names(name, code, "REQUIRES"),
        module=module,
        code=code,
        folder=Path(str(code.__file__)).resolve().parent,
        core=core,
        origin=origin,
        version=version or str(getattr(code, "VERSION", "")),
        tables=_names(name, code, "TABLES"),
        on=bool(getattr(code, "ON", True)),
        about=getattr(code, "ABOUT", ""),
        parts=_parts(name, code),
    )


def place_of(error: Exception, package: str) -> str:
    """Where in a module an error arose: ` (plugin.py, line 7)`; empty for one from elsewhere."""
    spec = importlib.util.find_spec(package)
    folder = next(iter(spec.submodule_search_locations or ()), None) if spec else None
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if folder and Path(frame.filename).is_relative_to(folder)
    ]
    return f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""


def _names(name: str, code: ModuleType, constant: str) -> tuple[str, ...]:
    names = getattr(code, constant, ())
    if not isinstance(names, tuple | list) or not all(isinstance(each, str) for each in names):
        raise PluginError(f'{name}: {constant} must list names, as in {constant} = ("one",).')
    return tuple(names)


def _parts(name: str, code: ModuleType) -> tuple[ModuleType, ...]:
    parts = getattr(code, "PARTS", ())
    if not isinstance(parts, tuple) or not all(isinstance(each, ModuleType) for each in parts):
        raise PluginError(f"{name}: PARTS must list files, as in PARTS = (some_offers,).")
    return parts


def _origin(entry: EntryPoint) -> tuple[str, str]:
    return (entry.dist.name, entry.dist.version) if entry.dist else ("pip", "")


def check_name(name: str) -> None:
    """Refuse a name that no module may have. Raises PluginError saying why."""
    from . import cli, features

    if not NAME.fullmatch(name):
        raise PluginError(f"{name}: a module is named in small letters, digits and _.")
    commands = {found.name for found in pkgutil.iter_modules(cli.__path__)}
    if name in OWN_WORDS | commands | set(features.NAMES):
        raise PluginError(f"{name}: this name belongs to the portal itself; choose another.")


def _circle(waiting: Mapping[str, Plugin]) -> list[str]:
    """The names on a circle: walk along unmet requirements until one comes again."""
    name = next(iter(waiting))
    walked: list[str] = []
    while name not in walked:
        walked.append(name)
        name = next(r for r in waiting[name].requires if r in waiting)
    return walked[walked.index(name) :]
