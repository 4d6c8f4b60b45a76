"""The numbers of a table of people as they are kept with a run: hidden ones as null."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .overlaps import Cell, Table

Shown = Mapping[Cell, int | None]


def kept(table: Table) -> list[Any]:
    """The numbers to write down: commune, what, sex, number."""
    ordered = sorted(table.shown.items(), key=lambda item: str(item[0]))
    return [[cell.commune, _plain(cell.what), cell.sex, number] for cell, number in ordered]


def _plain(what: Any) -> Any:
    return sorted(what) if isinstance(what, frozenset) else what


def read(cells: Iterable[Any]) -> Shown:
    """The numbers that were written down, by cell."""
    return {
        Cell(commune, frozenset(what) if isinstance(what, list) else what, sex): number
        for commune, what, sex, number in cells
    }
