"""Checks at boot: a portal that contradicts itself does not start."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from flask import Flask
from werkzeug.routing import Rule

from . import boundaries
from .access import MEMBER, SIGNED_IN, Door, Needs, Permission
from .accounts.granting import MANAGE
from .audit import Verb
from .imports import declared
from .indicators import Indicator
from .modules import ROUTES
from .pages import GROUPS, InboxSource
from .plugins import PluginError, Registry

DOES = {"GET": ("views",), "POST": ("records", "changes")}


def check(app: Flask, registry: Registry) -> None:
    """Refuse contradictions among what the modules declared. Raises PluginError with the fault."""
    for permission in registry.permissions.values():
        _check_permission(registry, permission)
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        owner, needs = rule.endpoint.partition(".")[0], ROUTES.get(rule.endpoint)
        if needs is None:
            raise PluginError(f"{owner}: route {rule.endpoint} does not say what it needs.")
        _check_place(owner, rule, needs)
        if isinstance(needs, str):
            methods = (rule.methods or set()) & DOES.keys()
            _check_route(registry, owner, rule.endpoint, methods, needs)
    for place in NEEDING:
        store = getattr(registry, place)
        for thing in store.values() if isinstance(store, dict) else store:
            _check_needs(registry, place, thing)
    for verb in registry.verbs.values():
        _check_values(registry, verb)
    for place in LEADING:
        store = getattr(registry, place)
        for thing in store.values() if isinstance(store, dict) else store:
            _check_endpoint(app, registry, place, thing)
    _check_menu(registry)
    for source in registry.inbox:
        _check_act(app, registry, source)
    declared.check(registry)
    for indicator in registry.indicators.values():
        _check_indicator(registry, indicator)
    for plugin in registry.plugins:
        if not plugin.core:
            boundaries.check(app, registry, plugin)


def _check_permission(registry: Registry, permission: Permission) -> None:
    owner = registry.owner_of("permissions", permission)
    if not permission.name.startswith(f"{owner}."):
        raise PluginError(f"{owner}: permission {permission.name} must begin with {owner}.")
    if permission.does not in ("views", "records", "changes"):
        raise PluginError(f"{owner}: {permission.name} does {permission.does!r}, which is nothing.")
    if permission.personal and permission.descends:
        raise PluginError(f"{owner}: {permission.name} is personal and must not descend.")
    if permission.logs and permission.does != "records":
        raise PluginError(f"{owner}: {permission.name} lists logs but does not record.")
    for role in permission.roles:
        if role not in registry.roles:
            meant = _near(role, registry.roles)
            raise PluginError(f"{owner}: {permission.name} names the unknown role {role}{meant}.")
    _check_giving(registry, owner, permission)


def _check_giving(registry: Registry, owner: str, permission: Permission) -> None:
    """A role is handed out by who holds all its rights, so each must be held by who hands out."""
    givers = registry.permissions[MANAGE].roles
    if permission.roles and not set(permission.roles) & set(givers):
        raise PluginError(
            f"{owner}: {_all_of(permission.roles)} cannot be handed out with {permission.name},"
            f" which nobody holds who hands out roles; add {' or '.join(givers)} to its roles."
        )


def _all_of(names: Iterable[str]) -> str:
    *others, last = sorted(names)
    return f"{', '.join(others)} and {last}" if others else last


def _check_route(
    registry: Registry, owner: str, endpoint: str, methods: set[str], needs: str
) -> None:
    permission = registry.permissions.get(needs)
    if permission is None:
        meant = _near(needs, registry.permissions)
        raise PluginError(
            f"{owner}: route {endpoint} needs {needs}, which no module registered{meant}."
        )
    for method in methods:
        if permission.does not in DOES[method]:
            raise PluginError(
                f"{owner}: route {endpoint} is a {method} but {needs} {permission.does};"
                f" a {method} needs a permission that {' or '.join(DOES[method])}."
            )


def _check_place(owner: str, rule: Rule, needs: Needs) -> None:
    """A right is held in a space, so its route lies in one; what all signed-in see lies outside."""
    in_space = "space" in rule.arguments
    if in_space and needs == SIGNED_IN:
        raise PluginError(
            f"{owner}: route {rule.endpoint} lies in a space; it needs MEMBER or a permission."
        )
    if not in_space and (needs == MEMBER or isinstance(needs, str)):
        raise PluginError(f"{owner}: route {rule.endpoint} needs {needs} but lies in no space.")


def _check_needs(registry: Registry, place: str, thing: object) -> None:
    needs = getattr(thing, "needs", None)
    if place == "inbox" and isinstance(needs, Door):
        owner = registry.owner_of(place, thing)
        raise PluginError(f"{owner}: {_called(place, thing)} needs a permission, not {needs}.")
    if isinstance(needs, Door) or needs in registry.permissions:
        return
    owner, meant = registry.owner_of(place, thing), _near(str(needs), registry.permissions)
    raise PluginError(
        f"{owner}: {_called(place, thing)} needs {needs}, which no module registered{meant}."
    )


def _check_values(registry: Registry, verb: Verb) -> None:
    """A right that nobody can hold would hide the values of a verb from everybody."""
    wanted = verb.values_need
    if wanted is not None and wanted not in registry.permissions:
        owner, meant = registry.owner_of("verbs", verb), _near(wanted, registry.permissions)
        raise PluginError(
            f"{owner}: the values of verb {verb.name} need {wanted},"
            f" which no module registered{meant}."
        )


def _check_endpoint(app: Flask, registry: Registry, place: str, thing: object) -> None:
    endpoint = str(getattr(thing, "endpoint", ""))
    if endpoint not in app.view_functions:
        owner, meant = registry.owner_of(place, thing), _near(endpoint, app.view_functions)
        raise PluginError(
            f"{owner}: {_called(place, thing)} leads to {endpoint}, which is no page{meant}."
        )


def _check_indicator(registry: Registry, indicator: Indicator) -> None:
    owner = registry.owner_of("indicators", indicator)
    if isinstance(indicator.needs, Door):
        raise PluginError(f"{owner}: indicator {indicator.name} needs a permission, not a door.")
    if indicator.out_of and indicator.out_of not in registry.indicators:
        meant = _near(indicator.out_of, registry.indicators)
        raise PluginError(
            f"{owner}: indicator {indicator.name} is out of {indicator.out_of},"
            f" which no module registered{meant}."
        )


def _check_menu(registry: Registry) -> None:
    for item in registry.menu:
        if item.group not in GROUPS:
            owner = registry.owner_of("menu", item)
            raise PluginError(
                f"{owner}: menu entry {item.endpoint} is in the unknown group {item.group};"
                f" there are {', '.join(GROUPS)}."
            )


def _check_act(app: Flask, registry: Registry, source: InboxSource) -> None:
    """What is done from the inbox is a form or its target in a space, with a right of its own."""
    if source.act is None:
        return
    owner, endpoint = registry.owner_of("inbox", source), source.act.endpoint
    taking = [r for r in app.url_map.iter_rules() if r.endpoint == endpoint]
    method, refusal = ("GET", "opens none") if source.act.opens else ("POST", "takes no form")
    if not any(method in (rule.methods or ()) for rule in taking):
        raise PluginError(f"{owner}: the act of {source.name} is {endpoint}, which {refusal}.")
    if ROUTES.get(endpoint) not in registry.permissions:
        raise PluginError(f"{owner}: the act of {source.name} needs a permission.")


NEEDING = (
    "menu",
    "widgets",
    "slots",
    "inbox",
    "search",
    "indicators",
    "jobs",
    "sheets",
    "messages",
    "measures",
)
LEADING = ("menu", "inbox", "search", "sheets", "messages")
PLACES = {
    "menu": "menu entry",
    "widgets": "widget",
    "slots": "slot",
    "inbox": "inbox source",
    "search": "search source",
    "indicators": "indicator",
    "sheets": "list",
    "messages": "message",
    "measures": "measure",
}


def _called(place: str, thing: object) -> str:
    """What a sentence calls a registered thing: "menu entry visits.index"."""
    names = (getattr(thing, attribute, None) for attribute in ("name", "endpoint", "place"))
    return f"{PLACES[place]} {next(filter(None, names), thing)}"


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), 1)
    return f"; did you mean {near[0]}?" if near else ""
