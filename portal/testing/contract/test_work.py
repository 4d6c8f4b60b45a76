"""Every kind of long work that a module registers."""

from __future__ import annotations

from typing import Any

import pytest

from . import none_of, offers, subjects, work
from .stage import Stage

pytestmark = [pytest.mark.contract, pytest.mark.database]
JOBS = [pytest.param(job, id=f"jobs-{job.name}") for job in subjects.things("jobs")]
SHEETS = [
    pytest.param(sheet, id=f"sheets-{subjects.called(sheet)}")
    for sheet in subjects.things("sheets")
]


@pytest.mark.parametrize("thing", [*JOBS, *SHEETS])
def test_work_needs_what_exists(thing: Any) -> None:
    none_of(offers.needs_what_exists(thing))


@pytest.mark.parametrize("kind", JOBS)
def test_work_runs_for_the_right_people(stage: Stage, kind: Any) -> None:
    none_of(work.runs_for_the_right_people(stage, kind))


@pytest.mark.parametrize("listed", SHEETS)
def test_a_list_exports_what_it_opens(stage: Stage, listed: Any) -> None:
    none_of(work.exports_what_the_list_opens(stage, listed))
