"""What may be typed about the tree: in addresses, and when a space opens, moves, closes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, SelectField, StringField, TextAreaField, widgets
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from ..fields import DayField
from ..locale import date_text, today
from . import below_queries, choices, tree_queries
from .heads import worded
from .models import Area, Space

NAME = Length(max=200, message=_l("Use at most 200 characters."))
STATES = {"closed": _l("Closed"), "all": _l("Open and closed")}
DOCUMENT = StringField(
    _l("Deciding document"),
    [DataRequired(_l("Enter number, date and issuer of the deciding document.")), NAME],
    description=_l("For example: Quyết định số 12-QĐ/HU ngày 05/01/2021"),
)


def _id(value: Any) -> int | None:
    """The id that an option of a list stands for; the empty option stands for none."""
    return int(value) if value else None


class Choice(SelectField):
    """One of a list; what is not in it is refused in the reader's own language."""

    data: Any

    def offer(self, choices: list[tuple[Any, str]]) -> None:
        """Offer a list, with nothing chosen yet."""
        self.choices = [SelectChoice("", _("Choose …")), *(SelectChoice(*each) for each in choices)]

    @property
    def offers(self) -> bool:
        """Whether there is anything to choose."""
        return len(self.choices or ()) > 1

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None

    def pre_validate(self, form: Any) -> None:
        if self.data not in {choice.value for choice in self.choices or ()}:
            raise ValidationError(_("Choose one of the list."))


class Versioned(FlaskForm):
    """A form that knows from which version of the space it was opened."""

    version = IntegerField(widget=widgets.HiddenInput(), validators=[Optional()])


class Dated:
    """A form about what happens on one day."""

    on: DayField

    @property
    def day(self) -> dt.date:
        """The day typed."""
        return self.on.data or today()


class OpenForm(FlaskForm):
    """A new space under the one of the address."""

    kind = Choice(_l("Kind of space"), [InputRequired(_l("Choose a kind of space."))])
    area = Choice(_l("Area"), [InputRequired(_l("Choose an area."))], coerce=_id)
    name = StringField(
        _l("Full name of the space"),
        [Optional(), NAME],
        description=_l("Empty: as usual for its kind, with the name of the area."),
    )
    short_name = StringField(
        _l("Short name"), [Optional(), NAME], description=_l("For lists and the address.")
    )
    opened_on = DayField(_l("Open since"), [InputRequired(_l("Enter the first day."))])

    @property
    def day(self) -> dt.date:
        """The day typed."""
        return self.opened_on.data or today()

    def __init__(self, leader: Space, **options: Any) -> None:
        super().__init__(**options)
        kinds = choices.kinds_under(leader)
        areas = choices.areas_within(leader, {kind.level for kind in kinds})
        self.kind.offer([(kind.name, worded(kind)) for kind in kinds])
        self.area.offer([(area.id, _area_text(area)) for area in areas])
        if not self.is_submitted():
            self.opened_on.process_data(today())


class RenameForm(Versioned):
    """Another name of a space, and another address."""

    name = StringField(
        _l("Full name of the space"), [DataRequired(_l("Enter the name of the space.")), NAME]
    )
    short_name = StringField(
        _l("Short name"),
        [Optional(), NAME],
        description=_l("For lists. Empty: the full name."),
    )
    address = StringField(
        _l("Address"),
        [Optional(), NAME],
        description=_l("Small letters, digits and hyphens. The present address leads on to it."),
    )


class MoveForm(Dated, Versioned):
    """Another leader of a space, from a day on."""

    leader = Choice(_l("New leader"), [InputRequired(_l("Choose a leader."))], coerce=_id)
    on = DayField(
        _l("First day under the new leader"),
        [InputRequired(_l("Enter the first day under the new leader."))],
    )
    document = DOCUMENT

    def __init__(self, space: Space, **options: Any) -> None:
        super().__init__(**options)
        self.leader.offer([(each.id, each.name) for each in choices.leaders_for(space)])
        if not self.is_submitted():
            self.on.process_data(today())


class CloseForm(Dated, Versioned):
    """When, why and by which document a space closes."""

    on = DayField(_l("First day on which it is closed"), [InputRequired(_l("Enter the day."))])
    reason = TextAreaField(
        _l("Reason"),
        [
            DataRequired(_l("Enter the reason.")),
            Length(max=1000, message=_l("Use at most 1000 characters.")),
        ],
        description=_l("For example: merged into Đảng uỷ xã Tân Thành"),
    )
    document = DOCUMENT

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if not self.is_submitted():
            self.on.process_data(today())


class ReopenForm(Versioned):
    """By which document a closed space opens again."""

    document = DOCUMENT


def wanted_in_tree(args: MultiDict[str, str]) -> tree_queries.Wanted:
    """What an address looks for in the whole tree."""
    return tree_queries.Wanted(
        **_texts(args, "q", "line", "level", "state", "under"), page=args.get("page", 1, int)
    )


def wanted_below(args: MultiDict[str, str]) -> below_queries.Wanted:
    """What an address looks for among the spaces below one."""
    sort = args.get("sort", "")
    known = sort.removeprefix("-") in below_queries.SORTS
    return below_queries.Wanted(
        **_texts(args, "q", "line", "level", "state"),
        sort=sort if known else "level",
        page=args.get("page", 1, int),
    )


def _texts(args: MultiDict[str, str], *names: str) -> dict[str, str]:
    return {name: args.get(name, "").replace("\0", "").strip() for name in names}


def _area_text(area: Area) -> str:
    dates = f", {date_text(area.valid_from)} – {date_text(area.valid_to)}" if area.valid_to else ""
    return f"{area.kind} {area.name} ({area.code or '–'}{dates})"
