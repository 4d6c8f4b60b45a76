"""What modules add to the demo: the room `demo.py` of each, found by folder as its tests are."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Collection, Iterator
from types import ModuleType

from sqlalchemy.orm import Session

from ..plugins import Registry
from .accounts import Desk


def load_modules(session: Session, registry: Registry, only: Collection[str] = ()) -> list[str]:
    """Let each module, or each of these, load its part once; gives a sentence of each.

    The map must be open.
    """
    return [room.load(session) for room in _rooms(registry, only)]


def desks_of_modules(registry: Registry) -> list[Desk]:
    """The demo accounts that modules add."""
    return [desk for room in _rooms(registry) for desk in getattr(room, "DESKS", ())]


def _rooms(registry: Registry, only: Collection[str] = ()) -> Iterator[ModuleType]:
    for plugin in registry.plugins:
        name = f"{plugin.package}.demo"
        wanted = not only or plugin.name in only
        if wanted and not plugin.core and importlib.util.find_spec(name):
            yield importlib.import_module(name)
