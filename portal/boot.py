"""Checks at boot: a portal that contradicts itself does not start."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from .access import Door, Permission
from .config import ConfigError
from .modules import ROUTES
from .plugins import PluginError, Registry
from .policies import APP_ROLE

DOES = {"GET": ("views",), "POST": ("records", "changes")}


def check(app: Flask, registry: Registry) -> None:
    """Refuse contradictions among what the modules declared. Raises PluginError with the fault."""
    for permission in registry.permissions.values():
        _check_permission(registry, permission)
    for rule in app.url_map.iter_rules():
        needs = ROUTES.get(rule.endpoint)
        if isinstance(needs, str):
            _check_route(registry, rule.endpoint, (rule.methods or set()) & DOES.keys(), needs)
    for place in ("menu", "widgets", "slots", "inbox", "search"):
        for thing in getattr(registry, place):
            _check_needs(registry, place, thing)
    for indicator in registry.indicators.values():
        _check_needs(registry, "indicators", indicator)
        if indicator.out_of and indicator.out_of not in registry.indicators:
            raise PluginError(f"indicator {indicator.name}: unknown {indicator.out_of}.")


def check_role(connection: sa.Connection) -> None:
    """Refuse a database role that could pass by the policies. Raises ConfigError."""
    row = connection.execute(
        sa.text(
            "select rolname, rolsuper, rolbypassrls, rolinherit,"
            " exists (select from pg_class where relowner = r.oid) as owns,"
            " exists (select from pg_auth_members where member = r.oid) as belongs"
            " from pg_roles r where rolname = current_user"
        )
    ).one()
    if row.rolname != APP_ROLE:
        raise ConfigError(f"DATABASE_URL must use the role {APP_ROLE}, not {row.rolname}.")
    for fact, sentence in (
        (row.rolsuper, "is a superuser"),
        (row.rolbypassrls, "may bypass row-level security"),
        (row.rolinherit, "inherits rights; make it NOINHERIT"),
        (row.owns, "owns tables"),
        (row.belongs, "belongs to another role"),
    ):
        if fact:
            raise ConfigError(f"The database role {APP_ROLE} {sentence}; run `flask db roles`.")


def _check_permission(registry: Registry, permission: Permission) -> None:
    owner = registry.owner[f"permissions {permission.name}"]
    if not permission.name.startswith(f"{owner}."):
        raise PluginError(f"{owner}: permission {permission.name} must begin with {owner}.")
    if permission.personal and permission.descends:
        raise PluginError(f"{owner}: {permission.name} is personal and must not descend.")
    if permission.logs and permission.does != "records":
        raise PluginError(f"{owner}: {permission.name} lists logs but does not record.")
    for role in permission.roles:
        if role not in registry.roles:
            raise PluginError(f"{owner}: {permission.name} names the unknown role {role}.")


def _check_route(registry: Registry, endpoint: str, methods: set[str], needs: str) -> None:
    permission = registry.permissions.get(needs)
    if permission is None:
        raise PluginError(f"route {endpoint} needs {needs}, which no module registered.")
    for method in methods:
        if permission.does not in DOES[method]:
            raise PluginError(
                f"route {endpoint} is a {method} but {needs} {permission.does};"
                f" a {method} needs a permission that {' or '.join(DOES[method])}."
            )


def _check_needs(registry: Registry, place: str, thing: object) -> None:
    needs = getattr(thing, "needs", None)
    if isinstance(needs, Door):
        return
    if needs not in registry.permissions:
        name = getattr(thing, "name", None) or getattr(thing, "endpoint", None) or thing
        raise PluginError(f"{place} {name}: needs {needs}, which no module registered.")
