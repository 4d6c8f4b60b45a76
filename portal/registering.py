"""Ask every module what it offers, once, at boot; refuse what is no offer."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from threading import Thread
from typing import Any

import pluggy
from werkzeug.local import LocalProxy

from .access import Permission, Role
from .audit import Verb
from .hookspecs import Hooks
from .indicators import Indicator
from .jobs import Job
from .messages import MessageKind
from .notifications import NoticeKind
from .pages import InboxSource, MenuItem, SearchSource, Slot, UnitSource, Widget
from .plugins import Plugin, PluginError, Registry, key_of, place_of
from .reportforms import FormError, Measure, ReportForm, check_measures
from .settings import Setting, targets_of
from .sheets import SheetList

HOOK_SECONDS = 2.0
"""How long one hook may take at boot, by the clock."""

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
    "register_jobs": ("jobs", Job),
    "register_notices": ("notices", NoticeKind),
    "register_messages": ("messages", MessageKind),
    "register_sheets": ("sheets", SheetList),
    "register_measures": ("measures", Measure),
    "register_report_forms": ("report_forms", ReportForm),
    "register_units": ("units", UnitSource),
}


def register(plugins: list[Plugin]) -> Registry:
    """Ask every module what it offers: by its hooks, and by the lists of its PARTS.

    Raises PluginError naming the module at fault.
    """
    registry = Registry(plugins=plugins)
    manager = pluggy.PluginManager("portal")
    manager.add_hookspecs(Hooks)
    for plugin in plugins:
        for problem in _misread_hooks(plugin):
            raise PluginError(f"{plugin.name}: {problem}")
        try:
            manager.register(plugin.code, plugin.name)
        except pluggy.PluginValidationError as error:
            raise PluginError(f"{plugin.name}: a hook takes other arguments: {error}.") from error
    package = {plugin.name: plugin.package for plugin in plugins}
    for hook, (place, kind) in HOOKS.items():
        for impl in getattr(manager.hook, hook).get_hookimpls():
            for thing in _ask(impl.plugin_name, hook, impl.function, package[impl.plugin_name]):
                _keep(registry, impl.plugin_name, f"{hook}()", place, kind, thing)
        listed = place.upper()
        for plugin in plugins:
            for part in plugin.parts:
                source = f"{listed} of {part.__name__.rpartition('.')[2]}"
                for thing in getattr(part, listed, ()):
                    _keep(registry, plugin.name, source, place, kind, thing)
    for indicator in registry.indicators.values():
        owner = registry.owner_of("indicators", indicator)
        for setting in targets_of(indicator):
            _keep(registry, owner, "register_settings()", "settings", Setting, setting)
    for plugin in plugins:
        if not plugin.core:
            switch = Setting(
                f"modules.{plugin.name}", plugin.label, plugin.on, bool, group="modules"
            )
            _keep(registry, plugin.name, "register_settings()", "settings", Setting, switch)
    for form in registry.report_forms.values():
        try:
            check_measures(form, registry.measures)
        except FormError as error:
            raise PluginError(f"{registry.owner_of('report_forms', form)}: {error}") from error
    return registry


def _ask(
    owner: str, hook: str, function: Callable[[], Iterable[Any] | None], package: str
) -> list[Any]:
    """Run one hook beside the boot, which waits for it no longer than HOOK_SECONDS."""
    answer: list[Any] = []
    faults: list[Exception] = []

    def run() -> None:
        try:
            given = function() or ()
            if not isinstance(given, Iterable) or isinstance(given, str | bytes | dict):
                raise TypeError(f"it must give a list, not {given!r}")
            answer.extend(given)
        except Exception as error:
            faults.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(HOOK_SECONDS)
    if thread.is_alive():
        raise PluginError(f"{owner}: {hook}() took more than {HOOK_SECONDS:g} seconds.")
    for error in faults:
        fault = f"{type(error).__name__}: {error}{place_of(error, package)}"
        raise PluginError(f"{owner}: {hook}() raised {fault}.") from error
    return answer


def _keep(registry: Registry, owner: str, source: str, place: str, kind: Any, thing: Any) -> None:
    if not isinstance(thing, kind) or isinstance(thing, str | bytes | dict):
        raise PluginError(f"{owner}: {source} must give {kind.__name__} objects, not {thing!r}.")
    store = getattr(registry, place)
    if isinstance(store, list):
        store.append(thing)
    else:
        name = getattr(thing, "name", None)
        if not isinstance(name, str):
            raise PluginError(f"{owner}: {source} gave {thing!r}, which has no name.")
        if name in store:
            first = registry.owner[f"{place} {name}"]
            raise PluginError(f"{owner}: {name} is already registered by {first}.")
        store[name] = thing
    registry.owner[key_of(place, thing)] = owner


def _misread_hooks(plugin: Plugin) -> Iterable[str]:
    """Functions marked as a hook that is none, and hooks whose mark was forgotten."""
    for name in dir(plugin.code):
        offered = getattr(plugin.code, name)
        if isinstance(offered, LocalProxy):
            continue  # g, request and their like stand for nothing at boot
        marked = hasattr(offered, "portal_impl")
        if marked and name not in HOOKS:
            near = difflib.get_close_matches(name, HOOKS, 1)
            meant = f"; {near[0]}() is" if near else ""
            yield f"{name}() is no hook of the portal{meant}."
        if not marked and name in HOOKS:
            yield f"{name}() needs @hookimpl above it, or nobody will ask it."
