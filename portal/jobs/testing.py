"""What the contract tests cannot guess about jobs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..access import MEMBER
from ..testing.contract.pages import Goal, Walk
from ..testing.rows import Maker, Values
from .models import QueuedJob
from .worker import Worker


def job(maker: Maker, given: Values) -> dict[str, Any]:
    """A job that ended, in the space where its account works."""
    space = maker.owner.scalar(sa.text("select id from space where slug = 'xa-sen'"))
    return {"in_space_id": space, "kind": "jobs.example", "state": "failed", "error": "Mẫu"}


EXAMPLES = {"job": job}


def a_made_file(walk: Walk) -> Goal:
    """The file of a long list, made by a worker."""
    asked = {"list": "history.events", "ending": "csv", "args": {}, "rows": 0}
    with walk.owner() as owner:
        waiting = sa.insert(QueuedJob).values(
            kind="imports.export",
            needs=str(MEMBER),
            arguments=asked,
            account_id=walk.stage.accounts["lan"],
            in_space_id=walk.stage.spaces["xa-sen"],
        )
        job_id = owner.scalar(waiting.returning(QueuedJob.id))
    Worker(walk.stage.app).drain()
    return "lan", f"/s/xa-sen/jobs/{job_id}/file"


WAYS = {"jobs.result": a_made_file}
CLOSED = {"jobs.result": "only a job that made a file has one; see tests/jobs"}
