"""An office and its holder as they are typed, and as the history keeps them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from portal.history import undoing
from portal.locale import date_text

from .models import UnitsHolder, UnitsOffice, UnitsUnit


@dataclass(frozen=True)
class Typed:
    """An office as it is typed: which, who holds it, and the day of each step.

    Introduced, elected and recognized are what happened. Where `started_on` is empty it is the day
    of the election, else of the recognition; where `term_ends_on` is, the end of the unit's term.
    """

    office: str
    person_name: str
    birth_year: int | None = None
    phone: str | None = None
    party_member: bool | None = None
    introduced_on: dt.date | None = None
    elected_on: dt.date | None = None
    recognized_on: dt.date | None = None
    document: str | None = None
    started_on: dt.date | None = None
    term_ends_on: dt.date | None = None


PERSON = ("person_name", "birth_year", "phone")
"""What is kept with the names, which never go up."""
STEPS = tuple(each.name for each in fields(Typed) if each.name not in ("office", *PERSON))
"""What is kept with the office itself, and counted above."""
ENDING = ("ended_on", "end_document")
LISTED = ("introduced_on", "elected_on", "recognized_on", "started_on", "term_ends_on")
"""The steps in the list in Excel: whether somebody is a Party member does not leave in a file."""


def steps_typed(office: UnitsOffice) -> tuple[str, ...]:
    """The steps of an office that are typed: Party membership is not where a register keeps it."""
    kept = office.party_from is not None
    return tuple(name for name in STEPS if name != "party_member" or not kept)


def values_of(unit: UnitsUnit, office: UnitsOffice, holder: UnitsHolder) -> dict[str, Any]:
    """An office and its holder by the columns of the list in Excel."""
    known = unit.kind_of.office(office.office)
    values: dict[str, Any] = {"unit": unit.name, "office": known.label if known else office.office}
    values |= {name: getattr(holder, name) for name in PERSON}
    return values | {name: getattr(office, name) for name in LISTED}


def facts_of(unit: UnitsUnit, office: UnitsOffice, holder: UnitsHolder | None) -> dict[str, Any]:
    """An office and its holder in plain values, the office by its name in Vietnamese."""
    known = unit.kind_of.office(office.office)
    values: dict[str, Any] = {"office": known.label_vi if known else office.office}
    values |= {name: getattr(holder, name, None) for name in PERSON}
    values |= {name: getattr(office, name) for name in (*steps_typed(office), *ENDING)}
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in values.items()}


def put_back(
    unit: UnitsUnit, office: UnitsOffice, holder: UnitsHolder, facts: dict[str, Any]
) -> None:
    """Make an office and its holder what the history says they were; what it does not say stays."""
    for name, value in facts.items():
        if name == "office":
            known = next((e for e in unit.kind_of.offices if e.label_vi == value), None)
            office.office = known.name if known else value
            office.rank = known.rank if known else office.rank
        elif name in PERSON:
            setattr(holder, name, value)
        elif name in (*steps_typed(office), *ENDING):
            undoing.put_back(office, {name: value})


def line_of(unit: UnitsUnit, office: UnitsOffice, holder: UnitsHolder | None) -> str:
    """An office in one line, to compare what two people wrote."""
    facts = facts_of(unit, office, holder)
    until = date_text(office.ended_on)
    return ", ".join(filter(None, (facts["person_name"], facts["office"], until)))
