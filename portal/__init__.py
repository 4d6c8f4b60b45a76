"""The portal: create_app() is the whole boot, in reading order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from . import (
    boot,
    cli,
    config,
    connecting,
    entering,
    errorpages,
    keys,
    locale,
    plugins,
    readable,
    rolecheck,
    web,
)
from .database import db
from .files import store
from .imports import linking
from .registering import register
from .savedfilters import showing as saved_filters

__all__ = ["create_app"]


class Portal(Flask):
    """Flask without a look at each function for whether it is a coroutine: none here is one."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(settings: config.Config | None = None) -> Flask:
    """Build the app. Raises ConfigError or PluginError with a sentence saying what to mend."""
    settings = settings or config.from_environment()
    app = Portal(__name__, static_folder="static")
    web.configure(app, settings)
    keys.init_app(app, settings)
    store.check(settings)
    db.init_app(app)

    found = plugins.find_core() + plugins.find_plugins(settings.plugin_folder)
    ordered = plugins.in_order(found)
    registry = register(ordered)
    app.extensions["portal"] = registry
    app.extensions["portal_config"] = settings

    locale.init_app(app, web.translation_folders(ordered))
    entering.init_app(app)
    readable.init_app(app)
    web.init_app(app, registry)
    for plugin in ordered:
        if plugin.module is not None:
            web.mount(app, plugin)
    linking.init_app(app, registry)
    saved_filters.init_app(app)
    errorpages.init_app(app)
    cli.init_app(app, registry)

    boot.check(app, registry)
    with app.app_context():
        connecting.watch(db.engine)
        rolecheck.watch(db.engine)
    return app
