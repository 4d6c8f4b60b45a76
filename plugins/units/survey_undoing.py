"""Taking a page of marks back, as one: where none of its units was marked anew since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from portal.audit import Event, record
from portal.database import db
from portal.errors import NotFound, Stale
from portal.guards import guard

from .checks import lock_units
from .models import UnitsMark, UnitsSurvey
from .survey_actions import KEPT, Marked, marks_of, names_of, write_mark
from .survey_queries import survey_in


def take_back_marks(event: Event, payload: dict[str, Any]) -> None:
    """Undo mark_units(): the round holds of every unit of the page what it held before it.

    Raises Stale where one of them was marked anew since, or is gone, or where the round is.
    """
    lock_units(event.space_id)
    survey = _round_of(event)
    kept = payload["after"][KEPT]
    left = {each["unit"]: Marked(*each["after"]) for each in kept}
    former = {each["unit"]: Marked(*each["before"]) for each in kept}
    names, marks = names_of(survey, list(left)), marks_of(survey, list(left))
    check_as_left(left, marks, names)
    for unit_id, marked in former.items():
        write_mark(survey, unit_id, marks.get(unit_id), marked)
    db.session.flush()
    before = {names[unit_id]: str(marked) for unit_id, marked in left.items()}
    after = {names[unit_id]: str(marked) for unit_id, marked in former.items()}
    record("units.marks_taken_back", survey, before=before, after=after, undoes=event.id)


@guard("units.marks_as_left", without=None)
def check_as_left(
    left: Mapping[int, Marked], marks: Mapping[int, UnitsMark], names: Mapping[int, str]
) -> None:
    """Raise Stale where a unit is gone, or no longer marked as a page of marks left it."""
    if left.keys() - names.keys():
        raise Stale(_("A unit of this page of marks is gone, so the page stays as it is."))
    anew = [names[u] for u, marked in left.items() if Marked.of(marks.get(u)) != marked]
    if anew:
        raise Stale(
            _(
                "Marked anew since: %(units)s. So the page of marks stays as it is; "
                "correct single marks in the survey round.",
                units=", ".join(anew),
            )
        )


def _round_of(event: Event) -> UnitsSurvey:
    try:
        return survey_in(event.space_id, event.subject_id or 0, lock=True)
    except NotFound:
        raise Stale(_("The survey round was taken back since.")) from None
