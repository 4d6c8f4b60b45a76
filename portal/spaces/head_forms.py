"""What may be typed about the head of documents; what fits is the rule of each setting."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.fields import SelectChoice

from .letterheads import SETTINGS
from .setting_forms import VersionForm

SEPARATORS = (
    SelectChoice("usual", _l("As usual")),
    SelectChoice("star", _l("A star, as the Party writes")),
    SelectChoice("line", _l("A line, as the State writes")),
)


class HeadForm(VersionForm):
    """The lines of a document head; an empty one is as usual for the kind of space."""

    superior = StringField(_l("Who leads, above on the left"))
    issuer = StringField(_l("Who issues, below on the left"))
    place = StringField(_l("Place before the date"))
    sign = StringField(_l("Sign of the issuer"))
    number = StringField(
        _l("Pattern of the number"),
        description=_l("{number}, {kind} and {sign} stand for number, kind of document and sign."),
    )
    motto = StringField(_l("On the right"), description=_l("One line, or two with / between them."))
    separator = RadioField(
        _l("Under the issuer"), choices=list(SEPARATORS), default="usual", validate_choice=False
    )

    def typed(self) -> dict[str, str]:
        """The head as typed, by the names of its settings."""
        return {name: self[name.rpartition("head_")[2]].data or "" for name in SETTINGS}


def form_of(decided: dict[str, Any], version: int) -> HeadForm:
    """The form of a head, filled with what the space decided itself."""
    fields = {name.rpartition("head_")[2]: decided.get(name) for name in SETTINGS}
    return HeadForm(version=version, **{name: value for name, value in fields.items() if value})
