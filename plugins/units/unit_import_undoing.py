"""Taking an import of units back: added ones go, changed ones are as before, or all stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from portal.database import db
from portal.errors import Stale
from portal.history.undoing import put_back
from portal.sheets import Change, UndoRefused

from .changing_traces import check_free
from .models import UnitsPlace, UnitsUnit
from .unit_import_checks import Book

OTHERS = ("hamlets", "parent", "kind")


def restore(space_id: int, changes: Sequence[Change]) -> None:
    """Put every unit of an import back. Raises UndoRefused, naming what stands in the way."""
    book = Book.of(space_id)
    _check_unchanged(changes, book)
    added = [book.units[change.id] for change in changes if change.before is None]
    own = {("units_unit", unit.id) for unit in added}
    own |= {("units_place", p.id) for unit in added for p in book.places.get(unit.id, {}).values()}
    changed = [(book.units[change.id], change.before) for change in changes if change.before]
    for unit, before in changed:
        _fill(unit, before)
        _place(unit, before["_areas"], book)
    db.session.flush()
    try:
        check_free(space_id, [unit.id for unit in added], own)
    except Stale as error:
        raise UndoRefused(str(error.message)) from None
    for unit in added:
        unit.parent_id = None
        _place(unit, [], book)
    db.session.flush()
    for unit in added:
        db.session.delete(unit)
    db.session.flush()
    _check_names(space_id, [unit for unit, _before in changed])


def _check_unchanged(changes: Sequence[Change], book: Book) -> None:
    for change in changes:
        unit = book.units.get(change.id)
        if unit is None or book.kept_of(unit) != change.after:
            name = change.after["name"]
            raise UndoRefused(_("%(name)s was changed since, so the import stays.", name=name))


def _check_names(space_id: int, units: Sequence[UnitsUnit]) -> None:
    """Refuse where a name that comes back was taken meanwhile."""
    ids = [unit.id for unit in units if unit.ended_on is None]
    twins = (
        sa.select(UnitsUnit.name)
        .where(UnitsUnit.space_id == space_id, UnitsUnit.ended_on.is_(None))
        .group_by(UnitsUnit.folded, UnitsUnit.name)
        .having(sa.func.count() > 1, sa.func.bool_or(UnitsUnit.id.in_(ids)))
    )
    taken = db.session.scalar(twins)
    if taken is not None:
        raise UndoRefused(_("Another unit is called %(name)s by now.", name=taken))


def _fill(unit: UnitsUnit, before: Any) -> None:
    own = {n: value for n, value in before.items() if n[:1] != "_" and n not in OTHERS}
    put_back(unit, own)
    unit.parent_id = before["_parent"]
    unit.version += 1


def _place(unit: UnitsUnit, area_ids: Sequence[int], book: Book) -> None:
    present = book.places.get(unit.id, {})
    for area_id in present.keys() - set(area_ids):
        db.session.delete(present[area_id])
    for area_id in set(area_ids) - present.keys():
        db.session.add(UnitsPlace(space_id=unit.space_id, unit_id=unit.id, area_id=area_id))
