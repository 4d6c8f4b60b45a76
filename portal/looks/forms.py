"""What may be typed about looks from above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from ..addressing import row_number
from ..fields import DayField, Needed
from ..locale import today
from ..text import clean, parse_day
from .actions import Terms
from .models import LookGrant
from .queries import KINDS, Candidate, Wanted
from .reasons import OTHER, REASONS, reason_with

SHORT = Length(max=200, message=_l("Use at most %(max)d characters."))


class ReasonForm(FlaskForm):
    """Why somebody looks at people or takes them along: one of the list, and a few words."""

    reason = RadioField(_l("Reason"), [InputRequired(_l("Choose a reason."))])
    note = StringField(
        _l("In a few words"),
        [SHORT],
        description=_l("Needed where the reason is another one. Name no person."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.reason.choices = [SelectChoice(code, label) for code, label in REASONS.items()]

    def validate_note(self, field: Any) -> None:
        """Refuse another reason than those of the list without a word of it."""
        if self.reason.data == OTHER and not clean(field.data or ""):
            raise ValidationError(_("Write the reason in a few words."))

    @property
    def said(self) -> str:
        """The reason of a form that has validated, in words."""
        return reason_with(self.reason.data, clean(self.note.data or ""))


class TermsForm(ReasonForm):
    """What a look is for, and until when."""

    until = DayField(
        _l("Last day"),
        [InputRequired(_l("Enter the last day."))],
        description=_l("It ends by itself; 30 days ahead at most."),
    )
    document = StringField(
        _l("Deciding document"), [Optional(), SHORT], description=_l("Number and date.")
    )

    def terms(self) -> Terms:
        """What was typed, for the action."""
        return Terms(
            self.reason.data,
            self.until.data or today(),
            self.note.data or "",
            self.document.data or "",
        )

    def fill_from(self, asked: LookGrant) -> None:
        """Show what was asked for, until somebody types otherwise."""
        if self.is_submitted():
            return
        self.reason.data, self.note.data = asked.reason, asked.note
        self.document.data = asked.document
        self.until.process_data(asked.valid_to)


class GrantForm(TermsForm):
    """Whom the space lets look at its people."""

    who = SelectField(_l("Who may look"), [InputRequired(_l("Choose somebody."))])

    def offer(self, found: Sequence[Candidate]) -> None:
        """Offer those above to whom a look can be granted."""
        self.who.choices = [
            SelectChoice("", _l("Choose somebody")),
            *(SelectChoice(_key(each), f"{each.name} – {each.space}") for each in found),
        ]

    @property
    def chosen(self) -> tuple[int, int]:
        """Account and space above of a form that has validated."""
        account_id, space_id = str(self.who.data).split("-")
        return int(account_id), int(space_id)


class AskForm(TermsForm):
    """By which role somebody above asks for a look."""

    from_space = RadioField(_l("As one of"), [InputRequired(_l("Choose a space."))], coerce=int)

    def offer(self, own: Sequence[Candidate]) -> None:
        """Offer the spaces above in which the account holds a whole role."""
        self.from_space.choices = [SelectChoice(each.space_id, each.space) for each in own]
        if not self.is_submitted() and own:
            self.from_space.data = own[0].space_id


class RefuseForm(FlaskForm):
    """Why a question is refused."""

    answer = TextAreaField(_l("Why it is refused"), [Needed(most=300)])


class WithdrawForm(FlaskForm):
    """Why a grant is withdrawn."""

    answer = TextAreaField(_l("Why it is withdrawn"), [Optional(), SHORT])


def wanted_from(args: Any) -> Wanted:
    """The filter of the log in an address; what cannot be read leaves the list whole."""
    kind = args.get("kind", "")
    return Wanted(
        text=args.get("q", "").strip(),
        since=args.get("since", type=parse_day),
        until=args.get("until", type=parse_day),
        kind=kind if kind in KINDS else "",
        grant_id=args.get("grant", type=row_number),
        subject_type=args.get("of", ""),
        subject_id=args.get("row", type=row_number),
    )


def _key(each: Candidate) -> str:
    return f"{each.account_id}-{each.space_id}"
