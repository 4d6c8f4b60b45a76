"""What may be typed about survey rounds, and how a page of units was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Form, FormField, HiddenField, IntegerField, SelectField, StringField, widgets
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional

from portal.addressing import row_number
from portal.fields import DayField, Needed
from portal.spaces.setting_forms import VersionForm
from portal.text import clean

from .models import MARKS
from .survey_actions import Clash, Marked, SurveyTyped
from .survey_queries import OPEN, Found, Wanted

LONG = Length(max=500, message=_l("Use at most %(max)d characters."))
MOST = 100_000
CHANGES: dict[str, Any] = {
    "worse": _l("worse than before"),
    "better": _l("better than before"),
    "same": _l("as before"),
}
STATES: dict[str, Any] = {**MARKS, OPEN: _l("not surveyed yet")}


CHOICES = [
    SelectChoice("", _l("not surveyed yet")),
    *(SelectChoice(*each) for each in MARKS.items()),
]


class SurveyForm(VersionForm):
    """A survey round: name, day, note."""

    name = StringField(
        _l("Name of the round"),
        [Needed(200)],
        description=_l("For example: Khảo sát đầu năm 2022."),
    )
    held_on = DayField(_l("Day of the round"), [Needed()])
    note = StringField(_l("Note"), [Optional(), LONG])

    def typed(self) -> SurveyTyped:
        """What was typed, once it is valid."""
        return SurveyTyped(str(self.name.data), self.held_on.data, self.note.data or "")


class CountField(IntegerField):
    """A number of people, from 0 on."""

    data: Any
    widget = widgets.TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        text = clean(valuelist[0]) if valuelist else ""
        if not text:
            self.data = None
            return
        if not text.isdecimal() or int(text) > MOST:
            self.data = None
            raise ValueError(_("Write a whole number from 0 on."))
        self.data = int(text)


class MarkRow(Form):
    """How one unit was found; `seen` is what the page showed when it was opened."""

    mark = SelectField(_l("Found"), choices=CHOICES)
    listed = CountField(_l("Listed"), [Optional()])
    attending = CountField(_l("Attending"), [Optional()])
    note = StringField(_l("Note"), [Optional(), LONG])
    seen = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """Check what was typed; numbers alone do not say how a unit was found."""
        if not super().validate(extra_validators):
            return False
        typed = self.typed()
        if not typed.mark and typed != Marked():
            self.mark.errors = [_("Choose how the unit was found.")]
        elif typed.listed is not None and (typed.attending or 0) > typed.listed:
            self.attending.errors = [_("More attend than are listed.")]
        return not self.errors

    def typed(self) -> Marked:
        """What was typed of the unit."""
        note = clean(self.note.data or "")
        return Marked(self.mark.data or "", self.listed.data, self.attending.data, note)


class MarksForm(FlaskForm):
    """A page of units with how each was found; made by marks_form()."""

    rows: dict[int, MarkRow]

    def typed(self) -> dict[int, Marked]:
        """What was typed, by unit."""
        return {unit_id: row.typed() for unit_id, row in self.rows.items()}

    def seen(self) -> dict[int, str]:
        """What the page showed when it was opened, by unit."""
        return {unit_id: row.seen.data or "" for unit_id, row in self.rows.items()}

    def show_clash(self, clash: Clash) -> None:
        """Say beside each unit what somebody else wrote; saving once more keeps what is typed."""
        for unit_id, theirs in clash.theirs.items():
            row = self.rows[unit_id]
            row.mark.errors = [
                _(
                    "Somebody else wrote meanwhile: %(theirs)s. Save once more to keep yours.",
                    theirs=theirs,
                )
            ]
            row.seen.data = theirs.code


def marks_form(found: Sequence[Found]) -> MarksForm:
    """The form for these units, filled in with how the round found them."""
    fields = {f"unit{each.unit.id}": FormField(MarkRow, each.unit.name) for each in found}
    marks = {each.unit.id: Marked.of(each.mark) for each in found}
    data = {
        f"unit{unit_id}": {
            "mark": mark.mark,
            "listed": mark.listed,
            "attending": mark.attending,
            "note": mark.note,
            "seen": mark.code,
        }
        for unit_id, mark in marks.items()
    }
    form: MarksForm = type("PageOfMarks", (MarksForm,), fields)(data=data)
    form.rows = {each.unit.id: form[f"unit{each.unit.id}"].form for each in found}
    return form


def wanted_from(args: Any) -> Wanted:
    """The filter in an address; what it does not know is left out."""
    mark, change = args.get("mark", ""), args.get("change", "")
    return Wanted(
        mark=mark if mark in STATES else "",
        kind=args.get("kind", ""),
        change=change if change in CHANGES else "",
        earlier_id=args.get("with", type=row_number),
    )
