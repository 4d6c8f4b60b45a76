"""Find modules, order them by what they require, check them, register them."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy

from .access import Permission, Role
from .audit import Verb
from .hookspecs import Hooks
from .indicators import Indicator
from .modules import Module
from .pages import InboxSource, MenuItem, SearchSource, Slot, Widget
from .settings import Setting

ENTRY_POINT = "portal.plugins"


class PluginError(RuntimeError):
    """A module cannot be used; the message names the module and the fault."""


@dataclass(frozen=True)
class Plugin:
    """A module as found: its package, what it offers, where its folders lie."""

    name: str
    package: str
    label: Any
    requires: tuple[str, ...]
    module: Module | None
    code: ModuleType
    folder: Path
    core: bool = False

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
    sheets: dict[str, Any] = field(default_factory=dict)
    owner: dict[str, str] = field(default_factory=dict)
    """What was registered -> the module that did: `permission visits.view` -> `visits`."""


HOOKS: dict[str, tuple[str, Any]] = {
    "register_permissions": ("permissions", Permission),
    "register_roles": ("roles", Role),
    "register_settings": ("settings", Setting),
    "register_menu": ("menu", MenuItem),
    "register_widgets": ("widgets", Widget),
    "register_slots": ("slots", Slot),
    "register_indicators": ("indicators", Indicator),
    "register_inbox": ("inbox", InboxSource),
    "register_verbs": ("verbs", Verb),
    "register_search": ("search", SearchSource),
    "register_jobs": ("jobs", object),
    "register_sheets": ("sheets", object),
}


def find_core() -> list[Plugin]:
    """The features of the core, which have the shape of a module."""
    from . import features

    return [_load(name, f"portal.{name}", core=True) for name in features.NAMES]


def find_plugins(folder: Path) -> list[Plugin]:
    """Modules in the folder and modules installed with the entry point `portal.plugins`."""
    found: dict[str, str] = {}
    if folder.is_dir():
        if str(folder.parent) not in sys.path:
            sys.path.insert(0, str(folder.parent))
        for path in sorted(folder.iterdir()):
            if (path / "plugin.py").is_file():
                found[path.name] = f"{folder.name}.{path.name}"
    for entry in sorted(entry_points(group=ENTRY_POINT), key=lambda e: e.name):
        if entry.name in found:
            raise PluginError(f"{entry.name}: a module of this name is found twice.")
        found[entry.name] = entry.value
    return [_load(name, package) for name, package in found.items()]


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
        ready = [p for p in waiting.values() if done.issuperset(p.requires)]
        if not ready:
            raise PluginError(f"{', '.join(waiting)}: require each other in a circle.")
        for plugin in ready[:1]:
            ordered.append(plugin)
            done.add(plugin.name)
            del waiting[plugin.name]
    return ordered


def register(plugins: list[Plugin]) -> Registry:
    """Ask every module what it offers. Raises PluginError naming the module at fault."""
    registry = Registry(plugins=plugins)
    pm = pluggy.PluginManager("portal")
    pm.add_hookspecs(Hooks)
    for plugin in plugins:
        pm.register(plugin.code, plugin.name)
        for problem in _unknown_hooks(plugin):
            raise PluginError(f"{plugin.name}: {problem}")
    for hook, (place, kind) in HOOKS.items():
        for impl in reversed(getattr(pm.hook, hook).get_hookimpls()):
            try:
                offered = list(impl.function() or ())
            except Exception as error:
                raise PluginError(f"{impl.plugin_name}: {hook}() raised {error!r}.") from error
            for thing in offered:
                _keep(registry, impl.plugin_name, hook, place, kind, thing)
    return registry


def _keep(registry: Registry, owner: str, hook: str, place: str, kind: Any, thing: Any) -> None:
    if not isinstance(thing, kind):
        raise PluginError(f"{owner}: {hook}() must give {kind.__name__} objects, not {thing!r}.")
    store = getattr(registry, place)
    if isinstance(store, list):
        store.append(thing)
    else:
        if thing.name in store:
            first = registry.owner[f"{place} {thing.name}"]
            raise PluginError(f"{owner}: {thing.name} is already registered by {first}.")
        store[thing.name] = thing
    registry.owner[f"{place} {getattr(thing, 'name', getattr(thing, 'endpoint', thing))}"] = owner


def _unknown_hooks(plugin: Plugin) -> Iterable[str]:
    for name in dir(plugin.code):
        if hasattr(getattr(plugin.code, name), "portal_impl") and not hasattr(Hooks, name):
            yield f"{name}() is no hook of the portal."


def _load(name: str, package: str, core: bool = False) -> Plugin:
    try:
        code = importlib.import_module(f"{package}.plugin")
        for part in ("models", "cli"):
            if importlib.util.find_spec(f"{package}.{part}"):
                importlib.import_module(f"{package}.{part}")
    except PluginError:
        raise
    except Exception as error:
        raise PluginError(f"{name}: cannot be imported: {error!r}.") from error
    module = getattr(code, "module", None)
    if not core and (not isinstance(module, Module) or module.name != name):
        raise PluginError(f"{name}: plugin.py needs `module = Module('{name}', __name__)`.")
    return Plugin(
        name=name,
        package=package,
        label=getattr(code, "LABEL", name),
        requires=tuple(getattr(code, "REQUIRES", ())),
        module=module,
        code=code,
        folder=Path(str(code.__file__)).resolve().parent,
        core=core,
    )
