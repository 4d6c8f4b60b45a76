"""The rules of a charter, held against a movement: what refuses it, what warns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from plugins.units.models import UnitsUnit
from portal.database import db
from portal.errors import Invalid
from portal.guards import guard
from portal.locale import date_text
from portal.text import clean

from .charters import Charter, Rule, overrides
from .models import MembersEntry
from .movement_facts import Typed

OTHER = "other"
FIELDS = {
    "age": "on",
    "sex": "to_kind",
    "until": "until",
    "visited": "visited_on",
    "considered": "considered_on",
}
"""Beside which field of the form the sentence of a rule stands."""


@dataclass(frozen=True)
class Subject:
    """Of whom a movement is, and which unit is left."""

    sex: str
    kind: str
    birth_date: dt.date | None = None
    birth_year: int | None = None
    traits: Mapping[str, Any] = field(default_factory=dict)
    unit: UnitsUnit | None = None


@dataclass(frozen=True)
class Broken:
    """A rule that a movement breaks, with the sentence that says so."""

    rule: Rule
    text: str


def broken_by(charter: Charter, typed: Typed, subject: Subject) -> list[Broken]:
    """The rules of the charter that a movement breaks, those that refuse first."""
    found = []
    kind = typed.to_kind or subject.kind
    for rule in charter.rules_on(typed.kind, typed.on):
        if rule.kinds and kind not in rule.kinds:
            continue
        values = CHECKS[rule.check](rule, typed, subject)
        if values is not None:
            found.append(Broken(rule, rule.label % {"least": rule.least, **values}))
    return sorted(found, key=lambda each: each.rule.effect != "refuse")


@guard("members.charter", without=[])
def check_charter(charter: Charter, typed: Typed, subject: Subject) -> list[str]:
    """Refuse what the charter forbids, and what it warns of unless that is set aside.

    Gives the names of the rules that were set aside. Raises Invalid, naming the field.
    """
    found = broken_by(charter, typed, subject)
    for each in found:
        if each.rule.effect == "refuse":
            raise Invalid(each.text, FIELDS.get(each.rule.check))
    if not found:
        return []
    if typed.override not in overrides():
        raise Invalid(" ".join(each.text for each in found), "override")
    if typed.override == OTHER and not clean(typed.note or ""):
        raise Invalid(_("Write in a few words why."), "note")
    return [each.rule.name for each in found]


def age_on(day: dt.date, date: dt.date | None, year: int | None) -> tuple[int, int] | None:
    """The least and the greatest age that somebody may have on a day; None where unknown."""
    if date is not None:
        age = day.year - date.year - ((day.month, day.day) < (date.month, date.day))
        return age, age
    return None if year is None else (day.year - year - 1, day.year - year)


def months_after(day: dt.date, months: int) -> dt.date:
    """The day so many months later, or the last one of its month."""
    years, month = divmod(day.month - 1 + months, 12)
    first = dt.date(day.year + years, month + 1, 1)
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return min(first.replace(day=min(day.day, last.day)), last)


Values = dict[str, Any] | None


def _age(rule: Rule, typed: Typed, subject: Subject) -> Values:
    ages = age_on(typed.on, subject.birth_date, subject.birth_year)
    if ages is None:
        return None
    least, greatest = ages
    if rule.least is not None and greatest < rule.least:
        return {"age": greatest}
    return {"age": least} if rule.most is not None and least > rule.most else None


def _sex(rule: Rule, _typed: Typed, subject: Subject) -> Values:
    return None if subject.sex == rule.sex else {}


def _until(rule: Rule, typed: Typed, _subject: Subject) -> Values:
    last = months_after(typed.on, rule.most or 0)
    if typed.until is None or typed.until <= last:
        return None
    return {"most": rule.most, "last": date_text(last)}


def _visited(rule: Rule, typed: Typed, _subject: Subject) -> Values:
    if rule.reasons and typed.reason not in rule.reasons:
        return None
    visited, informed = typed.visited_on, typed.informed_on
    return None if visited and informed and visited <= informed else {}


def _considered(_rule: Rule, typed: Typed, _subject: Subject) -> Values:
    return None if typed.considered_on else {}


def _trait(rule: Rule, _typed: Typed, subject: Subject) -> Values:
    return None if subject.traits.get(rule.trait) else {}


def _size(rule: Rule, typed: Typed, subject: Subject) -> Values:
    unit = subject.unit
    if unit is None or not of_size(rule, unit) or unit.ended_on is not None:
        return None
    there = db.session.scalar(
        sa.select(sa.func.sum(MembersEntry.change)).where(
            MembersEntry.space_id == unit.space_id,
            MembersEntry.unit_id == unit.id,
            MembersEntry.on <= typed.on,
        )
    )
    left = max(0, (there or 0) - 1)
    return {"unit": unit.name, "size": left} if left < (rule.least or 0) else None


def of_size(rule: Rule, unit: UnitsUnit) -> bool:
    """Whether a rule on the size of units is about such a one."""
    return unit.kind in rule.units and (not rule.bases or unit.basis in rule.bases)


CHECKS: Mapping[str, Callable[[Rule, Typed, Subject], Values]] = {
    "age": _age,
    "sex": _sex,
    "until": _until,
    "visited": _visited,
    "considered": _considered,
    "trait": _trait,
    "size": _size,
}
"""The values of the sentence where a rule is broken, else None."""
