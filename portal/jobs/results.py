"""The file that a job made: for the account that asked, while it may still read what is in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import JSONB

from ..access import Access
from ..database import db, touched
from ..entering import by_role, module_is_on, registry
from ..errors import NotFound, Refused
from ..guards import guard
from ..locale import now
from ..reach import Reach
from .models import RESULT_DAYS, QueuedJob
from .standing import reach_of_needs, still_holds

FILE = QueuedJob.result["file"]
RESULT = FILE["digest"].as_string()
"""The digest of the bytes that a job made, as a column."""


@dataclass(frozen=True)
class Result:
    """A file that a job made, as it is sent."""

    digest: str
    name: str
    media_type: str
    size: int


def result_of(job: QueuedJob, access: Access) -> Result:
    """The file that a job made, for who still holds the right it was asked under.

    Raises NotFound where it made none or its days are over, Refused where the right is gone, or
    opens less than it did when the file was made. A grant to look opens no file.
    """
    access = by_role(access)
    kind = registry().jobs.get(job.kind)
    if kind is None or not module_is_on(registry().owner_of("jobs", kind)):
        raise NotFound()
    if not still_holds(access, job.needs):
        raise Refused(_("You no longer hold the right to this work."))
    file: dict[str, Any] | None = (job.result or {}).get("file")
    if file is None:
        raise NotFound()
    if not in_its_days(job):
        raise NotFound(
            _("The file was removed after %(days)s days. Ask for the work anew.", days=RESULT_DAYS)
        )
    if not opens_file(access, file["needs"]):
        raise Refused(_("You no longer hold the right to what is in this file."))
    if not reads_as_much(access, file["needs"], file["read"]):
        raise Refused(
            _("The file holds more than you may read today. Ask for the work anew to get the rest.")
        )
    return Result(file["digest"], file["name"], file["media_type"], file["size"])


@guard("jobs.result_days")
def in_its_days(job: QueuedJob) -> bool:
    """Whether the file of a job that ended may still be fetched."""
    return job.file_until is not None and now() < job.file_until


@guard("jobs.opens_file")
def opens_file(access: Access, needs: str) -> bool:
    """Whether the right that the file was made under is held, and its module is on, today."""
    permission = registry().permissions.get(needs)
    if permission is not None and not module_is_on(registry().owner_of("permissions", permission)):
        return False
    return still_holds(access, needs)


@guard("jobs.reads_as_much")
def reads_as_much(access: Access, needs: str, read: dict[str, Any]) -> bool:
    """Whether today's reach covers the one the file was made within: units and spaces change."""
    return reach_of_needs(access, needs).covers(_reach_from(read))


def read_by(reach: Reach) -> dict[str, Any]:
    """The reading part of a reach, as it is kept beside the file."""
    return {
        "spaces": sorted(reach.spaces),
        "personal": sorted(reach.personal),
        "sight": sorted(reach.sight),
        "units": None if reach.units is None else sorted(reach.units),
        "bodies": None if reach.bodies is None else sorted(reach.bodies),
    }


def forget_results() -> int:
    """Let go of files past their days, so that a sweep takes their bytes; gives how many.

    Needs the map open for writing, as on the command line.
    """
    j, past = QueuedJob, now() - dt.timedelta(days=RESULT_DAYS)
    forgotten = db.session.execute(
        sa.update(j)
        .where(RESULT.is_not(None), j.ended_at <= past)
        .values(result=sa.cast(j.result, JSONB).op("-")("file"))
        .execution_options(synchronize_session=False)
    )
    return touched(forgotten)


def _reach_from(read: dict[str, Any]) -> Reach:
    units, bodies = read["units"], read["bodies"]
    return Reach(
        spaces=frozenset(read["spaces"]),
        personal=frozenset(read["personal"]),
        sight=frozenset(read["sight"]),
        units=None if units is None else frozenset(units),
        bodies=None if bodies is None else frozenset(bodies),
    )
