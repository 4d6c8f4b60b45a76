"""Members of a space from a spreadsheet: checked by chunks, written by COPY, taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_babel import gettext as _

from portal.copying import copied, new_ids
from portal.database import db
from portal.errors import Invalid
from portal.keys import keyed_hash
from portal.narrowing import among
from portal.sheets import Change, PreviewRow, Sheet
from portal.text import clean, fold, name_key

from .enrolling import OPENING
from .list_import_checks import COLUMN_OF, Book, Ready
from .list_import_undoing import take_out
from .models import MembersEntry, MembersMembership, MembersPerson, MembersTrace
from .models.membership import CITIZEN_ID
from .models.traces import trace_values
from .queries import OF_PERSON
from .register_actions import put_down
from .register_checks import lock_members
from .register_facts import facts_of
from .row_words import values_of

Stored = dict[int, tuple[MembersMembership, MembersPerson]]
MEMBER = (
    *("space_id", "id", "unit_id", "kind", "sex", "birth_year", "area_id", "joined_on", "card"),
    *("occupation", "traits", "state", "away_since", "away_how", "version"),
)
PERSON = (
    *("space_id", "unit_id", "membership_id", "name", "sort_key", "folded", "birth_date"),
    *("phone", "address", "citizen_id", "citizen_hash"),
)
ENTRY = ("space_id", "unit_id", "membership_id", "on", "change", "how", "sex", "kind")


class MemberImport:
    """Fills the register of the space of the request; see Importable."""

    chunk_rows = 2_000

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.space_id: int = g.access.here.id

    def lock(self) -> None:
        """Let nobody else change members of the space until the commit."""
        lock_members(self.space_id)

    def stored(self, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        """The members as they are now."""
        book = self._book
        return {
            id: values_of(member, person, book.unit_names, book.area_names)
            for id, (member, person) in self._members(ids).items()
        }

    def check(self, rows: Sequence[PreviewRow]) -> dict[int, dict[str, str]]:
        """Hold every row against the rules, the others of the file, and the register."""
        faults: dict[int, dict[str, str]] = {}
        present = self._members([row.id for row in rows if row.id is not None])
        for row in rows:
            try:
                if row.id is not None and row.id not in present:
                    sentence = _("This row is not in the list any more. Delete the id to add it.")
                    raise Invalid(sentence, "id")
                ready = self._book.ready(row, present.get(row.id or 0))
                self._book.check_alone(row, ready, _hash_of(ready.typed.citizen_id))
            except Invalid as error:
                column = COLUMN_OF.get(str(error.field), error.field or "name")
                faults[row.number] = {column: str(error.message)}
        return faults

    def apply(self, rows: Sequence[PreviewRow]) -> list[Change]:
        """Write checked rows: new ones by COPY, with their lines of the ledger."""
        book, present = self._plain_book, self._members([r.id for r in rows if r.id is not None])
        new = [book.ready(row, None) for row in rows if row.id is None]
        changes = [self._correct(row, *present[row.id]) for row in rows if row.id is not None]
        ids = new_ids(db.session, MembersMembership, len(new))
        self._add(list(zip(ids, new, strict=True)))
        return [*changes, *(Change(id, None, {}) for id in ids)]

    def undo(self, changes: Sequence[Change]) -> None:
        """Remove added members and restore changed ones, unless one was changed since."""
        take_out(self.space_id, changes)

    @cached_property
    def _plain_book(self) -> Book:
        return Book(self.space_id)

    @cached_property
    def _book(self) -> Book:
        book = Book(self.space_id)
        book.read()
        return book

    def _members(self, ids: Sequence[int]) -> Stored:
        if not ids:
            return {}
        m = MembersMembership
        query = (
            sa.select(m, MembersPerson)
            .join(MembersPerson, OF_PERSON)
            .where(m.space_id == self.space_id, among(m.id, ids))
        )
        rows = db.session.execute(query, execution_options={"populate_existing": True})
        return {member.id: (member, person) for member, person in rows.tuples()}

    def _correct(self, row: PreviewRow, member: MembersMembership, person: MembersPerson) -> Change:
        before = facts_of(member, person)
        put_down(member, person, self._plain_book.ready(row, (member, person)).typed)
        member.version += 1
        db.session.flush()
        return Change(member.id, before, facts_of(member, person))

    def _add(self, added: Sequence[tuple[int, Ready]]) -> None:
        here = self.space_id
        members, people, traces, entries = [], [], [], []
        for id, ready in added:
            typed, unit, name = ready.typed, ready.unit_id, clean(ready.typed.name)
            year = typed.birth_date.year if typed.birth_date else typed.birth_year
            own = (typed.kind, typed.sex, year, typed.area_id, typed.joined_on, typed.card or None)
            away = (typed.away_since, typed.away_how)
            traits = dict(typed.traits)
            members.append((here, id, unit, *own, typed.occupation, traits, "active", *away, 1))
            words = (name, name_key(name), fold(name), typed.birth_date)
            reached = (typed.phone, typed.address or None)
            number = (typed.citizen_id, _hash_of(typed.citizen_id))
            people.append((here, unit, id, *words, *reached, *number))
            traces.append(trace_values(here, id, name, typed.birth_date, typed.citizen_id))
            entries.append((here, unit, id, ready.on, 1, OPENING, typed.sex, typed.kind))
        copied(db.session, MembersMembership, MEMBER, members)
        copied(db.session, MembersPerson, PERSON, people)
        if traces:
            copied(db.session, MembersTrace, list(traces[0]), (list(t.values()) for t in traces))
        copied(db.session, MembersEntry, ENTRY, entries)


def _hash_of(citizen_id: str | None) -> str | None:
    return keyed_hash(citizen_id, CITIZEN_ID) if citizen_id else None
