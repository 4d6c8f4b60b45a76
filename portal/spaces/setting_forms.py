"""What may be typed about settings; what fits is the setting's own rule."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, StringField, widgets
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from ..errors import Invalid
from .setting_queries import InForce


class VersionForm(FlaskForm):
    """What was seen when the form was opened."""

    version = IntegerField(widget=widgets.HiddenInput(), validators=[Optional()], default=0)

    @property
    def seen(self) -> int:
        """The version that the form was made from."""
        return self.version.data or 0


class SwitchForm(VersionForm):
    """Switch a module on, off, or let it follow those above."""

    STATES = {"on": True, "off": False, "inherit": None}
    state = StringField()

    @property
    def wanted(self) -> bool | None:
        """On, off, or None to follow those above. Raises Invalid on anything else."""
        if self.state.data not in self.STATES:
            raise Invalid(_("Choose on, off or inherited."))
        return self.STATES[self.state.data]


def form_for(here: InForce) -> Any:
    """The form that decides a setting, with a field of its type; `value` holds what is typed."""
    setting = here.setting
    field: Any
    if setting.type is bool:
        answers = [SelectChoice("True", _l("Yes")), SelectChoice("False", _l("No"))]
        field = RadioField(setting.label, choices=answers, validate_choice=False)
    elif isinstance(setting.type, tuple):
        labels = setting.labels or setting.type
        answers = [SelectChoice(*each) for each in zip(setting.type, labels, strict=True)]
        field = RadioField(setting.label, choices=answers, validate_choice=False)
    else:
        field = StringField(setting.label)
    field.kwargs["description"] = setting.hint
    form = type("SettingForm", (VersionForm,), {"value": field})
    return form(value="" if here.value is None else str(here.value), version=here.version)
