"""The Party's working list from the organization board's Excel: each file renews the whole list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from flask import g
from flask_babel import gettext as _

from portal.database import db
from portal.sheets import Change, PreviewRow, Sheet, UndoRefused
from portal.text import clean, fold

from .party_actions import mark_off
from .party_checks import Places, check_body, check_party_space, lock_list
from .party_queries import rows_of
from .party_rows import COLUMNS, PERSONAL, PartyRow, PartyTyped, fill, put_back, written

Key = tuple[str, int | None, int | None]


class PartyImport:
    """Renews one part of the working list of the space of the request; see Renewing."""

    def __init__(self, sheet: Sheet, linked: bool) -> None:
        check_party_space()
        check_body()
        self.sheet, self.linked = sheet, linked
        self.space_id: int = g.access.here.id

    def lock(self) -> None:
        """Let nobody else change the list until the commit."""
        lock_list(self.space_id)

    def stored(self, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        """The rows as they are, in the words of the file; whoever is gone comes back by a row."""
        known = (self._book[each] for each in ids if each in self._book)
        return {row.id: self._words(row) for row in known if row.member.removed_on is None}

    def check(self, rows: Sequence[PreviewRow]) -> dict[int, dict[str, str]]:
        """Find cells and hamlets that the space has not, and people who stand in the file twice."""
        faults: dict[int, dict[str, str]] = {}
        seen: dict[Key, int] = {}
        for row in rows:
            found = self._faults(row)
            if not found and row.id is None:
                first = seen.setdefault(self._key(row), row.number)
                if first != row.number:
                    sentence = _("The same name, year and cell stand in row %(row)s.", row=first)
                    found["name"] = sentence
            if found:
                faults[row.number] = found
        return faults

    def recognized(self, rows: Sequence[PreviewRow]) -> Mapping[int, int]:
        """Who is on the list already: by name, year of birth and cell; else by name and year.

        The second holds where it says who is meant: somebody went to another cell.
        """
        taken = {row.id for row in rows if row.id is not None}
        left = {row.id: row for row in self._book.values() if row.id not in taken}
        new, found = [row for row in rows if row.id is None], dict[int, int]()
        by_key = {row.key: row.id for row in left.values()}
        for each in new:
            known = by_key.pop(self._key(each), None)
            if known is not None:
                found[each.number] = known
                del left[known]
        others = [each for each in new if each.number not in found]
        of_file = Counter(self._key(each)[:2] for each in others)
        of_list = Counter(row.key[:2] for row in left.values())
        by_name = {row.key[:2]: row.id for row in left.values()}
        for each in others:
            key = self._key(each)[:2]
            if key[1] is not None and of_file[key] == of_list[key] == 1:
                found[each.number] = by_name[key]
        return found

    def left_out(self, rows: Sequence[PreviewRow]) -> Mapping[int, str]:
        """Who is on the list and not in the file."""
        kept = {row.id for row in rows}
        return {
            row.id: f"{row.name.name} ({row.member.birth_year or '–'})"
            for row in self._book.values()
            if row.id not in kept and row.member.removed_on is None
        }

    def mark_gone(self, ids: Sequence[int]) -> list[Change]:
        """Mark those as no longer on the list."""
        changes = []
        for row in rows_of(self.space_id, ids, lock=True):
            before = row.facts()
            mark_off(row)
            changes.append(Change(row.id, before, row.facts()))
        db.session.flush()
        return changes

    def apply(self, rows: Sequence[PreviewRow]) -> list[Change]:
        """Write checked rows: new ones, and corrections of those on the list."""
        changes = []
        for each in rows:
            if each.id is None:
                row = written(self.space_id, self._typed(each, None))
                changes.append(Change(row.id, None, row.facts()))
                continue
            row = self._book[each.id]
            before = row.facts()
            fill(row, self._typed(each, row))
            row.member.removed_on = None
            row.member.version += 1
            changes.append(Change(row.id, before, row.facts()))
        db.session.flush()
        return changes

    def undo(self, changes: Sequence[Change]) -> None:
        """Remove added rows, and restore those that changed or went, unless one changed since."""
        self.lock()
        book = {row.id: row for row in rows_of(self.space_id, lock=True)}
        for change in changes:
            row = book.get(change.id)
            if row is None or row.facts() != change.after:
                name = change.after["name"]
                raise UndoRefused(
                    _("The row of %(name)s was changed since, so the import stays.", name=name)
                )
        for change in changes:
            if change.before is not None:
                put_back(book[change.id], change.before)
            else:
                db.session.delete(book[change.id].name)
        db.session.flush()
        for change in changes:
            if change.before is None:
                db.session.delete(book[change.id].member)
        db.session.flush()

    @cached_property
    def _places(self) -> Places:
        return Places.of(self.space_id)

    @cached_property
    def _book(self) -> dict[int, PartyRow]:
        """The rows of this part of the list, those gone too, by id."""
        rows = rows_of(self.space_id)
        return {row.id: row for row in rows if row.member.linked == self.linked}

    def _faults(self, row: PreviewRow) -> dict[str, str]:
        """What is wrong with the words of a row; what they mean is put in their place."""
        faults = {}
        cell, hamlet = row.values.get("cell"), row.values.get("hamlet")
        if row.id is not None and row.id not in self._book:
            faults["id"] = _("This row is not in the list any more. Delete the id to add it.")
        if cell:
            known = self._places.cells_called.get(fold(cell))
            if known is None:
                faults["cell"] = _("No cell of this space is called %(name)s.", name=cell)
            else:
                row.values["cell"] = known.name
        if hamlet:
            place = self._places.hamlets_called.get(fold(hamlet))
            if place is None:
                faults["hamlet"] = _("No hamlet of the area is called %(name)s.", name=hamlet)
            else:
                row.values["hamlet"] = place.name
        for name, usual in (("standing", "official"), ("exempt", False)):
            if name in row.values and row.values[name] is None:
                row.values[name] = usual
        return faults

    def _key(self, row: PreviewRow) -> Key:
        cell = row.values.get("cell")
        known = self._places.cells_called.get(fold(cell)) if cell else None
        number = known.id if known is not None else None
        return fold(clean(row.values["name"])), row.values.get("birth_year"), number

    def _words(self, row: PartyRow) -> dict[str, Any]:
        """A row by the columns of the file."""
        member, cells = row.member, dict(self._places.cell_choices())
        hamlet = self._places.hamlets.get(member.area_id or 0)
        words = {name: getattr(member, name) for name in COLUMNS}
        words |= {name: getattr(row.name, name) for name in PERSONAL}
        cell = cells.get(member.unit_id or 0)
        return words | {"cell": cell, "hamlet": hamlet.name if hamlet else None}

    def _typed(self, row: PreviewRow, stored: PartyRow | None) -> PartyTyped:
        """A row as typed; columns that the file lacks stay as they are stored."""
        values: dict[str, Any] = {"linked": self.linked, "name": row.values["name"]}
        if stored is not None:
            values |= {name: getattr(stored.member, name) for name in COLUMNS}
            values |= {name: getattr(stored.name, name) for name in PERSONAL}
        given = row.values
        for name in (*COLUMNS, *PERSONAL):
            if name in given:
                values[name] = given[name]
        if "cell" in given:
            cell = self._places.cells_called.get(fold(given["cell"] or ""))
            values["unit_id"] = cell.id if cell else None
        if "hamlet" in given:
            hamlet = self._places.hamlets_called.get(fold(given["hamlet"] or ""))
            values["area_id"] = hamlet.id if hamlet else None
        return replace(PartyTyped(name=""), **values)
