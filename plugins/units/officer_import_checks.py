"""What must hold before officers of units are written from a spreadsheet: all rows held together.

Everything is read once for all rows; the rules are those of `officer_checks`.
"""

from __future__ import annotations

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

from .kinds import Kind, Office
from .models import UnitsHolder, UnitsOffice, UnitsUnit
from .officer_checks import Held, check_among, check_stands
from .officer_facts import ENDING, PERSON, STEPS, Typed, facts_of, values_of
from .officer_filling import fill

Faults = dict[int, dict[str, str]]


@dataclass(frozen=True)
class Draft:
    """An office as a row would make it, outside the session: only to be looked at."""

    row: PreviewRow
    unit: UnitsUnit
    office: UnitsOffice
    holder: UnitsHolder


@dataclass(frozen=True)
class Book:
    """The offices of a space by id, former ones too, with their holders; its units, ended ones too.

    `holders` lacks whose name was erased: such an office is held, but in no list of names.
    """

    units: dict[int, UnitsUnit]
    offices: dict[int, UnitsOffice]
    holders: dict[int, UnitsHolder]

    @classmethod
    def of(cls, space_id: int) -> Book:
        """Those of a space as they are now."""
        fresh = {"populate_existing": True}

        def rows(model: Any) -> Sequence[Any]:
            query = sa.select(model).where(model.space_id == space_id).order_by(model.id)
            return db.session.scalars(query, execution_options=fresh).all()

        return cls(
            {unit.id: unit for unit in rows(UnitsUnit)},
            {office.id: office for office in rows(UnitsOffice)},
            {holder.office_id: holder for holder in rows(UnitsHolder)},
        )

    def parts(self, office_id: int) -> tuple[UnitsUnit, UnitsOffice, UnitsHolder]:
        """A listed office with its unit and its holder. Raises KeyError on one not in the list."""
        holder = self.holders[office_id]
        return self.units[holder.unit_id], self.offices[office_id], holder

    def values_of(self, office_id: int) -> dict[str, Any]:
        """A listed office by the columns of the list."""
        return values_of(*self.parts(office_id))

    def facts_of(self, office_id: int) -> dict[str, Any]:
        """A listed office as an import keeps it, with what the list has no column for."""
        return plain(facts_of(*self.parts(office_id)))

    def beside(self, without: set[int]) -> dict[int, list[Held]]:
        """The offices of each unit, but for some."""
        found: dict[int, list[Held]] = {}
        for office in self.offices.values():
            if office.id not in without:
                held = (office, self.holders.get(office.id))
                found.setdefault(office.unit_id, []).append(held)
        return found

    def unit_of(self, row: PreviewRow) -> UnitsUnit:
        """The unit of a row: of a stored office its own, for a new one a standing one of the name.

        Raises Invalid on an office that is not in the list, one of another unit than the row
        says, and a name that no standing unit has.
        """
        name = row.values["unit"]
        if row.id is None:
            return self._standing(name)
        if row.id not in self.holders:
            sentence = _("This row is not in the list any more. Delete the id to add it.")
            raise Invalid(sentence, "id")
        unit = self.units[self.holders[row.id].unit_id]
        if fold(name) != unit.folded:
            sentence = _("This office is of %(unit)s. For another unit, add a row without an id.")
            raise Invalid(sentence % {"unit": unit.name}, "unit")
        return unit

    def _standing(self, name: str) -> UnitsUnit:
        called = self._by_name.get(fold(name), [])
        unit = next((unit for unit in called if unit.stands_on(today())), None)
        if unit is not None:
            return unit
        for ended in called:
            check_stands(ended)
        raise Invalid(_("No unit of this space is called %(name)s.", name=name), "unit")

    @cached_property
    def _by_name(self) -> dict[str, list[UnitsUnit]]:
        found: dict[str, list[UnitsUnit]] = {}
        for unit in self.units.values():
            found.setdefault(unit.folded, []).append(unit)
        return found


def office_called(kind: Kind, words: str) -> Office:
    """The office that a kind of unit calls so, in either language, marks and capitals ignored.

    Raises Invalid, naming those that it has.
    """
    for office in kind.offices:
        if _is_called(office, words):
            return office
    labels = "; ".join(office.label for office in kind.offices)
    raise Invalid(_("Write one of: %(choices)s.", choices=labels), "office")


def typed_of(row: PreviewRow, unit: UnitsUnit, book: Book) -> Typed:
    """A row as a form would type it; what the file has no column for stays as it is.

    Raises Invalid on an office that the unit's kind does not have.
    """
    values: dict[str, Any] = {}
    if row.id is not None:
        _unit, office, holder = book.parts(row.id)
        values |= {name: getattr(holder, name) for name in PERSON}
        values |= {name: getattr(office, name) for name in STEPS}
    values |= {name: value for name, value in row.values.items() if name != "unit"}
    values["office"] = office_called(unit.kind_of, row.values["office"]).name
    return Typed(**values)


def drafts_of(rows: Sequence[PreviewRow], book: Book) -> tuple[list[Draft], Faults]:
    """What the rows would make of offices, and what is wrong with a row taken alone."""
    drafts, faults = [], Faults()
    for row in rows:
        try:
            drafts.append(_draft(row, book))
        except Invalid as error:
            faults[row.number] = {error.field or "unit": str(error.message)}
    return drafts, faults


def says_the_same(row: PreviewRow, book: Book) -> bool:
    """Whether a row says what went out, be its words spelt otherwise or in the other language.

    Such a row is held to no rule: what it says was good enough when it was written.
    """
    if row.id not in book.holders:
        return False
    unit, office, _holder = book.parts(row.id)
    stored, known = book.values_of(row.id), unit.kind_of.office(office.office)
    same = {name: stored[name] == value for name, value in row.values.items()}
    same["unit"] = fold(row.values["unit"]) == unit.folded
    same["office"] |= known is not None and _is_called(known, row.values["office"])
    return all(same.values())


def means_the_same(draft: Draft, book: Book) -> bool:
    """Whether a draft comes to what is there, such as by days that are filled in again."""
    facts = facts_of(draft.unit, draft.office, draft.holder)
    return draft.row.id is not None and plain(facts) == book.facts_of(draft.row.id)


def faults_of(drafts: Sequence[Draft], book: Book) -> Faults:
    """What is wrong with drafts, held against each other and the other offices of each unit."""
    faults = Faults()
    beside = book.beside({draft.row.id for draft in drafts if draft.row.id is not None})
    for draft in drafts:
        beside.setdefault(draft.unit.id, []).append((draft.office, draft.holder))
    for draft in drafts:
        others = [held for held in beside[draft.unit.id] if held[0] is not draft.office]
        try:
            check_among(draft.unit, draft.office, draft.holder, others)
        except Invalid as error:
            faults[draft.row.number] = {str(error.field): str(error.message)}
    return faults


def _is_called(office: Office, words: str) -> bool:
    return fold(words) in (fold(office.label_vi), fold(office.label_en))


def _draft(row: PreviewRow, book: Book) -> Draft:
    unit = book.unit_of(row)
    key = {"space_id": unit.space_id, "unit_id": unit.id}
    kept = {name: getattr(book.offices[row.id], name) for name in ENDING} if row.id else {}
    office, holder = UnitsOffice(**key, **kept), UnitsHolder(**key)
    fill(unit, office, holder, typed_of(row, unit, book))
    return Draft(row, unit, office, holder)
