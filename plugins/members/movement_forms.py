"""What may be typed about a movement: the fields that its kind has, by the charter."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from portal.fields import DayField
from portal.locale import today
from portal.spaces.heads import capitalized
from portal.spaces.officer_forms import cleaned
from portal.spaces.setting_forms import VersionForm

from .charters import CHANGE, DEFER, EXEMPT, RETURN, TRANSFER, Charter, Kind, overrides, reasons_for
from .lines import MemberLine
from .movement_facts import Typed

LONG = Length(max=200, message=_l("Use at most %(max)d characters."))
TARGETS = (TRANSFER, RETURN)
Units = list[tuple[int, str]]


class MovementForm(VersionForm):
    """A movement of one kind, as it is proposed or was decided."""

    to_unit_id = SelectField(_l("To the unit"), validate_choice=False)
    to_kind = SelectField(_l("Kind of member from then on"), validate_choice=False)
    reason = SelectField(_l("Reason"), validate_choice=False)
    on = DayField(_l("Takes effect on"), [InputRequired(_l("Enter the day."))])
    until = DayField(_l("Holds until"), [Optional()])
    visited_on = DayField(_l("Visited on"), [Optional()])
    informed_on = DayField(_l("Informed on"), [Optional()])
    considered_on = DayField(_l("Considered on"), [Optional()])
    considered_by = StringField(_l("Considered by"), [Optional(), LONG], filters=[cleaned])
    document = StringField(
        _l("Deciding document"),
        [Optional(), LONG],
        filters=[cleaned],
        description=_l("Number and date."),
    )
    decided_on = DayField(_l("Decided on"), [Optional()])
    decided_by = StringField(_l("Body that decided"), [Optional(), LONG], filters=[cleaned])
    override = SelectField(_l("Set this rule aside because"), validate_choice=False)
    note = StringField(_l("In a few words"), [Optional(), LONG], filters=[cleaned])

    def __init__(
        self, kind: Kind, charter: Charter, line: MemberLine | None, units: Units, **data: Any
    ) -> None:
        data.setdefault("on", today())
        if kind.decides is not None:
            data.setdefault("decided_by", capitalized(kind.decides.label))
        super().__init__(**data)
        self.kind = kind
        self._offer(line, units)
        for name in self._without(charter):
            del self[name]

    @property
    def warned(self) -> bool:
        """Whether a rule warned: then the fields that set it aside are shown."""
        return bool(self.override.errors or self.override.data or self.note.errors)

    def typed(self) -> Typed:
        """The movement as typed, for the action."""
        return Typed(
            kind=self.kind.name,
            **{name: self._value(name) for name in DAYS + WORDS},
            to_unit_id=_number(self._value("to_unit_id")),
        )

    def _value(self, name: str) -> Any:
        return (self[name].data or None) if name in self else None

    def _offer(self, line: MemberLine | None, units: Units) -> None:
        none = SelectChoice("", _l("Choose"))
        self.to_unit_id.choices = [none, *(SelectChoice(str(id), name) for id, name in units)]
        kinds = line.kinds if line is not None else ()
        self.to_kind.choices = [none, *(SelectChoice(k.name, capitalized(k.label)) for k in kinds)]
        self.reason.choices = [none, *_choices(reasons_for(self.kind.name))]
        self.override.choices = [none, *_choices(overrides().values())]

    def _without(self, charter: Charter) -> list[str]:
        """The fields that a movement of this kind does not have."""
        name = self.kind.name
        visits = any(r.check == "visited" and name in r.on for r in charter.rules)
        has = {
            "to_unit_id": name in TARGETS,
            "to_kind": name == CHANGE,
            "reason": bool(reasons_for(name)),
            "until": name in (DEFER, EXEMPT),
            "visited_on": visits,
            "informed_on": visits,
            "considered_on": self.kind.considers is not None,
            "considered_by": self.kind.considers is not None,
        }
        return [field for field, there in has.items() if not there]


DAYS = ("on", "until", "visited_on", "informed_on", "considered_on", "decided_on")
WORDS = ("to_kind", "reason", "considered_by", "document", "decided_by", "override", "note")


class StepForm(VersionForm):
    """A step of a proposal: on which day, and by whom."""

    day = DayField(_l("On the day"), [InputRequired(_l("Enter the day."))])
    by = StringField(_l("By"), [Optional(), LONG], filters=[cleaned])


class AnswerForm(VersionForm):
    """From which day on an offered member is taken in, or on which the offer is refused."""

    day = DayField(_l("On the day"), [InputRequired(_l("Enter the day."))])


def _choices(terms: Any) -> list[SelectChoice]:
    return [SelectChoice(each.name, capitalized(each.label)) for each in terms]


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None
