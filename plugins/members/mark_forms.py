"""What may be typed about Party membership, and of whom a list is asked for."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from portal.addressing import row_number
from portal.fields import DayField
from portal.spaces.setting_forms import VersionForm

from .mark_actions import MarkTyped
from .mark_queries import ANSWERS, NO, YES, Wanted
from .models import MembersPartyMark


class MarkForm(VersionForm):
    """Whether somebody is a Party member, and since when."""

    party_member = RadioField(
        _l("Party membership"), [InputRequired(_l("Choose one of the three."))]
    )
    since = DayField(
        _l("Party member since"),
        [Optional()],
        description=_l("The day of admission to the Party; leave it empty where it is not known."),
    )

    def __init__(self, mark: MembersPartyMark | None = None, **options: Any) -> None:
        if mark is not None:
            options |= {"since": mark.since, "version": mark.version}
            options["party_member"] = YES if mark.party_member else NO
        super().__init__(**options)
        self.party_member.choices = [SelectChoice(*each) for each in ANSWERS.items()]

    def typed(self) -> MarkTyped:
        """What was typed, once it is valid."""
        answer = {YES: True, NO: False}.get(str(self.party_member.data))
        return MarkTyped(answer, self.since.data)


def wanted_from(args: Any) -> Wanted:
    """Which members an address asks for."""
    party = args.get("party", "")
    return Wanted(
        q=args.get("q", "").strip(),
        unit=args.get("unit", type=row_number),
        party=party if party in ANSWERS else "",
    )
