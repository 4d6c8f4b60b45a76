"""Counting people: link what lies within reach, write down who is one, ask about the doubtful."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import g, url_for
from flask_babel import gettext as _

from portal.audit import record
from portal.database import db
from portal.jobs.actions import enqueue
from portal.jobs.models import QueuedJob
from portal.offering import Done, Progress

from . import linked_queries as queries
from .linked_queries import Traced
from .linking import Linked, linked
from .models import MembersCluster, MembersQuestion, MembersRun
from .overlap_cells import kept
from .overlaps import Counted, table_of

JOB = "members.linked"
STEPS = 4
KEPT = 12
"""So many counts of a space are kept, the newest of them with who is in several organizations."""
ASKED_ANYWAY = 20
"""So many rows may be asked about however few there are."""
Ref = tuple[int, int]


def count_people() -> QueuedJob:
    """Ask for a count of people over the spaces that are overseen; it runs as a job."""
    return enqueue(JOB, space_id=g.access.here.id)


def people_linked(_arguments: dict[str, Any], progress: Progress) -> Done:
    """Count people over the spaces that the space of the job oversees."""
    write_count(g.access.here.id, progress)
    return Done(_("People were counted."), url=url_for("members.people"))


def write_count(space_id: int, progress: Progress = lambda _done, _total: None) -> MembersRun:
    """Count people by the traces within reach, for a space within the write reach.

    What a former count of that space asked is asked no more.
    """
    progress(0, STEPS)
    rows = {row.trace.ref: row for row in queries.traced()}
    progress(1, STEPS)
    found = linked([row.trace for row in rows.values()], at_least=ASKED_ANYWAY)
    progress(2, STEPS)
    run = _written(space_id, rows, found)
    progress(3, STEPS)
    _clear_former(run)
    _write_clusters(run, found)
    run.asked = _ask(run, rows, found)
    db.session.flush()
    record("members.people_counted", run)
    progress(STEPS, STEPS)
    return run


def _written(space_id: int, rows: Mapping[Any, Traced], found: Linked) -> MembersRun:
    table = table_of(_counted([rows[ref] for ref in group]) for group in found.people)
    run = MembersRun(
        space_id=space_id,
        made_by=str(db.session.info["actor"].name),
        enrolments=len(rows),
        people=len(found.people),
        spaces=len({row.trace.space for row in rows.values()}),
        asked=0,
        untraced=queries.listed() - len(rows),
        cells=kept(table),
    )
    db.session.add(run)
    db.session.flush()
    return run


def _counted(group: list[Traced]) -> Counted:
    """A person as the table sees them; whose enrolments say otherwise is where most of them say."""
    return Counted(
        commune=_most(row.commune or 0 for row in group),
        lines=frozenset(row.line for row in group),
        sex=_most(row.sex for row in group),
    )


def _most(values: Any) -> Any:
    counted = Counter(values)
    return min(counted, key=lambda value: (-counted[value], str(value)))


def _clear_former(run: MembersRun) -> None:
    """Drop what former counts found of single people, and the oldest counts themselves."""
    for model in (MembersQuestion, MembersCluster):
        db.session.execute(
            sa.delete(model).where(model.space_id == run.space_id, model.run_id != run.id)
        )
    of_space = MembersRun.space_id == run.space_id
    newest = sa.select(MembersRun.id).where(of_space).order_by(MembersRun.id.desc()).limit(KEPT)
    db.session.execute(sa.delete(MembersRun).where(of_space, MembersRun.id.not_in(newest)))


def _write_clusters(run: MembersRun, found: Linked) -> None:
    several = (group for group in found.people if len(group) > 1)
    rows = [
        {"space_id": run.space_id, "run_id": run.id, "person": person}
        | dict(zip(("ref_space_id", "ref_id"), _ref(ref), strict=True))
        for person, group in enumerate(several, 1)
        for ref in group
    ]
    if rows:
        db.session.execute(sa.insert(MembersCluster), rows)


def _ask(run: MembersRun, rows: Mapping[Any, Traced], found: Linked) -> int:
    """Ask each space about its own rows of doubtful pairs; gives how many rows."""
    missing: dict[Ref, set[str]] = defaultdict(set)
    for pair in found.questions:
        for ref in (pair.one, pair.other):
            missing[_ref(ref)] |= lacking(rows[ref])
    asked = [
        {
            "space_id": run.space_id,
            "to_space_id": space_id,
            "run_id": run.id,
            "ref_id": membership_id,
            "missing": sorted(names),
        }
        for (space_id, membership_id), names in missing.items()
        if names
    ]
    if asked:
        db.session.execute(sa.insert(MembersQuestion), asked)
    return len(asked)


def lacking(row: Traced) -> set[str]:
    """What an enrolment does not say that would tell its person from namesakes."""
    lacks = {"birth_date": row.trace.born, "citizen_id": row.trace.citizen}
    return {name for name, value in lacks.items() if value is None}


def _ref(ref: Any) -> Ref:
    space_id, membership_id = ref
    return space_id, membership_id
