"""Rows of a list of members, held against the rules, each other, and who is there already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from plugins.units.areas import Ground
from plugins.units.models import UnitsUnit
from portal.database import columns_of, db
from portal.errors import Invalid
from portal.keys import hashes_under_all
from portal.sheets import PreviewRow
from portal.text import fold

from .enrolling import Enrolment, opening_day
from .lines import FEMALE, SEXES
from .list_columns import BORN
from .models import MembersMembership, MembersPerson
from .models.membership import CITIZEN_ID
from .queries import OF_PERSON
from .register_checks import Rules, check_counted
from .register_facts import enrolment_of

COLUMN_OF = {"area": "hamlet", "birth_date": "birth", "birth_year": "birth", "away": "away_how"}
"""The columns of what the rules name otherwise."""
PLAIN = ("name", "sex", "citizen_id", "card", "address", "phone", "joined_on", "occupation")
Born = tuple[dt.date | None, int | None]


@dataclass(frozen=True)
class Ready:
    """A row as it will be written: the member, the unit, from when an added one is counted."""

    typed: Enrolment
    unit_id: int
    on: dt.date


@dataclass
class Book:
    """The register of a space as an import sees it; what the file adds is remembered, too."""

    space_id: int
    by_citizen: dict[str, tuple[int, str]] = field(default_factory=dict)
    by_person: dict[tuple[Any, ...], tuple[int, str, bool]] = field(default_factory=dict)

    @cached_property
    def rules(self) -> Rules:
        """The rules of the space. Raises Invalid where it keeps no members."""
        return Rules.of(self.space_id)

    def read(self) -> None:
        """Take in who is on the register now."""
        m, p = MembersMembership, MembersPerson
        columns = (m.id, p.name, p.folded, p.birth_date, m.birth_year, m.unit_id, m.area_id)
        query = (
            sa.select(*columns, sa.type_coerce(p.citizen_hash, sa.Text), m.state)
            .join(m, OF_PERSON)
            .where(p.space_id == self.space_id, m.space_id == self.space_id)
            .where(m.merged_into_id.is_(None))
        )
        for id, name, folded, born, year, unit, area, citizen, state in columns_of(
            db.session, query
        ):
            if citizen:
                self.by_citizen[citizen] = (id, name)
            if state != "left":
                key = (folded, born or year, unit, area)
                self.by_person[key] = (id, name, citizen is not None)

    def ready(self, row: PreviewRow, present: Any) -> Ready:
        """A row as it will be written. Raises Invalid naming the field."""
        values, rules = row.values, self.rules
        was = enrolment_of(*present) if present is not None else None
        typed = was or Enrolment(name="", sex="", kind=rules.line.kinds[0].name)
        given = {name: values[name] for name in PLAIN if name in values}
        typed = replace(typed, **{**given, "name": given.get("name", typed.name)})
        born, year = _born(values, typed)
        typed = replace(typed, birth_date=born, birth_year=None if born else year)
        typed = replace(typed, sex=self._sex(values, typed), traits=_traits(values, typed))
        if "hamlet" in values:
            typed = replace(typed, area_id=self._area_id(values["hamlet"], was))
        if "away_how" in values or "away_since" in values:
            away = {name: values.get(name, getattr(typed, name)) for name in _AWAY}
            typed = replace(typed, **away)
        if values.get("kind"):
            typed = replace(typed, kind=values["kind"])
        unit_id = self._unit_id(values.get("unit"), present)
        if was is not None and typed.kind != was.kind:
            raise Invalid(_("The kind changes by a movement, not by a list."), "kind")
        rules.check(typed, kept_area=was.area_id if was else None)
        on = values.get("counted_on") or opening_day(typed.joined_on)
        check_counted(on, typed.joined_on)
        return Ready(typed, unit_id, on)

    def check_alone(self, row: PreviewRow, ready: Ready, hashed: str | None) -> None:
        """Refuse a second row of one person, in the file or on the register, and remember this one.

        Raises Invalid.
        """
        typed, id = ready.typed, row.id or -row.number
        if typed.citizen_id and hashed:
            hashes = {hashed, *hashes_under_all(typed.citizen_id, CITIZEN_ID)}
            twins = [self.by_citizen[each] for each in hashes if each in self.by_citizen]
            if twins and twins[0][0] != id:
                raise Invalid(_("This citizen id is that of %(who)s.", who=_who(twins[0])), "name")
            self.by_citizen[hashed] = (id, typed.name)
        key = (fold(typed.name), typed.birth_date or typed.birth_year, ready.unit_id, typed.area_id)
        twin = self.by_person.setdefault(key, (id, typed.name, typed.citizen_id is not None))
        if row.id is None and twin[0] != id and not (twin[2] and typed.citizen_id):
            sentence = _(
                "Perhaps entered already: %(who)s. If it is somebody else, write both citizen ids,"
                " or enter this one by the form."
            )
            raise Invalid(sentence % {"who": _who(twin[:2])}, "name")

    def _unit_id(self, name: str | None, present: Any) -> int:
        """The unit of a name, or that of the stored row. Raises Invalid."""
        if present is not None:
            unit_id: int = present[0].unit_id
            if name and fold(name) != fold(self.unit_names.get(unit_id, "")):
                raise Invalid(_("The unit changes by a movement, not by a list."), "unit")
            return unit_id
        if not name:
            if len(self.rules.units) == 1:
                return next(iter(self.rules.units))
            raise Invalid(_("Write the branch or group."), "unit")
        wanted = fold(name)
        exact = [id for id, each in self._folded_units if each == wanted]
        found = exact or [id for id, each in self._folded_units if each.endswith(f" {wanted}")]
        if len(found) != 1:
            known = "; ".join(unit.name for unit in list(self.rules.units.values())[:8])
            sentence = _("No branch or group is called %(name)s. There are: %(known)s.")
            raise Invalid(sentence % {"name": name, "known": known or "–"}, "unit")
        return found[0]

    @cached_property
    def unit_names(self) -> dict[int, str]:
        """What each unit of the space is called, ended ones too."""
        rows = sa.select(UnitsUnit.id, UnitsUnit.name).where(UnitsUnit.space_id == self.space_id)
        return dict(db.session.execute(rows).tuples().all())

    @cached_property
    def _folded_units(self) -> list[tuple[int, str]]:
        return [(id, unit.folded) for id, unit in self.rules.units.items()]

    def _area_id(self, name: str | None, was: Enrolment | None) -> int | None:
        if not name:
            return None
        if was is not None and was.area_id and name == self.area_names.get(was.area_id):
            return was.area_id
        found = self._areas.get(fold(name), set())
        if len(found) != 1:
            known = "; ".join(self.rules.ground.label_of(h) for h in self.rules.hamlets[:8])
            sentence = _("No hamlet is called %(name)s here. There are: %(known)s.")
            raise Invalid(sentence % {"name": name, "known": known or "–"}, "hamlet")
        return next(iter(found))

    @cached_property
    def area_names(self) -> dict[int, str]:
        """What each place to live in is called here."""
        return place_names(self.rules.ground)

    @cached_property
    def _areas(self) -> dict[str, set[int]]:
        """Places by each of their names: in full, without the commune, without the kind."""
        full: dict[str, set[int]] = {}
        short: dict[str, set[int]] = {}
        for id, name in self.area_names.items():
            full.setdefault(fold(name), set()).add(id)
        for hamlet in self.rules.hamlets:
            for name in (hamlet.name, hamlet.area.name):
                short.setdefault(fold(name), set()).add(hamlet.id)
        return short | full

    def _sex(self, values: Mapping[str, Any], typed: Enrolment) -> str:
        ticked = [sex for sex, column in BORN.items() if values.get(column) is not None]
        if len(ticked) > 1:
            raise Invalid(_("Man or woman: only one of the two columns can be filled."), "sex")
        sex = values.get("sex") or (ticked[0] if ticked else typed.sex)
        first = self.rules.line.kinds[0]
        if not sex and not values.get("kind") and first.sex == FEMALE:
            return FEMALE
        if sex not in SEXES:
            raise Invalid(_("Choose female or male."), "sex")
        return str(sex)


def place_names(ground: Ground) -> dict[int, str]:
    """What each place to live in is called on a ground: its hamlets, and the whole of it."""
    names = {hamlet.id: ground.label_of(hamlet) for hamlet in ground.hamlets()}
    return {ground.area.id: ground.area.history_name, **names}


_AWAY = ("away_how", "away_since")


def _born(values: Mapping[str, Any], typed: Enrolment) -> Born:
    """The birth as the row says: in full, by the year, or as it is stored."""
    for column in BORN.values():
        if isinstance(value := values.get(column), int):
            return None, value
    if "birth" not in values:
        return typed.birth_date, typed.birth_year
    if values["birth"] is None:
        return None, None
    day, precision = values["birth"]
    return (day, day.year) if precision == "day" else (None, day.year)


def _traits(values: Mapping[str, Any], typed: Enrolment) -> dict[str, Any]:
    kept = dict(typed.traits)
    for column, value in values.items():
        if column.startswith("trait_"):
            kept[column.removeprefix("trait_")] = value
    return {name: value for name, value in kept.items() if value}


def _who(twin: tuple[int, str]) -> str:
    id, name = twin
    return _("%(name)s, row %(number)s", name=name, number=-id) if id < 0 else name
