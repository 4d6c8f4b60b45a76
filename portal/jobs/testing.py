"""What the contract tests cannot guess about jobs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..testing.rows import Maker, Values


def job(maker: Maker, given: Values) -> dict[str, Any]:
    """A job that ended, in the space where its account works."""
    space = maker.owner.scalar(sa.text("select id from space where slug = 'xa-sen'"))
    return {"in_space_id": space, "kind": "jobs.example", "state": "failed", "error": "Mẫu"}


EXAMPLES = {"job": job}
CLOSED = {"jobs.result": "only a job that made a file has one; see tests/jobs"}
