"""What must hold before a member is entered or corrected; what is only worth a second look."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa
from flask_babel import gettext as _

from plugins.units.areas import Ground, ground_of
from plugins.units.models import UnitsUnit
from portal.database import db
from portal.errors import Invalid
from portal.locale import date_text, today
from portal.locks import MEMBERS
from portal.spaces.hamlet_queries import Hamlet

from .enrolling import Enrolment
from .lines import AWAY, OCCUPATIONS, SEXES, MemberLine, line_of

YOUNGEST = 14
"""Years of age on joining: before, nobody is in any of the organizations (Youth Union: 16)."""
FIRST_YEAR = 1900
CITIZEN = re.compile(r"\d{12}|\d{9}")
PHONE = re.compile(r"0[35789]\d{8}|02\d{8,9}")


@dataclass(frozen=True)
class Rules:
    """What the register of one space may hold, read once for however many members."""

    space_id: int
    ground: Ground
    line: MemberLine

    @classmethod
    def of(cls, space_id: int) -> Rules:
        """The rules of a space. Raises Invalid where its organization has no members of its own."""
        ground = ground_of(space_id)
        line = line_of(ground.space.line)
        if line is None:
            raise Invalid(_("This organization keeps no members of its own."))
        return cls(space_id, ground, line)

    @cached_property
    def hamlets(self) -> list[Hamlet]:
        """The hamlets of the area, ended ones too."""
        return self.ground.hamlets()

    @cached_property
    def area_ids(self) -> frozenset[int]:
        """Where a member may live: a hamlet of the area, or the area as a whole."""
        return frozenset({self.ground.area.id, *(hamlet.id for hamlet in self.hamlets)})

    @cached_property
    def units(self) -> dict[int, UnitsUnit]:
        """The standing units that are made up of members."""
        found = sa.select(UnitsUnit).where(
            UnitsUnit.space_id == self.space_id, UnitsUnit.ended_on.is_(None)
        )
        ordered = found.order_by(UnitsUnit.sort_key, UnitsUnit.id)
        return {u.id: u for u in db.session.scalars(ordered) if u.kind_of.roster != "households"}

    def check(self, typed: Enrolment, kept_area: int | None = None) -> None:
        """Refuse what cannot be. Raises Invalid naming the field, with how to mend it."""
        check_name(typed.name)
        self.check_kind(typed.kind, typed.sex)
        check_birth(typed.birth_date, typed.birth_year)
        check_joined(typed)
        check_numbers(typed.phone, typed.citizen_id)
        if typed.area_id not in (None, kept_area) and typed.area_id not in self.area_ids:
            raise Invalid(_("Choose a hamlet in the area of this space."), "area")
        if typed.occupation is not None and typed.occupation not in OCCUPATIONS:
            raise Invalid(_("Choose an occupation of the list."), "occupation")
        check_away(typed.away_how, typed.away_since)
        self.check_traits(typed)

    def check_kind(self, kind: str, sex: str) -> None:
        """Refuse a kind that the organization does not have, or not for that sex."""
        if sex not in SEXES:
            raise Invalid(_("Choose female or male."), "sex")
        found = self.line.kind(kind)
        if found is None:
            known = "; ".join(each.label for each in self.line.kinds)
            raise Invalid(_("Choose a kind of member: %(kinds)s.", kinds=known), "kind")
        if found.sex not in (None, sex):
            other = [k.label for k in self.line.kinds if k.sex in (None, sex)]
            sentence = _("“%(kind)s” is for one sex only; choose: %(kinds)s.")
            words = {"kind": found.label, "kinds": "; ".join(other) or "–"}
            raise Invalid(sentence % words, "kind")

    def check_traits(self, typed: Enrolment) -> None:
        """Refuse a year that cannot be, and a choice that the organization does not offer."""
        for trait in self.line.traits:
            value = typed.traits.get(trait.name)
            field = f"trait_{trait.name}"
            if value is None:
                continue
            if trait.type == "year" and not FIRST_YEAR <= int(value) <= today().year:
                raise Invalid(_("Write a year from 1900 up to this one."), field)
            if trait.type == "choice" and value not in [c.name for c in trait.choices]:
                raise Invalid(_("Choose one of the list."), field)


def lock_members(space_id: int) -> None:
    """Let nobody else enter or correct members of a space until this transaction ends."""
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(MEMBERS, space_id)))


def check_name(name: str) -> None:
    """Refuse an empty or endless name."""
    if not name:
        raise Invalid(_("Write the full name."), "name")
    if len(name) > 200:
        raise Invalid(_("Use at most %(most)s characters.", most=200), "name")


def check_birth(day: dt.date | None, year: int | None) -> None:
    """Refuse a birth in the future, before 1900, or a year beside a date of another year."""
    if day is not None and not FIRST_YEAR <= day.year <= today().year:
        raise Invalid(_("Check the year of birth: from 1900 up to this year."), "birth_date")
    if day is not None and day > today():
        raise Invalid(_("Choose a day up to today."), "birth_date")
    if year is not None and not FIRST_YEAR <= year <= today().year:
        raise Invalid(_("Check the year of birth: from 1900 up to this year."), "birth_year")
    if day is not None and year is not None and day.year != year:
        raise Invalid(_("The date of birth says %(year)s.", year=day.year), "birth_year")


def check_joined(typed: Enrolment) -> None:
    """Refuse a joining in the future, or of somebody who was not 14 yet."""
    joined = typed.joined_on
    if joined is None:
        return
    if joined > today():
        raise Invalid(_("Choose a day up to today."), "joined_on")
    born = typed.birth_date.year if typed.birth_date else typed.birth_year
    if born is not None and joined.year - born < YOUNGEST:
        sentence = _("Born in %(year)s, nobody joins before the age of %(age)s. Check both dates.")
        raise Invalid(sentence % {"year": born, "age": YOUNGEST}, "joined_on")


def check_numbers(phone: str | None, citizen_id: str | None) -> None:
    """Refuse a phone number and a citizen id of another shape."""
    if phone and not PHONE.fullmatch(phone):
        raise Invalid(_("A phone number has 10 digits, for example 0939 214 687."), "phone")
    if citizen_id and not CITIZEN.fullmatch(citizen_id):
        sentence = _("The citizen id has 12 digits (the old identity card has 9).")
        raise Invalid(sentence, "citizen_id")


def check_away(how: str | None, since: dt.date | None) -> None:
    """Refuse an absence without a day, or a day without a reason."""
    if (how is not None and how not in AWAY) or (since is not None and how is None):
        raise Invalid(_("Choose whether this member works far away or is out of contact."), "away")
    if how is not None and since is None:
        raise Invalid(_("Write since when; the first of the month will do."), "away_since")
    if since is not None and since > today():
        raise Invalid(_("Choose a day up to today."), "away_since")


def check_counted(on: dt.date, joined: dt.date | None) -> None:
    """Refuse to count somebody as a member from a day to come, or from before the joining."""
    if on > today():
        raise Invalid(_("Choose a day up to today."), "counted_on")
    if joined is not None and on < joined:
        day = date_text(joined)
        raise Invalid(_("Joined on %(day)s: count from that day on.", day=day), "counted_on")


def doubts_of(typed: Enrolment) -> list[str]:
    """What a citizen id of 12 digits says otherwise: a card may be mistyped, or a birth.

    Digit 4 is century and sex, 5 and 6 the year of birth (Circular 59/2021/TT-BCA, article 3).
    """
    number = typed.citizen_id or ""
    if not re.fullmatch(r"\d{12}", number):
        return []
    century, female = divmod(int(number[3]), 2)
    sex, year = ("female" if female else "male"), 1900 + 100 * century + int(number[4:6])
    born = typed.birth_date.year if typed.birth_date else typed.birth_year
    doubts = []
    if sex != typed.sex:
        doubts.append(_("The citizen id belongs to the other sex (%(sex)s).", sex=SEXES[sex]))
    if born is not None and year != born:
        doubts.append(_("The citizen id says born in %(year)s.", year=year))
    return doubts


def names_of(people: Collection[str]) -> str:
    """A few of those that were found, in one sentence."""
    return "; ".join(list(people)[:3]) + ("…" if len(people) > 3 else "")
