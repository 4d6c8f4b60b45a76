"""Module: a blueprint whose every route says what it needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pluggy
from flask import Blueprint
from werkzeug.wrappers import Response

from .access import Door, Needs

hookimpl = pluggy.HookimplMarker("portal")

Page = str | Response | tuple[str, int]
"""What a view gives: a page, a redirect or a file, a page with its status."""
ROUTES: dict[str, Needs] = {}
"""endpoint -> what it needs; the only way for an endpoint to be answered at all."""


class RouteError(TypeError):
    """A route is not what a route must be; the message names the module, the route and why."""


class Module(Blueprint):
    """What a plugin (or a feature of the core) adds to spaces: its routes, by what they need.

    Routes lie under /s/<space>/<name>/; a feature of the core may lie elsewhere with `at`.
    """

    def __init__(self, name: str, import_name: str, *, at: str | None = None) -> None:
        prefix = f"/s/<space>/{name}" if at is None else at.rstrip("/")
        super().__init__(name, import_name, url_prefix=prefix or None, template_folder="templates")
        self.in_space = prefix.startswith("/s/<space>")
        self._endpoints: set[str] = set()

    def get(self, rule: str, *, needs: Needs, **options: Any) -> Callable[..., Any]:  # type: ignore[override]
        """Add a page that only reads."""
        return self.route(rule, methods=["GET"], needs=needs, **options)

    def post(self, rule: str, *, needs: Needs, **options: Any) -> Callable[..., Any]:  # type: ignore[override]
        """Add a form's target, which records or changes."""
        return self.route(rule, methods=["POST"], needs=needs, **options)

    def route(self, rule: str, **options: Any) -> Callable[..., Any]:
        """Add a route. Raises RouteError when it does not say what it needs."""
        needs = options.pop("needs", None)
        if not isinstance(needs, str | Door):
            raise RouteError(f"{self.name}: route {rule} does not say what it needs")
        methods = options.get("methods", ["GET"])
        if list(methods) not in (["GET"], ["POST"]):
            raise RouteError(f"{self.name}: route {rule} takes one method; use get() and post()")

        def register(view: Callable[..., Any]) -> Callable[..., Any]:
            endpoint = options.pop("endpoint", view.__name__)
            if endpoint in self._endpoints:
                raise RouteError(
                    f"{self.name}: two views are called {endpoint}; each needs a name of its own"
                )
            self._endpoints.add(endpoint)
            self.add_url_rule(rule, endpoint, view, **options)
            ROUTES[f"{self.name}.{endpoint}"] = needs
            return view

        return register
