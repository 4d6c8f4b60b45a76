"""Units of a space from a spreadsheet: checked together, written as a whole, taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from flask import g

from portal.database import db
from portal.sheets import Change, PreviewRow, Sheet

from .checks import lock_units
from .models import UnitsPlace, UnitsUnit
from .unit_import_checks import Book, faults_of, typed_of
from .unit_import_undoing import restore

PLAIN = (
    "name",
    "kind",
    "basis",
    "stands",
    "workplace",
    "founded_on",
    "founded_document",
    "households",
    "households_on",
    "congress_due_on",
)


class UnitImport:
    """Fills the list of units of the space of the request; see Importable."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.space_id: int = g.access.here.id

    def lock(self) -> None:
        """Let nobody else change units of the space until the commit."""
        lock_units(self.space_id)

    def stored(self, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        """The units as they are now."""
        units, words = self._book.units, self._book.words
        return {n: words.values_of(units[n]) for n in ids if n in units}

    def check(self, rows: Sequence[PreviewRow]) -> dict[int, dict[str, str]]:
        """Hold every row against the others of the file and of the space, as a form would."""
        return faults_of(rows, self._book)

    def apply(self, rows: Sequence[PreviewRow]) -> list[Change]:
        """Write checked rows; a unit may stand under one that the same file adds."""
        book, written = self._book, []
        for row in rows:
            unit = book.units.get(row.id or 0)
            before = None if unit is None else book.kept_of(unit)
            unit = UnitsUnit(space_id=self.space_id) if unit is None else unit
            written.append((row, unit, before))
            self._fill(unit, row, before is None)
        db.session.add_all(unit for _row, unit, before in written if before is None)
        db.session.flush()
        above = {unit.folded: unit for unit in book.standing}
        above |= {unit.folded: unit for _row, unit, _before in written if unit.ended_on is None}
        for row, unit, _before in written:
            name = row.values.get("parent")
            if "parent" in row.values and not book.stands_under(unit, name):
                unit.parent_id = above[book.key(name)].id if name else None
        self._place([(row, unit) for row, unit, _before in written])
        db.session.flush()
        now = Book.of(self.space_id)
        return [Change(unit.id, before, now.kept_of(unit)) for _row, unit, before in written]

    def undo(self, changes: Sequence[Change]) -> None:
        """Remove added units and restore changed ones, unless one was changed since."""
        self.lock()
        restore(self.space_id, changes)

    @cached_property
    def _book(self) -> Book:
        return Book.of(self.space_id)

    def _fill(self, unit: UnitsUnit, row: PreviewRow, new: bool) -> None:
        typed, congress = typed_of(row, self._book)
        for name in PLAIN:
            value = congress if name == "congress_due_on" else getattr(typed, name)
            setattr(unit, name, value if value != "" else None)
        if not new:
            unit.version += 1

    def _place(self, written: Sequence[tuple[PreviewRow, UnitsUnit]]) -> None:
        """Let each unit cover the hamlets of its row."""
        for row, unit in written:
            typed, _congress = typed_of(row, self._book)
            present = self._book.places.get(unit.id, {})
            for area_id in present.keys() - set(typed.hamlets):
                db.session.delete(present[area_id])
            for area_id in sorted(set(typed.hamlets) - present.keys()):
                place = UnitsPlace(space_id=self.space_id, unit_id=unit.id, area_id=area_id)
                db.session.add(place)
