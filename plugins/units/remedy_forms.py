"""What may be typed about remedy sheets."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from portal.fields import DayField, Needed
from portal.spaces.setting_forms import VersionForm
from portal.text import clean

from .models import OUTCOMES
from .remedy_actions import Recheck, RemedyTyped

MOST = 2000
STATES: dict[str, Any] = {
    "open": _l("open"),
    "due": _l("re-check due"),
    "closed": _l("closed"),
    "all": _l("all sheets"),
}


def cleaned(typed: str | None) -> str:
    """A text without the blanks around it: one of blanks alone counts as empty."""
    return clean(typed or "")


class RemedyForm(VersionForm):
    """Why a unit is weak, what is done, who helps, when it is looked at again."""

    cause = TextAreaField(_l("Cause"), [Needed(MOST)], filters=[cleaned])
    measure = TextAreaField(_l("Measure"), [Needed(MOST)], filters=[cleaned])
    helper = StringField(
        _l("Who helps"),
        [Needed(200)],
        filters=[cleaned],
        description=_l("A person with office, or an organization."),
    )
    opened_on = DayField(_l("Opened on"), [Needed()])
    recheck_on = DayField(_l("Day of the re-check"), [Needed()])

    def typed(self) -> RemedyTyped:
        """What was typed, once it is valid."""
        return RemedyTyped(
            cause=str(self.cause.data),
            measure=str(self.measure.data),
            helper=str(self.helper.data),
            opened_on=self.opened_on.data,
            recheck_on=self.recheck_on.data,
        )


class RecheckForm(VersionForm):
    """What a re-check found."""

    closed_on = DayField(_l("Day of the re-check"), [Needed()])
    outcome = RadioField(
        _l("Outcome"),
        [InputRequired(_l("Choose what the re-check found."))],
        choices=[SelectChoice(*each) for each in OUTCOMES.items()],
    )
    finding = TextAreaField(_l("Finding"), [Needed(MOST)], filters=[cleaned])

    def typed(self) -> Recheck:
        """What was typed, once it is valid."""
        return Recheck(self.closed_on.data, self.outcome.data, str(self.finding.data))


def state_from(args: Any) -> str:
    """Which sheets an address asks for: the open ones unless it says so."""
    state = str(args.get("state", ""))
    return state if state in STATES else "open"
