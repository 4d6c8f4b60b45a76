"""Taking an import of officers back: added ones go, changed ones are as before, or all stays."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from portal.database import db
from portal.errors import Invalid
from portal.sheets import Change, UndoRefused

from .officer_checks import check_among
from .officer_facts import put_back
from .officer_import_checks import Book


def restore(space_id: int, changes: Sequence[Change]) -> None:
    """Put every office of an import back. Raises UndoRefused, naming what stands in the way."""
    book = Book.of(space_id)
    _check_unchanged(changes, book)
    changed = {change.id: change.before for change in changes if change.before is not None}
    added = [change.id for change in changes if change.before is None]
    for office_id, before in changed.items():
        unit, office, holder = book.parts(office_id)
        put_back(unit, office, holder, dict(before))
        office.version += 1
    _check_rules(list(changed), set(added), book)
    for rows in (book.holders, book.offices):
        for office_id in added:
            db.session.delete(rows[office_id])
        db.session.flush()


def _check_unchanged(changes: Sequence[Change], book: Book) -> None:
    for change in changes:
        if change.id not in book.holders or book.facts_of(change.id) != change.after:
            name = change.after["person_name"]
            raise UndoRefused(
                _("The office of %(name)s was changed since, so the import stays.", name=name)
            )


def _check_rules(restored: Sequence[int], gone: set[int], book: Book) -> None:
    """Refuse where an office cannot be as it was, because somebody else holds it by now."""
    beside = book.beside(gone)
    for office_id in restored:
        unit, office, holder = book.parts(office_id)
        others = [held for held in beside[unit.id] if held[0] is not office]
        try:
            check_among(unit, office, holder, others)
        except Invalid as error:
            raise UndoRefused(str(error.message)) from None
