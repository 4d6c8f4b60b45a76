"""The units a role may be narrowed to: modules that keep units offer them here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

UnitChoices = Callable[[], Iterable[tuple[int, str]]]

CHOICES: list[UnitChoices] = []
"""Each gives (id, name) of the units of the space of this request, read within its reach."""


def offered() -> list[tuple[int, str]]:
    """The units of this space that a role may be narrowed to, from every module that keeps some."""
    return [choice for choices in CHOICES for choice in choices()]
