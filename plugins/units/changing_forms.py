"""What may be typed about the life of a unit: a name, its end, a merger, a split."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from portal.accounts.forms import Boxes
from portal.fields import DayField, Needed
from portal.locale import today
from portal.spaces.hamlet_queries import called
from portal.spaces.tree_forms import Choice

from .changing_act import Decision
from .changing_merge_actions import Merger
from .changing_queries import Standing
from .changing_split_actions import Part
from .models import UnitsUnit

FEWEST, MOST = 2, 8
"""How many units one may be split into."""


def number_of(value: Any) -> int | None:
    """The id that an option of a list stands for; the empty option stands for none."""
    return None if value in ("", None) else int(value)


class DecisionForm(FlaskForm):
    """The day of an act, and the document that decided it."""

    on = DayField(
        _l("Day from which it holds"),
        [Needed()],
        description=_l("Up to today, as the document says. For example: 5 7 2023"),
    )
    document = StringField(
        _l("Deciding document"),
        [Needed(200)],
        description=_l("For example: Quyết định số 12-QĐ/HU ngày 05/01/2021"),
    )

    decided_last = False
    """Whether the page asks for day and document below the rest; its errors are listed so, too."""

    def __init__(self, **data: Any) -> None:
        super().__init__(**data)
        if self.decided_last:
            self._fields |= {name: self._fields.pop(name) for name in ("on", "document")}
        if not self.is_submitted():
            self.on.process_data(today())

    def decision(self, reason: str = "") -> Decision:
        """The decision as typed."""
        return Decision(self.on.data, self.document.data.strip(), reason.strip())


class RenameUnitForm(DecisionForm):
    """Another name of a unit."""

    decided_last = True

    name = StringField(
        _l("New name"),
        [Needed(200)],
        description=_l("No other unit of this space may bear it. The old name stays readable."),
    )


class DissolveForm(DecisionForm):
    """When, why and by which document units end, and where their sub-units stay."""

    reason = TextAreaField(_l("Reason"), [Needed(1000)])
    below = RadioField(_l("Its sub-units"), default="end", validate_choice=False)
    into = Choice(_l("Unit above the sub-units"), [Optional()], coerce=number_of)

    def __init__(self, units: Collection[UnitsUnit], standing: Standing, **data: Any) -> None:
        super().__init__(**data)
        ids = {unit.id for unit in units}
        self.children = [unit for unit in standing.under(ids) if unit.id not in ids]
        fit = [unit for unit in standing.may_lead(self.children) if unit.id not in ids]
        self.below.choices = [
            SelectChoice("end", _l("They end on the same day")),
            SelectChoice("move", _l("They move under another unit")),
        ]
        self.into.offer([(unit.id, unit.name) for unit in fit])
        if not self.children:
            del self.below, self.into

    def move_to(self) -> int | None:
        """The unit that sub-units move under; none where they end, 0 where none was chosen."""
        if not self.children or self.below.data != "move":
            return None
        return self.into.data or 0


class MergeForm(DecisionForm):
    """Which units become one, under which name, who leads it."""

    decided_last = True

    others = Boxes(
        _l("Units that join it"),
        coerce=int,
        validate_choice=False,
        description=_l("Only units of the same kind become one; these end on that day."),
    )
    new = RadioField(_l("What comes of it"), default="", validate_choice=False)
    name = StringField(
        _l("Name of the merged unit"),
        [Optional()],
        description=_l("Empty: the name stays. A new unit needs a name."),
    )
    officers = RadioField(_l("Officers of this unit"), default="stay", validate_choice=False)

    def __init__(self, unit: UnitsUnit, standing: Standing, **data: Any) -> None:
        super().__init__(**data)
        like = standing.like(unit)
        self.others.choices = [SelectChoice(each.id, each.name) for each in like]
        self.new.choices = [
            SelectChoice("", _("%(unit)s goes on, with the others in it", unit=unit.name)),
            SelectChoice("new", _l("A new unit; all of these end")),
        ]
        self.officers.choices = [
            SelectChoice("stay", _l("They stay; those of the others end")),
            SelectChoice("end", _l("All end: officers are chosen anew")),
        ]

    def merger(self) -> Merger:
        """The merger as typed."""
        return Merger(
            others=frozenset(self.others.data or ()),
            new=self.new.data == "new",
            name=(self.name.data or "").strip(),
            officers="end" if self.officers.data == "end" else "stay",
        )


class SplitForm(DecisionForm):
    """The units that one is split into; its parts are fields by number, see split_form()."""

    decided_last = True

    goes_on = BooleanField(
        _l("The unit goes on as the first of them"),
        description=_l("It keeps its officers, sub-units and past. Otherwise it ends that day."),
    )
    count: int

    def parts(self) -> list[Part]:
        """The parts as typed."""
        found = []
        for number in range(1, self.count + 1):
            name, hamlets = self[f"name_{number}"], self._fields.get(f"hamlets_{number}")
            areas = frozenset(hamlets.data or ()) if hamlets is not None else frozenset()
            found.append(Part(name.data or "", areas))
        return found


def split_form(unit: UnitsUnit, standing: Standing, count: int) -> SplitForm:
    """The form for so many parts of a unit, each with its name and its hamlets."""

    class PartsForm(SplitForm):
        pass

    PartsForm.count = max(FEWEST, min(MOST, count))
    own = [SelectChoice(area.id, called(area)) for area in standing.hamlets.get(unit.id, [])]
    for number in range(1, PartsForm.count + 1):
        label = _("Name of unit %(number)s", number=number)
        setattr(PartsForm, f"name_{number}", StringField(label, [Needed(200)]))
        if own:
            label = _("Hamlets of unit %(number)s", number=number)
            only = [own[0].value] if len(own) == 1 else None
            boxes = Boxes(label, coerce=int, choices=own, default=only, validate_choice=False)
            setattr(PartsForm, f"hamlets_{number}", boxes)
    return PartsForm()
