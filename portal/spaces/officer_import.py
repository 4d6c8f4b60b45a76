"""Officers of a space from a spreadsheet: checked together, written as a whole, taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_babel import gettext as _
from sqlalchemy.orm.attributes import set_committed_value

from ..audit import plain
from ..database import db
from ..errors import Refused
from ..history.undoing import put_back
from ..sheets import Change, PreviewRow, Sheet, UndoRefused
from ..text import fold
from .models import Body, Officer
from .officer_checks import Standing, check_own_body, fault_of, lock_offices, officers_in

PLAIN = ("person_name", "phone", "document", "valid_from", "valid_to")


class OfficerImport:
    """Fills the list of officers of the space of the request; see Importable."""

    def __init__(self, sheet: Sheet, values_of: Callable[[Officer], dict[str, Any]]) -> None:
        self.sheet = sheet
        self.values_of = values_of
        self.space_id: int = g.access.here.id

    def lock(self) -> None:
        """Let nobody else change offices of the space until the commit."""
        lock_offices(self.space_id)

    def stored(self, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        """The offices as they are now."""
        return {n: self.values_of(self._present[n]) for n in ids if n in self._present}

    def check(self, rows: Sequence[PreviewRow]) -> dict[int, dict[str, str]]:
        """Hold every row against the others of the file and of the space, as a form would."""
        errors: dict[int, dict[str, str]] = {}
        together = dict(self._present)
        drafts = []
        for row in rows:
            body = self._body(row)
            fault = self._fault_of_row(row, body)
            if fault is not None:
                errors[row.number] = fault
                continue
            draft = self._draft(row, body)
            together[row.id or -row.number] = draft
            drafts.append((row, draft, body))
        others, standing = list(together.values()), Standing.of(self.space_id)
        for row, draft, body in drafts:
            found = fault_of(draft, body, others, standing)
            if found is not None:
                errors[row.number] = {found.field: found.sentence}
        return errors

    def apply(self, rows: Sequence[PreviewRow]) -> list[Change]:
        """Write checked rows; the others of the space wait, as they do for a form."""
        written = []
        for row in rows:
            officer = self._present.get(row.id or 0)
            before = None if officer is None else plain(self.values_of(officer))
            if officer is None:
                officer = Officer(space_id=self.space_id)
            else:
                officer.version += 1
            body = self._body(row)
            self._fill(officer, row, body)
            set_committed_value(officer, "body", body)
            written.append((officer, before))
        db.session.add_all(officer for officer, _before in written)
        db.session.flush()
        return [Change(o.id, before, plain(self.values_of(o))) for o, before in written]

    def undo(self, changes: Sequence[Change]) -> None:
        """Remove added offices and restore changed ones, unless one was changed since."""
        self.lock()
        for change in changes:
            officer = self._present.get(change.id)
            if officer is None or plain(self.values_of(officer)) != change.after:
                name = change.after["person_name"]
                raise UndoRefused(
                    _("The office of %(name)s was changed since, so the import stays.", name=name)
                )
        for change in changes:
            officer = self._present[change.id]
            check_own_body(officer.body_id)
            if change.before is None:
                db.session.delete(officer)
                continue
            officer.version += 1
            self._restore(officer, change.before)
        db.session.flush()

    @cached_property
    def _present(self) -> dict[int, Officer]:
        query = sa.select(Body).where(Body.space_id == self.space_id)
        self._bodies = {fold(body.name): body for body in db.session.scalars(query)}
        return {officer.id: officer for officer in officers_in(self.space_id)}

    def _body(self, row: PreviewRow) -> Body | None:
        _known, name = self._present, row.values.get("body")
        return self._bodies.get(fold(name)) if name else None

    def _fault_of_row(self, row: PreviewRow, body: Body | None) -> dict[str, str] | None:
        if row.id is not None and row.id not in self._present:
            return {"id": _("This row is not in the list any more. Delete the id to add it.")}
        if row.values.get("body") and body is None:
            known = ", ".join(each.name for each in self._bodies.values())
            return {"body": _("This space has no such body. It has: %(known)s.", known=known)}
        try:
            check_own_body(body.id if body else None)
            if row.id is not None:
                check_own_body(self._present[row.id].body_id)
        except Refused as error:
            return {"body": str(error.message)}
        return None

    def _draft(self, row: PreviewRow, body: Body | None) -> Officer:
        """The office as the row would make it, outside the session: only to be looked at."""
        stored = self._present.get(row.id or 0)
        draft = Officer(space_id=self.space_id, body_id=stored.body_id if stored else None)
        if stored is not None:
            for name in (*PLAIN, "office", "in_charge_of_front"):
                setattr(draft, name, getattr(stored, name))
        self._fill(draft, row, body)
        return draft

    def _fill(self, officer: Officer, row: PreviewRow, body: Body | None) -> None:
        for name in PLAIN:
            if name in row.values:
                setattr(officer, name, row.values[name])
        officer.office = self._spelt(row.values["office"])
        officer.in_charge_of_front = bool(row.values.get("in_charge_of_front"))
        officer.body_id = body.id if body else None

    def _restore(self, officer: Officer, before: Mapping[str, Any]) -> None:
        put_back(officer, {name: before[name] for name in PLAIN})
        officer.office = before["office"]
        officer.in_charge_of_front = before["in_charge_of_front"]
        body = self._bodies.get(fold(before["body"])) if before["body"] else None
        officer.body_id = body.id if body else None
        set_committed_value(officer, "body", body)

    def _spelt(self, office: str) -> str:
        return self._offices.get(fold(office), office)

    @cached_property
    def _offices(self) -> dict[str, str]:
        standing = Standing.of(self.space_id)
        return {fold(each["office"]): each["office"] for each in standing.offices}
