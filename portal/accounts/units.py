"""The units a role may be narrowed to, from every module that keeps some."""

from __future__ import annotations

from ..entering import module_is_on, registry


def offered() -> list[tuple[int, str]]:
    """(id, name) of the units of this space that a role may be narrowed to."""
    known = registry()
    return [
        choice
        for source in known.units.values()
        if module_is_on(known.owner_of("units", source))
        for choice in source.choices()
    ]
