"""What may be chosen about notices."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

AT_ONCE, NONE = "at_once", "none"


class PreferenceForm(FlaskForm):
    """Whether notices also come by mail."""

    mail = RadioField(
        _l("Notices by mail"),
        [InputRequired(_l("Choose whether notices come by mail."))],
        choices=[
            SelectChoice(AT_ONCE, _l("At once, as one sentence with a link")),
            SelectChoice(NONE, _l("Not at all, I look into the portal")),
        ],
    )
