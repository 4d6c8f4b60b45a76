"""What may be typed about a member, by organization."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.fields import DayField, Needed
from portal.spaces.heads import capitalized
from portal.spaces.setting_forms import VersionForm
from portal.text import clean

from .enrolling import Enrolment, opening_day
from .lines import AWAY, OCCUPATIONS, SEXES, MemberLine, Trait
from .register_checks import FIRST_YEAR, Rules
from .register_facts import masked

NONE = ""
LONG = Length(max=300, message=_l("Use at most %(max)d characters."))
YEARS = NumberRange(FIRST_YEAR, 2100, _l("Write the year with four digits."))


def _number(text: str | None) -> str:
    return re.sub(r"[\s.()-]", "", text or "")


def _phone(text: str | None) -> str:
    return re.sub(r"^(\+|00)84", "0", _number(text))


def _one_line(text: str | None) -> str:
    return clean(text or "")


class MemberForm(VersionForm):
    """A member of one organization: the common fields, and those that it keeps beyond them."""

    name = StringField(_l("Full name"), [Needed(200)], filters=[_one_line])
    sex = RadioField(
        _l("Sex"), [InputRequired(_l("Choose female or male."))], validate_choice=False
    )
    birth_date = DayField(_l("Date of birth"), [Optional()])
    birth_year = IntegerField(
        _l("Year of birth"),
        [Optional(), YEARS],
        description=_l("Only where day and month are not known."),
    )
    unit = SelectField(_l("Branch or group"), validate_choice=False)
    kind = SelectField(_l("Kind of member"), validate_choice=False)
    joined_on = DayField(_l("Joined on"), [Optional()])
    card = StringField(_l("Number of the member's card"), [Optional(), LONG], filters=[_one_line])
    area = SelectField(_l("Lives in"), validate_choice=False)
    address = StringField(_l("Home address"), [Optional(), LONG], filters=[_one_line])
    phone = StringField(_l("Phone number"), [Optional()], filters=[_phone])
    citizen_id = StringField(
        _l("Citizen id"),
        [Optional()],
        filters=[_number],
        description=_l("12 digits. It is kept encrypted and shown with its middle hidden."),
    )
    forget_citizen_id = BooleanField(_l("Remove the citizen id"))
    occupation = SelectField(_l("Occupation"), validate_choice=False)
    away = SelectField(_l("Whereabouts"), validate_choice=False)
    away_since = DayField(_l("Away since"), [Optional()])
    counted_on = DayField(_l("Counted as a member from"), [Optional()])
    different = BooleanField(_l("It is somebody else: enter all the same"))

    def __init__(
        self, rules: Rules, member: Enrolment | None = None, version: int = 0, **data: Any
    ) -> None:
        if member is not None:
            data = {**_typed_before(member), "version": version, **data}
        else:
            data.setdefault("kind", rules.line.kinds[0].name)
        super().__init__(**data)
        self.rules, self.member = rules, member
        self._offer()
        if member is not None:
            self.citizen_id.description = self._kept_number(member.citizen_id)
            for name in ("unit", "kind", "counted_on"):
                del self[name]
        if member is None or not member.citizen_id:
            del self["forget_citizen_id"]

    def typed(self) -> Enrolment:
        """The member as typed, for the action; a kind that is not asked stays."""
        kind = self.member.kind if self.member else self.kind.data
        return Enrolment(
            name=self.name.data or "",
            sex=self.sex.data or "",
            kind=kind or "",
            birth_date=self.birth_date.data,
            birth_year=self.birth_year.data,
            area_id=_id(self.area.data),
            joined_on=self.joined_on.data,
            card=self.card.data,
            occupation=self.occupation.data or None,
            phone=self.phone.data or None,
            address=self.address.data,
            citizen_id=self._number(),
            away_how=self.away.data or None,
            away_since=self.away_since.data,
            traits=self._traits(),
        )

    def unit_id(self) -> int | None:
        """The unit that was chosen."""
        return _id(self.unit.data)

    def from_day(self) -> dt.date:
        """Since when the member is counted; opening_day() unless typed."""
        day: dt.date | None = self.counted_on.data
        return day or opening_day(self.joined_on.data)

    @property
    def trait_fields(self) -> list[Any]:
        """The fields that this organization keeps beyond the common ones."""
        return [self[f"trait_{trait.name}"] for trait in self.rules.line.traits]

    def _number(self) -> str | None:
        """The citizen id as typed; left empty, the one that is kept stays unless it is removed."""
        if self.citizen_id.data:
            return str(self.citizen_id.data)
        forgotten = "forget_citizen_id" in self and self.forget_citizen_id.data
        return None if self.member is None or forgotten else self.member.citizen_id

    @staticmethod
    def _kept_number(number: str | None) -> str:
        if number is None:
            return _("12 digits. It is kept encrypted and shown with its middle hidden.")
        return _("Kept: %(number)s. Leave it empty to keep it.", number=masked(number))

    def _traits(self) -> dict[str, Any]:
        values = {t.name: self[f"trait_{t.name}"].data for t in self.rules.line.traits}
        known = {trait.name for trait in self.rules.line.traits}
        kept = dict(self.member.traits) if self.member else {}
        others = {name: value for name, value in kept.items() if name not in known}
        return {**others, **{name: value for name, value in values.items() if value}}

    def _offer(self) -> None:
        rules, none = self.rules, SelectChoice(NONE, _("not known"))
        kept = self.member.area_id if self.member else None
        ground = rules.ground
        self.sex.choices = [SelectChoice(n, capitalized(str(word))) for n, word in SEXES.items()]
        self.kind.choices = [SelectChoice(k.name, capitalized(k.label)) for k in rules.line.kinds]
        units = [SelectChoice(str(unit.id), unit.name) for unit in rules.units.values()]
        self.unit.choices = [SelectChoice(NONE, _("Choose a branch or group")), *units]
        hamlets = [h for h in rules.hamlets if not h.ended or h.id == kept]
        offered = [SelectChoice(str(h.id), ground.label_of(h)) for h in hamlets]
        beyond = _("%(area)s, hamlet not known", area=ground.area.history_name)
        whole = SelectChoice(str(ground.area.id), beyond)
        self.area.choices = [none, *offered, whole]
        jobs = [SelectChoice(n, capitalized(str(word))) for n, word in OCCUPATIONS.items()]
        self.occupation.choices = [none, *jobs]
        away = [SelectChoice(n, capitalized(str(word))) for n, word in AWAY.items()]
        self.away.choices = [SelectChoice(NONE, capitalized(_("present"))), *away]
        for trait in rules.line.traits:
            if trait.type == "choice":
                choices = [SelectChoice(c.name, capitalized(c.label)) for c in trait.choices]
                self[f"trait_{trait.name}"].choices = [none, *choices]
            self[f"trait_{trait.name}"].label.text = trait.label


def form_for(
    rules: Rules, member: Enrolment | None = None, version: int = 0, **data: Any
) -> MemberForm:
    """The form of an organization; filled in with a member, it is the one that corrects."""
    return form_class_of(rules.line)(rules, member, version, **data)


@cache
def form_class_of(line: MemberLine) -> type[MemberForm]:
    """The form of an organization, with the fields that it keeps beyond the common ones."""
    fields = {f"trait_{trait.name}": _field_of(trait) for trait in line.traits}
    return type("MemberForm", (MemberForm,), fields)


def _field_of(trait: Trait) -> Any:
    if trait.type == "flag":
        return BooleanField(trait.label)
    if trait.type == "year":
        return IntegerField(trait.label, [Optional(), YEARS])
    return SelectField(trait.label, validate_choice=False)


def _typed_before(member: Enrolment) -> dict[str, Any]:
    values = {
        name: getattr(member, name)
        for name in (
            *("name", "sex", "birth_date", "birth_year", "joined_on", "card", "address"),
            *("phone", "occupation", "away_since"),
        )
    }
    if member.birth_date is not None:
        values["birth_year"] = None
    values |= {"area": str(member.area_id or NONE), "away": member.away_how or NONE}
    return values | {f"trait_{name}": value for name, value in member.traits.items()}


def _id(text: Any) -> int | None:
    return int(text) if text and str(text).isdecimal() and len(str(text)) < 10 else None
