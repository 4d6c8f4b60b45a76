"""What may be typed about a count by hand, and of which counts a list is asked for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice

from plugins.units.areas import Ground
from portal.fields import DayField, Needed
from portal.locale import number_text
from portal.spaces.setting_forms import VersionForm
from portal.text import clean, parse_vn_number

from .number_actions import NumberTyped
from .numbers import keys_of, number_keys

WHOLE = 0
"""What the list of hamlets sends for the whole area."""


class AmountField(StringField):
    """A number as offices write it: 1.234,5."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = clean(valuelist[0]) if valuelist else ""
        self.data = parse_vn_number(typed) if typed else None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        return number_text(int(self.data) if self.data == int(self.data) else self.data)


class NumberForm(VersionForm):
    """Of what, how many, as of when, who says so, and of which hamlet if of one."""

    key = SelectField(_l("What is counted"), validate_choice=False)
    area_id = SelectField(_l("Of which place"), coerce=int, validate_choice=False)
    value = AmountField(_l("How many"), [Needed()])
    as_of = DayField(_l("Counted on"), [Needed()])
    source = StringField(
        _l("Source"),
        [Needed(200)],
        filters=[lambda typed: clean(typed or "")],
        description=_l("Who counted it, or the document with number and date."),
    )

    def __init__(self, ground: Ground, **data: Any) -> None:
        super().__init__(**data)
        keys = keys_of(ground.space.line)
        self.key.choices = [SelectChoice(key.name, f"{key.label} ({key.unit})") for key in keys]
        hamlets = [h for h in ground.hamlets() if not h.ended] if ground.is_commune else []
        self.area_id.choices = [SelectChoice(WHOLE, _("the whole area"))]
        self.area_id.choices += [SelectChoice(h.id, ground.label_of(h)) for h in hamlets]

    def typed(self) -> NumberTyped:
        """What was typed, once it is valid."""
        return NumberTyped(
            key=str(self.key.data),
            as_of=self.as_of.data,
            value=Decimal(self.value.data),
            source=str(self.source.data),
            area_id=self.area_id.data or None,
        )


def key_from(args: Any) -> str:
    """Which counts an address asks for: those of one key, or all."""
    key = str(args.get("key", ""))
    return key if key in number_keys() else ""
