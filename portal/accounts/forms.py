"""What may be typed about accounts and roles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectMultipleField,
    StringField,
    widgets,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from ..fields import DayField
from ..locale import today
from . import units
from .actions import NewAccount
from .granting import grantable
from .models import Account
from .people import Wanted
from .roles import Grant, bodies_here

NAMES = Length(max=120, message=_l("Use at most 120 characters."))


class Boxes(SelectMultipleField):
    """Several answers as check boxes."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class SignInForm(FlaskForm):
    """Name and password at the door."""

    name = StringField(
        _l("Phone number, username or e-mail"),
        [InputRequired(_l("Enter the phone number, username or e-mail.")), NAMES],
    )
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter the password."))])
    next = HiddenField()


class CodeForm(FlaskForm):
    """A one-time code typed by hand."""

    code = StringField(
        _l("One-time code"),
        [InputRequired(_l("Enter the code.")), Length(max=40)],
        description=_l("12 letters and digits, as on the paper you were given."),
    )


class PasswordForm(FlaskForm):
    """A password of one's own, typed twice."""

    password = PasswordField(
        _l("New password"),
        [InputRequired(_l("Enter the new password."))],
        description=_l("At least 14 characters. Four words that only you put together work well."),
    )
    again = PasswordField(
        _l("The new password once more"), [InputRequired(_l("Enter the new password once more."))]
    )

    def validate_again(self, field: Any) -> None:
        """Refuse two passwords that differ."""
        if self.password.data and field.data != self.password.data:
            raise ValidationError(_("The two passwords differ. Type them again."))


class TypedCodeForm(PasswordForm):
    """A first password, with the code that was typed for it."""

    code = HiddenField()


class ChangePasswordForm(PasswordForm):
    """A new password in the place of the present one."""

    present = PasswordField(
        _l("Present password"), [InputRequired(_l("Enter the present password."))]
    )


class ContactForm(FlaskForm):
    """Who somebody is, and how to sign in and be called."""

    name = StringField(_l("Full name"), [InputRequired(_l("Enter the full name.")), NAMES])
    phone = StringField(
        _l("Phone number"),
        [Optional(), NAMES],
        description=_l("The owner may sign in with it."),
    )
    email = StringField(_l("E-mail"), [Optional(), NAMES])
    version = IntegerField(widget=widgets.HiddenInput(), validators=[Optional()])

    def typed(self) -> NewAccount:
        """What was typed, for the action."""
        return NewAccount(
            name=self.name.data or "", phone=self.phone.data or "", email=self.email.data or ""
        )


class GrantForm(FlaskForm):
    """A role, from when to when, for which units and bodies."""

    role = RadioField(_l("Role"), [InputRequired(_l("Choose a role."))])
    valid_from = DayField(_l("First day"), [InputRequired(_l("Enter the first day."))])
    valid_to = DayField(_l("Last day"), [Optional()], description=_l("Empty: without end."))
    units = Boxes(
        _l("Only these units"),
        coerce=int,
        description=_l("None chosen: the whole space. A branch head needs at least one."),
    )
    bodies = Boxes(_l("Only these bodies"), coerce=int, description=_l("None chosen: every body."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.units.choices = [SelectChoice(*unit) for unit in units.offered()]
        self.role.choices = [
            SelectChoice(role.name, role.label)
            for role in grantable(g.access)
            if self.units.choices or not role.narrowed
        ]
        self.bodies.choices = [SelectChoice(body.id, body.name) for body in bodies_here()]
        if not self.is_submitted():
            self.valid_from.process_data(today())

    def grant(self) -> Grant:
        """The role as typed, for the action."""
        return Grant(
            self.role.data,
            self.valid_from.data or today(),
            self.valid_to.data,
            tuple(self.units.data or ()),
            tuple(self.bodies.data or ()),
        )


class AccountForm(GrantForm):
    """A new account with its first role."""

    name = ContactForm.name
    username = StringField(
        _l("Username"),
        [Optional(), NAMES],
        description=_l("Empty: made from the name, such as lannt."),
    )
    phone = ContactForm.phone
    email = ContactForm.email

    def typed(self) -> NewAccount:
        """What was typed, for the action."""
        return NewAccount(
            name=self.name.data or "",
            username=self.username.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
        )


class EndForm(FlaskForm):
    """The last day of a role."""

    last_day = DayField(
        _l("Last day in this role"), [Optional()], description=_l("Empty: it ends at once.")
    )


class HandOverForm(FlaskForm):
    """Who takes over, and from which day."""

    who = RadioField(_l("Successor"), [InputRequired(_l("Choose a successor."))], coerce=int)
    day = DayField(_l("First day of the successor"), [InputRequired(_l("Enter the first day."))])
    sure = BooleanField(
        _l("The papers and tasks have been handed over"),
        [InputRequired(_l("Confirm that the papers and tasks have been handed over."))],
    )

    def offer(self, found: Iterable[Account]) -> None:
        """Offer those who may take over."""
        self.who.choices = [SelectChoice(each.id, each.display_name) for each in found]


def wanted_people(args: Any) -> Wanted:
    """The filter of the list of people in an address."""
    return Wanted(*(args.get(name, "").strip() for name in ("q", "role", "state")))
