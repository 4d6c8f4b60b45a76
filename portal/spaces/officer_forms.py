"""What may be typed about officers and bodies."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from ..accounts.forms import NAMES
from ..addressing import row_number
from ..fields import DayField
from ..locale import today
from ..text import clean
from . import body_queries, officer_queries
from .body_actions import BodyTyped
from .models import Officer
from .officer_actions import Office
from .officer_queries import SORTS, Wanted
from .setting_forms import VersionForm

LONG = Length(max=200, message=_l("Use at most %(max)d characters."))
NOBODY = 0


def cleaned(typed: str | None) -> str:
    """A line without the blanks around it: one of blanks alone counts as empty."""
    return clean(typed or "")


class OfficerForm(VersionForm):
    """Who holds which office, in which body, from when to when."""

    person_name = StringField(
        _l("Full name"), [DataRequired(_l("Enter the full name.")), NAMES], filters=[cleaned]
    )
    office = StringField(
        _l("Office"),
        [DataRequired(_l("Enter the office.")), LONG],
        filters=[cleaned],
        description=_l("For example: Bí thư, Phó Bí thư Thường trực, Chủ tịch."),
    )
    body = SelectField(_l("Body"), coerce=int)
    in_charge_of_front = BooleanField(
        _l("In charge of the Front and the organizations"),
        description=_l("One member of the standing committee at a time."),
    )
    phone = StringField(
        _l("Phone number"), [Optional(), NAMES], description=_l("For example: 0939 214 687")
    )
    account = SelectField(
        _l("Account"),
        coerce=int,
        description=_l("The account with which this person signs in to this space."),
    )
    document = StringField(
        _l("Deciding document"), [Optional(), LONG], description=_l("Number and date.")
    )
    valid_from = DayField(_l("First day"), [InputRequired(_l("Enter the first day."))])
    valid_to = DayField(_l("Last day"), [Optional()], description=_l("Empty: without end."))

    def __init__(self, officer: Officer | None = None, **options: Any) -> None:
        if officer is not None:
            options = {
                name: getattr(officer, name) for name in (*Office.__dataclass_fields__, "version")
            }
        # What a select does not offer it would not show: an ended body, a former account.
        options["body"] = options.get("body_id") or options.get("body") or NOBODY
        options["account"] = options.get("account_id") or NOBODY
        super().__init__(**options)
        here = g.access.here.id
        bodies = {each.id: each.name for each in body_queries.present_bodies(here)}
        accounts = {
            each.id: f"{each.display_name} ({each.username})"
            for each in officer_queries.accounts_here(here)
        }
        if officer is not None and officer.body is not None:
            bodies.setdefault(officer.body.id, officer.body.name)
        if officer is not None and officer.account_id:
            accounts.setdefault(officer.account_id, officer.person_name)
        self.body.choices = _choices(_("None: the space itself"), bodies)
        self.account.choices = _choices(_("None"), accounts)

    def typed(self) -> Office:
        """The office as typed, for the action."""
        return Office(
            person_name=self.person_name.data or "",
            office=self.office.data or "",
            valid_from=self.valid_from.data or today(),
            body_id=self.body.data or None,
            valid_to=self.valid_to.data,
            phone=self.phone.data,
            in_charge_of_front=self.in_charge_of_front.data,
            account_id=self.account.data or None,
            document=self.document.data,
        )


class EndForm(VersionForm):
    """The last day of something."""

    last_day = DayField(_l("Last day"), [InputRequired(_l("Enter the last day."))])

    @property
    def day(self) -> dt.date:
        """The day typed into a form that has validated."""
        return self.last_day.data or today()


class EndOfficeForm(EndForm):
    """The last day of an office, and the document that ended it."""

    last_day = DayField(_l("Last day in office"), [InputRequired(_l("Enter the last day."))])
    document = StringField(
        _l("Deciding document"), [Optional(), LONG], description=_l("Number and date.")
    )


class BodyForm(VersionForm):
    """A committee or board of the space."""

    name = StringField(
        _l("Name of the body"), [DataRequired(_l("Enter the name.")), NAMES], filters=[cleaned]
    )
    code = StringField(
        _l("Sign"),
        [Optional(), Length(max=12, message=_l("Use at most %(max)d characters."))],
        description=_l("Empty: the first letters of the name, such as BDV."),
    )
    rank = IntegerField(
        _l("Place in lists"),
        [Optional(), NumberRange(1, 999, _l("Write a number from 1 to 999."))],
        description=_l("1 stands first. Empty: as it is, a new body last."),
    )

    def typed(self) -> BodyTyped:
        """The body as typed, for the action."""
        return BodyTyped(self.name.data or "", self.code.data or "", self.rank.data)


class NewBodyForm(BodyForm):
    """A new body, from a day on."""

    valid_from = DayField(_l("First day"), [InputRequired(_l("Enter the first day."))])

    @property
    def day(self) -> dt.date:
        """The day typed into a form that has validated."""
        return self.valid_from.data or today()


class EndBodyForm(EndForm):
    """The last day of a body."""

    last_day = DayField(_l("Last day of the body"), [InputRequired(_l("Enter the last day."))])


def wanted_from(args: Any) -> Wanted:
    """The filter in an address; what cannot be read leaves the list as it usually is."""
    sort = args.get("sort", "rank")
    return Wanted(
        q=args.get("q", "").strip(),
        body=args.get("body", type=row_number),
        state=args.get("state", "present"),
        below=args.get("where", "here") != "here",
        sort=sort if sort.lstrip("-") in SORTS else "rank",
        page=max(1, args.get("page", 1, type=int)),
    )


def _choices(none: str, names: dict[int, str]) -> list[SelectChoice]:
    return [SelectChoice(NOBODY, none), *(SelectChoice(*each) for each in names.items())]
