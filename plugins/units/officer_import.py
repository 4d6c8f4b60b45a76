"""Officers of units from a spreadsheet: checked together, written as a whole, taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from flask import g

from portal.audit import plain
from portal.database import db
from portal.sheets import Change, PreviewRow, Sheet

from .checks import lock_units
from .models import UnitsHolder, UnitsOffice
from .officer_facts import facts_of
from .officer_filling import add, correct, fill
from .officer_import_checks import (
    Book,
    drafts_of,
    faults_of,
    means_the_same,
    says_the_same,
    typed_of,
)
from .officer_import_undoing import restore


class OfficerImport:
    """Fills the list of officers of units of the space of the request; see Importable."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.space_id: int = g.access.here.id
        self._same: dict[int, Mapping[str, Any]] = {}

    def lock(self) -> None:
        """Let nobody else change units of the space or their officers until the commit."""
        lock_units(self.space_id)

    def stored(self, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        """The offices as they are now, in the words of the file where it means the same."""
        known = self._book.holders
        return {n: {**self._book.values_of(n), **self._same.get(n, {})} for n in ids if n in known}

    def check(self, rows: Sequence[PreviewRow]) -> dict[int, dict[str, str]]:
        """Hold every row that changes something against the others, as a form would."""
        book = self._book
        drafts, faults = drafts_of([row for row in rows if not says_the_same(row, book)], book)
        changing = [draft for draft in drafts if not means_the_same(draft, book)]
        differ = {draft.row.number for draft in changing} | faults.keys()
        self._same |= {row.id: row.values for row in rows if row.id and row.number not in differ}
        return faults | faults_of(changing, book)

    def apply(self, rows: Sequence[PreviewRow]) -> list[Change]:
        """Write checked rows: new offices with their holders, and corrections of stored ones."""
        book, new, changes = self._book, [], []
        for row in rows:
            unit = book.unit_of(row)
            typed = typed_of(row, unit, book)
            if row.id is None:
                key = {"space_id": self.space_id, "unit_id": unit.id}
                office, holder = UnitsOffice(**key), UnitsHolder(**key)
                fill(unit, office, holder, typed)
                new.append((unit, office, holder))
                continue
            before, after = correct(*book.parts(row.id), typed)
            if after != before:
                changes.append(Change(row.id, plain(before), plain(after)))
        add([(office, holder) for _unit, office, holder in new])
        added = [Change(office.id, None, plain(facts_of(u, office, h))) for u, office, h in new]
        db.session.flush()
        return [*added, *changes]

    def undo(self, changes: Sequence[Change]) -> None:
        """Remove added offices and restore changed ones, unless one was changed since."""
        self.lock()
        restore(self.space_id, changes)

    @cached_property
    def _book(self) -> Book:
        return Book.of(self.space_id)
