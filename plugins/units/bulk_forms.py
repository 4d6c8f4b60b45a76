"""What may be typed about several chosen units."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from portal.fields import DayField, Needed
from portal.spaces.tree_forms import Choice

from .changing_forms import number_of
from .changing_queries import Standing
from .models import UnitsUnit

ALONE = 0


class CongressForm(FlaskForm):
    """The day by which units hold their next congress."""

    due_on = DayField(
        _l("Next congress due by"),
        [Needed()],
        description=_l("From today on. Kinds of unit that hold no congress cannot be chosen."),
    )


class MoveUnitsForm(FlaskForm):
    """The unit that others are put under."""

    parent = Choice(
        _l("Put under"),
        [InputRequired(_l("Choose a unit."))],
        coerce=number_of,
        description=_l("Only units of a kind that may stand above all of the chosen ones."),
    )

    def __init__(self, chosen: Collection[UnitsUnit], standing: Standing, **data: Any) -> None:
        super().__init__(**data)
        fit = [(unit.id, unit.name) for unit in standing.may_lead(chosen)]
        self.parent.offer([(ALONE, _("None: they stand alone")), *fit])

    def parent_id(self) -> int | None:
        """The unit chosen; none where they are to stand alone."""
        return self.parent.data or None
