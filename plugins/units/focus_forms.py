"""What may be typed about focus areas."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.fields import Needed
from portal.locale import today
from portal.spaces.setting_forms import VersionForm
from portal.text import clean

from .areas import Ground
from .focus_actions import FocusTyped
from .models import UnitsFocus

YEARS = range(2000, 2101)


def cleaned(typed: str | None) -> str:
    """A line without the blanks around it."""
    return clean(typed or "")


class FocusForm(VersionForm):
    """A hamlet for a plan year, who directs it there, what for."""

    area = SelectField(_l("Hamlet"), coerce=int)
    year = IntegerField(
        _l("Plan year"),
        [
            InputRequired(_l("Write a year from 2000 to 2100.")),
            NumberRange(YEARS[0], YEARS[-1], _l("Write a year from 2000 to 2100.")),
        ],
    )
    director = StringField(
        _l("Who directs it there"),
        [Needed(200)],
        filters=[cleaned],
        description=_l("Choose an officer of the space, or write a name and an office."),
    )
    task = TextAreaField(
        _l("Task"),
        [Optional(), Length(max=2000, message=_l("Use at most %(max)d characters."))],
        filters=[cleaned],
    )

    def __init__(self, ground: Ground, focus: UnitsFocus | None = None, **options: Any) -> None:
        """Offer the hamlets of the area that have not ended, and the one chosen already."""
        kept = focus.area_id if focus is not None else None
        super().__init__(obj=focus, **({"area": kept} if kept else {}), **options)
        self.area.choices = [
            SelectChoice(hamlet.id, ground.label_of(hamlet))
            for hamlet in ground.hamlets()
            if not hamlet.ended or hamlet.id == kept
        ]

    def typed(self) -> FocusTyped:
        """What was typed, once it is valid."""
        return FocusTyped(
            area_id=self.area.data,
            year=self.year.data or 0,
            director=str(self.director.data),
            task=self.task.data or "",
        )


def year_from(args: Any) -> int:
    """The plan year of an address; this one where it names none."""
    year = args.get("year", type=int)
    return year if year in YEARS else today().year
