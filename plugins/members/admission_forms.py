"""What may be typed about an admission: the member, and how it was decided."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from portal.fields import DayField
from portal.locale import today
from portal.spaces.heads import capitalized
from portal.spaces.officer_forms import cleaned

from .charters import ADMIT, ENTRIES, Charter, overrides, reasons_for
from .lines import MemberLine
from .movement_facts import Typed
from .movement_forms import LONG
from .register_checks import Rules
from .register_forms import form_class_of


class AdmissionPart:
    """The fields of an admission beside those of a member."""

    way = SelectField(_l("How the member comes"), validate_choice=False)
    on = DayField(_l("Takes effect on"), [InputRequired(_l("Enter the day."))])
    reason = SelectField(_l("Reason"), validate_choice=False)
    considered_on = DayField(_l("Considered on"), [Optional()])
    considered_by = StringField(_l("Considered by"), [Optional(), LONG], filters=[cleaned])
    document = StringField(
        _l("Deciding document"),
        [Optional(), LONG],
        filters=[cleaned],
        description=_l("Number and date."),
    )
    decided_by = StringField(_l("Body that decided"), [Optional(), LONG], filters=[cleaned])
    override = SelectField(_l("Set this rule aside because"), validate_choice=False)
    note = StringField(_l("In a few words"), [Optional(), LONG], filters=[cleaned])


PART = (
    "on",
    "reason",
    "considered_on",
    "considered_by",
    "document",
    "decided_by",
    "override",
    "note",
)


def admission_form(rules: Rules, charter: Charter, unit: str = "") -> Any:
    """The form for an admission in a space: the member's fields, then those of the decision."""
    decides = charter.movements[ADMIT].decides
    by = capitalized(decides.label) if decides is not None else ""
    form = _form_class(rules.line)(rules, unit=unit, on=today(), decided_by=by)
    none = SelectChoice("", _l("Choose"))
    known = {each.name: each for way in ENTRIES for each in reasons_for(way)}
    form.way.choices = _choices(charter.movements[way] for way in ENTRIES)
    form.reason.choices = [none, *_choices(known.values())]
    form.override.choices = [none, *_choices(overrides().values())]
    return form


def typed_of_admission(form: Any) -> Typed:
    """The decision as typed, for the action."""
    values: dict[str, Any] = {name: form[name].data or None for name in PART}
    return Typed(kind=form.way.data or ADMIT, **values)


@cache
def _form_class(line: MemberLine) -> Any:
    return type("AdmissionForm", (AdmissionPart, form_class_of(line)), {})


def _choices(terms: Any) -> list[SelectChoice]:
    return [SelectChoice(each.name, capitalized(each.label)) for each in terms]
