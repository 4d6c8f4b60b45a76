"""What must hold of the lists that modules declare: checked once, at boot."""

from __future__ import annotations

from collections.abc import Iterator

from ..plugins import PluginError, Registry
from ..sheets import SheetList


def check(registry: Registry) -> None:
    """Refuse a list that would open more than its rights say. Raises PluginError with the fault."""
    for listed in registry.sheets.values():
        owner = registry.owner_of("sheets", listed)
        for fault in _faults(registry, owner, listed):
            raise PluginError(f"{owner}: list {listed.name} {fault}.")


def _faults(registry: Registry, owner: str, listed: SheetList) -> Iterator[str]:
    if not listed.name.startswith(f"{owner}.") or not listed.short.isidentifier():
        yield f"must be named {owner}.something"
    exporting = registry.permissions.get(listed.needs)
    personal = [column.name for column in listed.sheet.columns if column.personal]
    if personal and exporting is not None and not exporting.personal:
        yield f"holds personal columns ({', '.join(personal)}); {listed.needs} is not personal"
    if (listed.importable is None) != (listed.needs_import is None):
        yield "can be filled only with both needs_import and importable"
    if listed.needs_import is None:
        return
    filling = registry.permissions.get(listed.needs_import)
    if filling is None:
        yield f"needs {listed.needs_import} to be filled, which no module registered"
    elif filling.does != "changes":
        yield f"is filled by {listed.needs_import}, which {filling.does}; it must change"
    elif personal and not filling.personal:
        yield f"holds personal columns; {listed.needs_import} is not personal"
