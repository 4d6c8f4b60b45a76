"""What an act did to rows, so that it is taken back as one, where nothing has changed since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from portal.accounts.models import SpaceMembership
from portal.audit import plain
from portal.database import Base, db, on_the_map
from portal.errors import Stale
from portal.guards import guard
from portal.history.undoing import values_of_row
from portal.narrowing import among

from .models import UnitsName, UnitsOffice, UnitsPlace, UnitsSuccession, UnitsUnit

TRACED: dict[str, Any] = {
    model.__tablename__: model
    for model in (UnitsUnit, UnitsPlace, UnitsName, UnitsSuccession, UnitsOffice)
}
KEPT = "_rows"
"""The field of an event that holds its traces; the history does not show it."""
Row = Any


class Traces:
    """The rows that one act changes, adds and removes; every change of rows goes through it."""

    def __init__(self, space_id: int) -> None:
        self.space_id = space_id
        self._changed: dict[tuple[str, int], tuple[Row, dict[str, Any]]] = {}
        self._added: list[Row] = []
        self._removed: list[tuple[Row, dict[str, Any]]] = []

    def change(self, row: Row, **values: Any) -> None:
        """Give a stored row other values, and a new version; one that is new has no past."""
        if row in self._added:
            for name, value in values.items():
                setattr(row, name, value)
            return
        values["version"] = row.version + 1
        _row, before = self._changed.setdefault((row.__tablename__, row.id), (row, {}))
        for name, value in values.items():
            before.setdefault(name, getattr(row, name))
            setattr(row, name, value)

    def add(self, model: Any, **values: Any) -> Row:
        """Add a row to the space; gives it with its id."""
        row = model(space_id=self.space_id, **values)
        db.session.add(row)
        db.session.flush()
        self._added.append(row)
        return row

    def remove(self, row: Row) -> None:
        """Remove a row that nothing leans on."""
        self._removed.append((row, _values(row)))
        db.session.delete(row)

    @property
    def units(self) -> list[UnitsUnit]:
        """The units that the act changed or added."""
        touched = [*(row for row, _before in self._changed.values()), *self._added]
        return [row for row in touched if isinstance(row, UnitsUnit)]

    def kept(self) -> list[dict[str, Any]]:
        """The traces as an event keeps them."""
        db.session.flush()
        entries = [
            {"of": of, "id": id, "before": before, "after": {n: getattr(row, n) for n in before}}
            for (of, id), (row, before) in self._changed.items()
        ]
        entries += [
            {"of": row.__tablename__, "id": row.id, "before": None, "after": _values(row)}
            for row in self._added
        ]
        entries += [
            {"of": row.__tablename__, "id": values["id"], "before": values, "after": None}
            for row, values in self._removed
        ]
        return [plain(entry) for entry in entries]


def take_back(space_id: int, kept: Sequence[Mapping[str, Any]]) -> list[UnitsUnit]:
    """Put every row back as it was before an act; gives the units that are left or come back.

    Raises Stale where a row was changed since, or something leans on a unit that the act added.
    """
    rows = _present(space_id, kept)
    for entry in kept:
        row = rows.get((entry["of"], entry["id"]))
        if entry["after"] is not None:
            check_unchanged(row, entry["after"])
    added = [(entry, rows[entry["of"], entry["id"]]) for entry in kept if entry["before"] is None]
    made = [row.id for _entry, row in added if isinstance(row, UnitsUnit)]
    check_free(space_id, made, {(entry["of"], entry["id"]) for entry in kept})
    for entry in kept:
        if entry["before"] is None:
            continue
        model, before = TRACED[entry["of"]], entry["before"]
        if entry["after"] is None:
            db.session.add(model(**values_of_row(model, before)))
            continue
        row = rows[entry["of"], entry["id"]]
        for name, value in values_of_row(model, before).items():
            setattr(row, name, row.version + 1 if name == "version" else value)
    db.session.flush()
    for units in (False, True):
        for _entry, row in added:
            if isinstance(row, UnitsUnit) is units:
                db.session.delete(row)
        db.session.flush()
    gone = {row.id for _entry, row in added if isinstance(row, UnitsUnit)}
    stay = [row for row in rows.values() if isinstance(row, UnitsUnit) and row.id not in gone]
    return sorted(stay, key=lambda unit: unit.id)


def removed_units(space_id: int, kept: Sequence[Mapping[str, Any]]) -> list[UnitsUnit]:
    """The units that taking an act back removes: those that it added."""
    of = UnitsUnit.__tablename__
    added = [entry for entry in kept if entry["of"] == of and entry["before"] is None]
    return list(_present(space_id, added).values())


def _present(space_id: int, kept: Iterable[Mapping[str, Any]]) -> dict[tuple[str, int], Row]:
    """The rows of the traces as they are now, which nobody else changes meanwhile."""
    ids: dict[str, list[int]] = {}
    for entry in kept:
        ids.setdefault(entry["of"], []).append(entry["id"])
    found: dict[tuple[str, int], Row] = {}
    for of, wanted in ids.items():
        model = TRACED[of]
        query = sa.select(model).where(model.space_id == space_id, among(model.id, wanted))
        options = {"populate_existing": True}
        for row in db.session.scalars(query.with_for_update(), execution_options=options):
            found[of, row.id] = row
    return found


@guard("units.unchanged", without=None)
def check_unchanged(row: Row | None, values: Mapping[str, Any]) -> None:
    """Raise Stale where a row is gone, or no longer as an act left it."""
    if row is None or plain({name: getattr(row, name) for name in values}) != values:
        raise Stale(_("This was changed since, so it cannot be undone."))


@guard("units.nothing_leans", without=None)
def check_free(space_id: int, units: Sequence[int], own: Collection[tuple[str, int]]) -> None:
    """Raise Stale where a role, or a row that is not among an act's `own` (table, id), leans on
    one of the units that it added."""
    if not units:
        return
    with on_the_map():
        narrowed = SpaceMembership.unit_ids.overlap(list(units))
        role = sa.exists().where(SpaceMembership.in_space_id == space_id, narrowed)
        if db.session.scalar(sa.select(role)):
            raise Stale(_("A role was limited since to a unit that this act made."))
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            if key.referred_table is not UnitsUnit.__table__:
                continue
            column = next(c for c in key.columns if c.name != "space_id")
            query = sa.select(table.c.id).where(table.c.space_id == space_id, among(column, units))
            if any((table.name, id) not in own for id in db.session.scalars(query)):
                raise Stale(_("Something was entered since for a unit that this act made."))


def _values(row: Row) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in sa.inspect(type(row)).column_attrs}
