"""What the page of a survey round shows: its counts beside an earlier one's, its units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from portal.imports.exporting import FORMATS, url_of_export
from portal.listing import view_from

from . import survey_queries as queries
from .kinds import kinds
from .models import WEAK, UnitsSurvey
from .survey_forms import CHANGES, STATES, wanted_from
from .survey_queries import OPEN, Round, Wanted

KINDS = {mark: "bad" if mark in WEAK else "" for mark in STATES}
SHEET = "units.survey"


@dataclass(frozen=True)
class Line:
    """How many units a round found in one state, of how many, and how many an earlier one did."""

    state: str
    label: Any
    count: int
    share: float | None
    kind: str
    earlier: int | None

    @property
    def change(self) -> int | None:
        """What came or went since the earlier round."""
        return None if self.earlier is None else self.count - self.earlier


def of_round(survey: UnitsSurvey, args: Any) -> dict[str, Any]:
    """All that the page of a round shows. An earlier round that does not exist is left out."""
    wanted, before = compared(survey, args)
    here = queries.round_of(survey)
    return {
        "survey": survey,
        "round": here,
        "lines": lines_of(here, queries.round_of(before) if before else None),
        "page": queries.units_found(survey, wanted, view_from(args)),
        "wanted": wanted,
        "before": before,
        "rounds": queries.earlier_than(survey),
        "states": STATES,
        "changes": CHANGES,
        "kinds": [kind for kind in kinds().values() if here.space.line in kind.lines],
        "files": [(each, file_of(survey, each, args)) for each in FORMATS],
    }


def compared(survey: UnitsSurvey, args: Any) -> tuple[Wanted, UnitsSurvey | None]:
    """What an address asks for, and the earlier round that it compares with."""
    wanted = wanted_from(args)
    earlier = queries.earlier_than(survey)
    before = next((each for each in earlier if each.id == wanted.earlier_id), None)
    if before is None:
        return replace(wanted, earlier_id=None, change=""), None
    return wanted, before


def lines_of(here: Round, before: Round | None) -> list[Line]:
    """The counts of a round, state by state, the best first."""
    counts = {**here.marks, OPEN: here.open}
    earlier = {**before.marks, OPEN: before.open} if before else {}
    return [
        Line(
            state,
            label,
            counts[state],
            100 * counts[state] / here.total if here.total else None,
            KINDS[state],
            earlier.get(state),
        )
        for state, label in STATES.items()
    ]


def file_of(survey: UnitsSurvey, ending: str, args: Any) -> str:
    """The address of a round's file, showing what the page's address shows."""
    return url_of_export(SHEET, ending, {**args.to_dict(), "survey": str(survey.id)})
