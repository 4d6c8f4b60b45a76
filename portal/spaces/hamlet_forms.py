"""What may be typed about hamlets."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import Length, Optional

from ..fields import DayField, Needed
from ..locale import today
from ..text import clean
from .hamlet_actions import HamletTyped
from .hamlet_queries import Hamlet

KINDS = ("Ấp", "Khóm", "Thôn", "Tổ dân phố", "Bản", "Buôn", "Làng")
"""The words before the name of a hamlet, those of the South first."""
LONG = Length(max=200, message=_l("Use at most %(max)d characters."))


class DecidedForm(FlaskForm):
    """A change of a hamlet: by which document, and what was seen when the form was opened."""

    document = StringField(
        _l("Deciding document"), [Optional(), LONG], description=_l("Number and date.")
    )
    was = HiddenField()

    @property
    def seen(self) -> str:
        """The name that the form was made from."""
        return self.was.data or ""


class HamletForm(DecidedForm):
    """The name of a hamlet."""

    kind = SelectField(_l("Kind"), validate_choice=False)
    name = StringField(
        _l("Name of the hamlet"),
        [Needed(60)],
        filters=[lambda typed: clean(typed or "")],
        description=_l("Without the word before it. For example: 1, Chiến Thắng."),
    )

    def __init__(self, hamlet: Hamlet | None = None, **data: Any) -> None:
        if hamlet is not None:
            area = hamlet.area
            data = {"kind": area.kind, "name": area.name, "was": hamlet.name}
        super().__init__(**data)
        known = dict.fromkeys((*KINDS, *filter(None, [hamlet and hamlet.area.kind])))
        self.kind.choices = list(known)
        self.kind.data = self.kind.data if self.kind.data in known else KINDS[0]

    def typed(self) -> HamletTyped:
        """The hamlet as typed, for the action."""
        return HamletTyped(self.kind.data, self.name.data or "", self.document.data or "")


class NewHamletForm(HamletForm):
    """A new hamlet, from a day on."""

    valid_from = DayField(_l("First day"), [Needed()])

    @property
    def day(self) -> dt.date:
        """The day typed into a form that has validated."""
        return self.valid_from.data or today()


class EndHamletForm(DecidedForm):
    """The last day of a hamlet."""

    last_day = DayField(_l("Last day of the hamlet"), [Needed()])

    @property
    def day(self) -> dt.date:
        """The day typed into a form that has validated."""
        return self.last_day.data or today()
