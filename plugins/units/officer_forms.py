"""What may be typed about offices of units, and about their congresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.fields import DayField, Needed
from portal.locale import today
from portal.spaces.officer_forms import cleaned
from portal.spaces.setting_forms import VersionForm

from .kinds import Kind
from .models import UnitsHolder, UnitsOffice, UnitsUnit
from .officer_checks import FIRST_YEAR, NAME_LENGTH
from .officer_facts import PERSON, STEPS, Typed

LONG = Length(max=200, message=_l("Use at most %(max)d characters."))
MEMBER = {"": _l("Not known"), "yes": _l("Party member"), "no": _l("Not a Party member")}


def document(label: Any) -> StringField:
    """A field for the number and date of a document."""
    return StringField(
        label, [Optional(), LONG], filters=[cleaned], description=_l("Number and date.")
    )


class PersonForm(VersionForm):
    """Who holds an office, and what happened before: introduced, elected, recognized."""

    person_name = StringField(_l("Full name"), [Needed(NAME_LENGTH)], filters=[cleaned])
    birth_year = IntegerField(
        _l("Year of birth"),
        [Optional(), NumberRange(FIRST_YEAR, 2100, _l("Write the year with four digits: 1975."))],
        description=_l("Tells people of the same name apart."),
    )
    phone = StringField(
        _l("Phone number"), [Optional(), LONG], description=_l("For example: 0939 214 687")
    )
    party_member = RadioField(_l("Party membership"), default="")
    introduced_on = DayField(_l("Introduced on"), [Optional()])
    elected_on = DayField(_l("Elected on"), [Optional()])
    recognized_on = DayField(_l("Recognized on"), [Optional()])
    document = document(_l("Document of recognition"))
    term_ends_on = DayField(_l("Term ends on"), [Optional()])

    def __init__(
        self,
        given: UnitsOffice | None = None,
        holder: UnitsHolder | None = None,
        **options: Any,
    ) -> None:
        if given is not None:
            options |= {name: getattr(given, name) for name in STEPS}
            options |= {name: getattr(holder, name, None) for name in PERSON}
            options["party_member"] = {None: "", True: "yes", False: "no"}[given.party_member]
            options.setdefault("office", given.office)
            options.setdefault("version", given.version)
        super().__init__(**options)
        self.party_member.choices = [SelectChoice(*each) for each in MEMBER.items()]

    def typed(self, office: str = "", started_on: dt.date | None = None) -> Typed:
        """The office as typed, for the action."""
        return Typed(
            office=office,
            person_name=self.person_name.data or "",
            birth_year=self.birth_year.data,
            phone=self.phone.data,
            party_member={"yes": True, "no": False}.get(self.party_member.data),
            introduced_on=self.introduced_on.data,
            elected_on=self.elected_on.data,
            recognized_on=self.recognized_on.data,
            document=self.document.data,
            started_on=started_on,
            term_ends_on=self.term_ends_on.data,
        )


class OfficeForm(PersonForm):
    """An office of a unit, given or corrected."""

    office = SelectField(_l("Office"))
    started_on = DayField(
        _l("In office since"),
        [Optional()],
        description=_l("Empty: the day of the election, else of the recognition."),
    )

    def __init__(
        self,
        kind: Kind,
        given: UnitsOffice | None = None,
        holder: UnitsHolder | None = None,
        **options: Any,
    ) -> None:
        super().__init__(given, holder, **options)
        self.office.choices = [SelectChoice(each.name, each.label) for each in kind.offices]

    def as_typed(self) -> Typed:
        """The office as typed, for the action."""
        return self.typed(self.office.data, self.started_on.data)


class HandOverForm(PersonForm):
    """The next holder of an office, and the day on which it changes hands."""

    started_on = DayField(
        _l("Day of the hand-over"),
        [InputRequired(_l("Enter the day."))],
        description=_l("The office ends for the one and begins for the other."),
    )
    end_document = document(_l("Document that ends the former office"))

    def as_typed(self) -> Typed:
        """The office as typed, for the action."""
        return self.typed(started_on=self.started_on.data)


class EndOfficeForm(VersionForm):
    """The day from which an office is held no more, and the document that says so."""

    ended_on = DayField(
        _l("Out of office from"),
        [InputRequired(_l("Enter the day."))],
        description=_l("From this day on nobody holds the office, or somebody else does."),
    )
    document = document(_l("Document that ends the office"))

    @property
    def day(self) -> dt.date:
        """The day typed into a form that has validated."""
        return self.ended_on.data or today()


class CongressForm(VersionForm):
    """When a unit held its congress, and when the next is due."""

    held_on = DayField(_l("Congress held on"), [Optional()])
    document = document(_l("Document of the congress"))
    due_on = DayField(_l("Next congress due by"), [Optional()])

    @classmethod
    def of(cls, unit: UnitsUnit) -> CongressForm:
        """The form as it stands for a unit."""
        return cls(
            held_on=unit.congress_on,
            document=unit.congress_document,
            due_on=unit.congress_due_on,
            version=unit.version,
        )
