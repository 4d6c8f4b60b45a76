"""The flask commands: every file of this folder that has a `cli`, and every module's cli.py."""

from __future__ import annotations

import importlib
import pkgutil
import sys

from flask import Flask

from ..plugins import Registry


def init_app(app: Flask, registry: Registry) -> None:
    """Add the commands of the core, and those of each module under the module's name."""
    for found in pkgutil.iter_modules(__path__):
        code = importlib.import_module(f"{__name__}.{found.name}")
        if hasattr(code, "cli"):
            app.cli.add_command(code.cli)
    for plugin in registry.plugins:
        commands = getattr(sys.modules.get(f"{plugin.package}.cli"), "cli", None)
        if commands is not None:
            app.cli.add_command(commands, plugin.name)
