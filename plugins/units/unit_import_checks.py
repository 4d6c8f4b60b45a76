"""What must hold before units are written from a spreadsheet: the rules of the form, row by row.

Everything is read once for all rows; the rules are those of `checks`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from portal.audit import plain
from portal.database import db
from portal.errors import Invalid
from portal.locale import today
from portal.sheets import PreviewRow
from portal.text import fold

from . import checks
from .areas import ground_of
from .checks import UnitTyped
from .kinds import Kind, kind_named, kinds
from .models import UnitsPlace, UnitsUnit
from .unit_list_queries import KnownGround, Words

Named = dict[str, tuple[Kind, UnitsUnit | PreviewRow]]


@dataclass(frozen=True)
class Book:
    """The units of a space, ended ones too, with their places and the ground they stand on."""

    units: dict[int, UnitsUnit]
    places: dict[int, dict[int, UnitsPlace]]
    ground: KnownGround
    words: Words

    @classmethod
    def of(cls, space_id: int) -> Book:
        """Those of a space as they are now."""
        found = sa.select(UnitsUnit).where(UnitsUnit.space_id == space_id)
        fresh = {"populate_existing": True}
        units = {u.id: u for u in db.session.scalars(found, execution_options=fresh)}
        places: dict[int, dict[int, UnitsPlace]] = {}
        for place in db.session.scalars(
            sa.select(UnitsPlace).where(UnitsPlace.space_id == space_id)
        ):
            places.setdefault(place.unit_id, {})[place.area_id] = place
        here = ground_of(space_id)
        ground = KnownGround(here.space, here.area)
        return cls(units, places, ground, Words.of(list(units.values()), ground))

    @property
    def standing(self) -> list[UnitsUnit]:
        """Those that have not ended."""
        return [unit for unit in self.units.values() if unit.ended_on is None]

    @staticmethod
    def key(name: str | None) -> str:
        """By what a unit is found in the file, however marks and capitals differ."""
        return fold(name or "")

    def stands_under(self, unit: UnitsUnit, name: str | None) -> bool:
        """Whether the unit above has this name already; it may have ended since."""
        above = self.units.get(unit.parent_id or 0)
        return self.key(above.name if above else None) == self.key(name)

    def kept_of(self, unit: UnitsUnit) -> dict[str, Any]:
        """A unit as an import keeps it, to take it back: by its columns, and by ids."""
        ids = {"_parent": unit.parent_id, "_areas": sorted(self.places.get(unit.id, ()))}
        return plain({**self.words.values_of(unit), **ids})

    def area_of(self, name: str) -> int:
        """The hamlet of a name. Raises Invalid where none, or more than one, is called so."""
        found = self.called.get(fold(name), set())
        if len(found) != 1:
            known = "; ".join(self.ground.label_of(each) for each in self.ground.hamlets()[:12])
            sentence = _("No hamlet is called %(name)s here. There are: %(known)s.")
            raise Invalid(sentence % {"name": name, "known": known or "–"}, "hamlets")
        return next(iter(found))

    @cached_property
    def called(self) -> dict[str, set[int]]:
        """The hamlets by each of their names: in full, without the commune, without the kind."""
        full: dict[str, set[int]] = {}
        short: dict[str, set[int]] = {}
        for hamlet in self.ground.hamlets():
            full[fold(self.ground.label_of(hamlet))] = {hamlet.id}
            for name in (hamlet.name, hamlet.area.name):
                short.setdefault(fold(name), set()).add(hamlet.id)
        return short | full


def typed_of(row: PreviewRow, book: Book) -> tuple[UnitTyped, dt.date | None]:
    """A row as a form would type it, and when the next congress is due.

    What the file has no column for stays as it is. Raises Invalid on a hamlet of no such name.
    """
    unit = book.units.get(row.id or 0)
    values = book.words.values_of(unit) if unit is not None else {}
    values |= row.values
    kind = kinds()[values["kind"]]
    cell, counted = values.get("hamlets"), values.get("households")
    kept = sorted(book.places.get(unit.id, ())) if unit is not None else []
    if cell is None or cell == book.words.hamlets(kept):
        hamlets = tuple(kept) if cell else ()
    else:
        names = filter(None, (name.strip() for name in re.split(r"[;\n]", cell)))
        hamlets = tuple(dict.fromkeys(book.area_of(name) for name in names))
    day = values.get("households_on") if counted is not None else None
    if counted is not None and (unit is None or counted != unit.households):
        day = day or today()
    typed = UnitTyped(
        kind=kind.name,
        name=values["name"],
        basis=values.get("basis") or kind.bases[0],
        stands=values.get("stands") or kind.places[0],
        hamlets=hamlets,
        workplace=values.get("workplace") or "",
        founded_on=values.get("founded_on"),
        founded_document=values.get("founded_document") or "",
        households=counted,
        households_on=day,
    )
    return typed, values.get("congress_due_on")


def faults_of(rows: Sequence[PreviewRow], book: Book) -> dict[int, dict[str, str]]:
    """What is wrong with rows, by row and column: held against each other and what is there."""
    faults: dict[int, dict[str, str]] = {}
    named: Named = {}
    in_file = {row.id for row in rows}
    for unit in book.standing:
        if unit.id not in in_file:
            named[unit.folded] = (unit.kind_of, unit)
    for row in rows:
        try:
            _check_row(row, book)
            _check_named(row, book, named)
        except Invalid as error:
            faults[row.number] = {str(error.field): str(error.message)}
    for row in rows:
        if row.number in faults:
            continue
        try:
            _check_parent(row, book, named)
        except Invalid as error:
            faults[row.number] = {str(error.field): str(error.message)}
    return faults


def _check_row(row: PreviewRow, book: Book) -> None:
    unit = book.units.get(row.id or 0)
    if row.id is not None and unit is None:
        sentence = _("This row is not in the list any more. Delete the id to add it.")
        raise Invalid(sentence, "id")
    if unit is None:
        kind = checks.check_kind(book.ground.space.line, row.values["kind"])
    elif row.values["kind"] != unit.kind:
        raise Invalid(_("The kind of a unit stays: end it and found another."), "kind")
    else:
        kind = kind_named(unit.kind)
    typed, congress = typed_of(row, book)
    if len(typed.name) > 200:
        raise Invalid(_("Use at most %(most)s characters.", most=200), "name")
    checks.check_place(kind, typed, book.ground, list(book.places.get(unit.id, ())) if unit else ())
    if typed.hamlets and typed.stands != "hamlet":
        raise Invalid(_("It does not stand in hamlets: leave this cell empty."), "hamlets")
    if typed.workplace and typed.stands != "workplace":
        raise Invalid(_("It does not stand at a workplace: leave this cell empty."), "workplace")
    checks.check_days(typed, unit.ended_on if unit else None)
    checks.check_households(kind, typed)
    if congress is not None and kind.term_months is None:
        raise Invalid(_("A %(kind)s holds no congress.", kind=kind.label), "congress_due_on")


def _check_named(row: PreviewRow, book: Book, named: Named) -> None:
    """Refuse a second standing unit of one name, in the file or in the space."""
    unit = book.units.get(row.id or 0)
    if unit is not None and unit.ended_on is not None:
        return
    name, kind = row.values["name"], kind_named(row.values["kind"])
    twin = named.setdefault(book.key(name), (kind, row))
    if twin[1] is not row:
        other = twin[1].name if isinstance(twin[1], UnitsUnit) else twin[1].values["name"]
        sentence = _("There is %(name)s (%(kind)s) already.", name=other, kind=twin[0].label)
        raise Invalid(sentence, "name")


def _check_parent(row: PreviewRow, book: Book, named: Named) -> None:
    """Refuse a unit above that is not there, or that such a unit may not be part of."""
    name, unit = row.values.get("parent"), book.units.get(row.id or 0)
    if not name or (unit is not None and book.stands_under(unit, name)):
        return
    kind, above = kind_named(row.values["kind"]), named.get(book.key(name))
    if above is None or above[1] is row or above[0].name not in kind.under:
        sentence = _("Choose a standing unit that a %(kind)s may be part of.", kind=kind.label)
        raise Invalid(sentence, "parent")
