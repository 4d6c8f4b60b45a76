"""What may be typed about the Party's working list, and which of it a page shows."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, NumberRange, Optional

from portal.addressing import row_number
from portal.fields import DayField, Needed
from portal.locale import today
from portal.spaces.setting_forms import VersionForm
from portal.text import clean

from .lines import AGES, SEXES
from .party_actions import FIRST_YEAR
from .party_checks import CATEGORIES, STANDINGS, Places
from .party_queries import GONE, LINKED, Wanted
from .party_rows import COLUMNS, PERSONAL, PartyRow, PartyTyped

NONE = 0
LONG = Length(max=200, message=_l("Use at most %(max)d characters."))


class PartyForm(VersionForm):
    """A row of the list; those linked by residence have three fields more."""

    name = StringField(_l("Full name"), [Needed(200)], filters=[lambda typed: clean(typed or "")])
    birth_year = IntegerField(
        _l("Year of birth"),
        [Optional(), NumberRange(1900, 2100, _l("Write the year with four digits: 1975."))],
    )
    sex = RadioField(_l("Sex"), default="")
    area_id = SelectField(_l("Lives in"), coerce=int, validate_choice=False)
    unit_id = SelectField(_l("Party cell"), coerce=int, validate_choice=False)
    standing = RadioField(_l("Official or probationary"), default="official")
    exempt = BooleanField(_l("Exempt from activities"))
    introduced_on = DayField(_l("Introduced on"), [Optional()])
    category = SelectField(_l("Category"), validate_choice=False)
    workplace = StringField(
        _l("Workplace"), [Optional(), LONG], description=_l("In a word: the school, the police …")
    )

    def __init__(
        self, places: Places, linked: bool, row: PartyRow | None = None, **options: Any
    ) -> None:
        if row is not None:
            options |= {n: getattr(row.member, n) for n in COLUMNS if n != "linked"}
            options |= {n: getattr(row.name, n) for n in PERSONAL}
            options |= {"version": row.member.version, "sex": row.member.sex or ""}
            options |= {n: options[n] or NONE for n in ("area_id", "unit_id")}
        super().__init__(**options)
        self.linked = linked
        none = SelectChoice(NONE, _("not known"))
        self.area_id.choices = [none, *(SelectChoice(*h) for h in places.hamlet_choices())]
        self.unit_id.choices = [none, *(SelectChoice(*c) for c in places.cell_choices())]
        self.sex.choices = [SelectChoice(*each) for each in {**SEXES, "": _l("not known")}.items()]
        self.standing.choices = [SelectChoice(*each) for each in STANDINGS.items()]
        self.category.choices = [
            SelectChoice("", _("not known")),
            *(SelectChoice(*each) for each in CATEGORIES.items()),
        ]

    def typed(self) -> PartyTyped:
        """What was typed, once it is valid."""
        linked = self.linked
        return PartyTyped(
            name=str(self.name.data),
            birth_year=self.birth_year.data,
            sex=self.sex.data or None,
            area_id=self.area_id.data or None,
            unit_id=self.unit_id.data or None,
            standing=str(self.standing.data),
            exempt=bool(self.exempt.data),
            linked=linked,
            introduced_on=self.introduced_on.data if linked else None,
            category=(self.category.data or None) if linked else None,
            workplace=self.workplace.data if linked else None,
        )


def wanted_from(args: Any) -> Wanted:
    """Which part of the list an address asks for; what cannot be read leaves it as it is."""
    year = args.get("year", type=int) or today().year
    return Wanted(
        year=year if FIRST_YEAR <= year <= today().year else today().year,
        q=args.get("q", "").strip()[:100],
        part=_one_of(args, "part", (LINKED,)),
        cell=args.get("cell", type=row_number),
        hamlet=args.get("hamlet", type=row_number),
        standing=_one_of(args, "standing", STANDINGS),
        exempt=_one_of(args, "exempt", ("yes", "no")),
        sex=_one_of(args, "sex", SEXES),
        age=_one_of(args, "age", AGES),
        remark=_one_of(args, "remark", ("yes", "no")),
        state=_one_of(args, "state", (GONE,)),
    )


def _one_of(args: Any, name: str, known: Any) -> str:
    typed = str(args.get(name, ""))
    return typed if typed in known else ""
